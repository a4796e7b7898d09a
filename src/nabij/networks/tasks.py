"""What the parts of this room do later; jobs are found through this module."""

from nabij.networks.channel import tasks as channel
from nabij.networks.documents import tasks as documents
from nabij.networks.founding import tasks as founding
from nabij.networks.members import tasks as members
from nabij.networks.overview import tasks as overview
from nabij.networks.year import tasks as year

__all__ = ["channel", "documents", "founding", "members", "overview", "year"]
