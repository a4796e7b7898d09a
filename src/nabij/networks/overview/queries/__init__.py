"""What may be asked about all networks of a city together. Counts only: nobody's name, nobody's report."""

from nabij.networks.overview.queries.city import (
    City,
    Covered,
    Row,
    city,
    goals,
    municipalities,
    waiting,
)
from nabij.networks.overview.queries.grounds import Ground, grounds
from nabij.networks.overview.queries.public import (
    Known,
    feedback_counts,
    known_networks,
    outlines_of,
    zones_with_networks,
)

__all__ = [
    "City", "Covered", "Ground", "Known", "Row", "city", "feedback_counts", "goals", "grounds", "known_networks",
    "municipalities", "outlines_of", "waiting", "zones_with_networks",
]  # fmt: skip
