"""What is done at the video desk. Each function is one transaction with its record."""

from nabij.desk.video.actions.duties import be_available, put_on_duty, seen_at_desk, take_off_duty
from nabij.desk.video.actions.links import close_links, follow_link, meeting_link
from nabij.desk.video.actions.ring_backs import ask_ring_back, settle_ring_back, withdraw_ring_back
from nabij.desk.video.actions.ringing import answer, cancel_ring, end_talk, look_in, rather_back, start_ring, sweep
from nabij.desk.video.actions.telling import choose_reach, tell

__all__ = [
    "answer",
    "ask_ring_back",
    "be_available",
    "cancel_ring",
    "choose_reach",
    "close_links",
    "end_talk",
    "follow_link",
    "look_in",
    "meeting_link",
    "put_on_duty",
    "rather_back",
    "seen_at_desk",
    "settle_ring_back",
    "start_ring",
    "sweep",
    "take_off_duty",
    "tell",
    "withdraw_ring_back",
]
