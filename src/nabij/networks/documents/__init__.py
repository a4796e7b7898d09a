"""Charter, house rules and plans as documents made from the answers, signed, and copied to the federal service."""
