"""What is written in bulk comes back as it was."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nabij.tenants.bulk import array, bytea_array, copied

pytestmark = pytest.mark.django_db
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts), st.lists(st.none() | st.binary(max_size=9)))
def test_arrays_come_back(words: list[str], octets: list[bytes | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::text[], %s::bytea[]", [array(words), bytea_array(octets)])
        found_words, found_octets = cursor.fetchone()
    assert found_words == words
    assert [None if one is None else bytes(one) for one in found_octets] == octets


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=1, max_size=5))
def test_copied_fields_come_back(words: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temp table if not exists bulk (n integer, word text)")
        cursor.execute("truncate bulk")
        with cursor.copy("copy bulk from stdin") as copy:
            copy.write("".join(f"{n}\t{copied(word)}\n" for n, word in enumerate(words)))
        cursor.execute("select word from bulk order by n")
        assert [word for (word,) in cursor.fetchall()] == words
