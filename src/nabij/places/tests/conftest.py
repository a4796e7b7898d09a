import pytest
from django.utils import translation

from nabij.places import actions
from nabij.tenants.actor import system_actor
from tests.fixtures import empty_database


@pytest.fixture(scope="module")
def demo_town(django_db_setup, django_db_blocker):
    """The demo town in the database, for all tests of a module that only read."""
    with django_db_blocker.unblock():
        yield actions.load_demo_town(system_actor())
        empty_database()


@pytest.fixture(autouse=True)
def in_english():
    """Sentences as they stand in the source, whether or not the catalogues were compiled."""
    with translation.override("en"):
        yield
