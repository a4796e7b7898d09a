"""Roles and the rights they give, as read from data/roles.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from nabij.tenants.models import TenantKind

ROLES_FILE: Final = Path(__file__).parent / "data" / "roles.toml"


@dataclass(frozen=True)
class Role:
    """`rights` maps a kind of tenant to the rights given there; `holder` is the kind of account that may hold the role."""

    name: str
    holder: str
    labels: Mapping[str, str]
    rights: Mapping[str, frozenset[str]]
    is_powerful: bool

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["en"]


@cache
def roles() -> dict[str, Role]:
    """All roles by name."""
    content = tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))
    powerful = frozenset(content["powerful"])
    return {name: _role(name, described, powerful) for name, described in content["roles"].items()}


@cache
def powerful_rights() -> frozenset[str]:
    return frozenset(tomllib.loads(ROLES_FILE.read_text(encoding="utf-8"))["powerful"])


def known_rights() -> frozenset[str]:
    """Every right that some role gives."""
    return frozenset(right for role in roles().values() for rights in role.rights.values() for right in rights)


def rights_of(grants: Iterable[tuple[UUID, str, str]]) -> dict[UUID, frozenset[str]]:
    """Rights per tenant of grants (tenant id, kind of tenant, role). A role that is no longer known gives none."""
    found: dict[UUID, frozenset[str]] = {}
    for tenant_id, tenant_kind, name in grants:
        role = roles().get(name)
        if role is not None:
            found[tenant_id] = found.get(tenant_id, frozenset()) | role.rights.get(tenant_kind, frozenset())
    return found


def roles_for(tenant_kind: str, holder: str = "staff") -> list[Role]:
    """The roles that an account of kind `holder` can be given in a tenant of this kind."""
    return [role for role in roles().values() if role.holder == holder and tenant_kind in role.rights]


def _role(name: str, described: dict[str, object], powerful: frozenset[str]) -> Role:
    rights = {kind: frozenset(described[kind]) for kind in TenantKind.values if kind in described}  # type: ignore[call-overload]
    labels = {key: str(text) for key, text in described.items() if len(key) == 2}
    held = frozenset().union(*rights.values())
    return Role(name, str(described.get("holder", "staff")), labels, rights, is_powerful=bool(held & powerful))
