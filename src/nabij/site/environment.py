"""Finds or starts the database and points Django at it, before Django is loaded."""

from __future__ import annotations

import atexit
import os
from dataclasses import dataclass
from pathlib import Path

from nabij.site import postgres, secrets

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Addresses:
    """Connection addresses per role."""

    app: str
    owner: str
    sealer: str


def state_dir() -> Path:
    return Path(os.environ.get("NABIJ_STATE_DIR", CHECKOUT / "var"))


def own_cluster() -> postgres.Cluster:
    """The embedded server of this installation, started or not."""
    keys = secrets.load(Path(os.environ.get("NABIJ_SECRETS", state_dir() / "secrets.json")))
    return postgres.Cluster(home=postgres.home_for(state_dir() / "postgres"), passwords=keys["database"])


def addresses_of(cluster: postgres.Cluster, database: str = "nabij") -> Addresses:
    return Addresses(*(cluster.url(role, database) for role in ("nabij_app", "nabij_owner", "nabij_sealer")))


def prepare(*, as_owner: bool = False) -> postgres.Cluster | None:
    """Sets the environment of this process and its children; starts the embedded server unless DATABASE_URL names another.

    A server that this process started is stopped when it ends.

    Returns the embedded server, or None where DATABASE_URL was given.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nabij.site.settings")
    cluster = None
    if "DATABASE_URL" not in os.environ:
        cluster = own_cluster()
        if cluster.start():
            atexit.register(_stop_if_ours, cluster, os.getpid())
        _export(addresses_of(cluster))
    if as_owner:
        os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    return cluster


def _stop_if_ours(cluster: postgres.Cluster, process_id: int) -> None:
    if os.getpid() == process_id:
        cluster.stop()


def _export(addresses: Addresses) -> None:
    os.environ["DATABASE_URL"] = addresses.app
    os.environ["DATABASE_OWNER_URL"] = addresses.owner
    os.environ["DATABASE_SEALER_URL"] = addresses.sealer
