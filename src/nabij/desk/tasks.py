"""What the parts of this room do later; jobs are found through this module."""

from nabij.desk.appointments import tasks as appointments
from nabij.desk.news import tasks as news
from nabij.desk.officers import nightly as officers_nightly
from nabij.desk.officers import tasks as officers
from nabij.desk.video import tasks as video

__all__ = ["appointments", "news", "officers", "officers_nightly", "video"]
