"""Load and faults: real processes, real faults, and a provider of another make that counts what it really received.

Not part of `make test`: it takes minutes. Run it with `make load`; it writes `benchmarks/load.json`.
"""
