"""What the parts of this room do later; jobs are found through this module."""

from nabij.desk.appointments import tasks as appointments

__all__ = ["appointments"]
