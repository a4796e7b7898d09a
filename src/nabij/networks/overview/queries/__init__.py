"""What may be asked about all networks of a city together. Counts only: nobody's name, nobody's report."""

from nabij.networks.overview.queries.city import (
    City,
    Covered,
    Row,
    city,
    goals,
    municipalities,
)
from nabij.networks.overview.queries.grounds import Ground, grounds

__all__ = ["City", "Covered", "Ground", "Row", "city", "goals", "grounds", "municipalities"]
