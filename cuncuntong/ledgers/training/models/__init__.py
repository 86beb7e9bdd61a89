"""Models of the training ledger, by topic."""

from cuncuntong.ledgers.training.models.classes import Attendance, Enrolment, TrainingClass
from cuncuntong.ledgers.training.models.follow_up import FollowUpCall, FollowUpEntry, FollowUpTask
from cuncuntong.ledgers.training.models.institutions import Course, Institution
from cuncuntong.ledgers.training.models.wishes import TrainingWish, WishEvent

__all__ = [
    "Attendance",
    "Course",
    "Enrolment",
    "FollowUpCall",
    "FollowUpEntry",
    "FollowUpTask",
    "Institution",
    "TrainingClass",
    "TrainingWish",
    "WishEvent",
]
