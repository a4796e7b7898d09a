"""What the parts of members do later; jobs are found through this module."""

from nabij.networks.members.importing import tasks as importing
from nabij.networks.members.inviting import tasks as inviting

__all__ = ["importing", "inviting"]
