"""What the parts of members do later; jobs are found through this module."""

from nabij.networks.members.importing import tasks as importing

__all__ = ["importing"]
