"""What each database role may do. Applied by the owner after every migration."""

from __future__ import annotations

from typing import Any

APPEND_ONLY = ("audit_row",)
READ_ONLY = ("audit_seal",)
SERVES = "nabij_app"
SEALS = "nabij_sealer"


def apply(cursor: Any) -> None:
    """Grants `nabij_app` what serving needs and no more: it can add to the record, never change or remove from it."""
    cursor.execute(f"grant usage on schema public to {SERVES}, {SEALS}")
    cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {SERVES}")
    cursor.execute(f"grant usage, select on all sequences in schema public to {SERVES}")
    cursor.execute(f"grant execute on all functions in schema public to {SERVES}")
    for table in APPEND_ONLY:
        cursor.execute(f"revoke update, delete, truncate on {table} from {SERVES}")
    for table in READ_ONLY:
        cursor.execute(f"revoke insert, update, delete, truncate on {table} from {SERVES}")
    cursor.execute(f"grant select on audit_row, audit_seal, audit_detail, tenants_tenant to {SEALS}")
    cursor.execute(f"grant insert on audit_seal to {SEALS}")
