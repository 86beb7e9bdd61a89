"""Writes of the training ledger, by topic. What a case makes is made once, and undone by its number."""

from cuncuntong.ledgers.training.services.attendance import (
    EntriesRefused,
    Hours,
    ResultLine,
    record_attendance,
    record_results,
)
from cuncuntong.ledgers.training.services.class_days import (
    cancel_class,
    finish_class,
    start_class,
    start_due_classes,
)
from cuncuntong.ledgers.training.services.classes import change_class, open_class, plan_class
from cuncuntong.ledgers.training.services.follow_up import Said, record_call, undo_call
from cuncuntong.ledgers.training.services.institutions import add_course, end_course, save_institution
from cuncuntong.ledgers.training.services.placing import (
    Placed,
    give_certificate,
    leave_class,
    place_one,
    place_wishes,
    sign_notice,
)
from cuncuntong.ledgers.training.services.undoing import undo_delivery
from cuncuntong.ledgers.training.services.wishes import (
    Wanted,
    change_wish,
    register_wish,
    undo_wish,
    withdraw_wish,
)

__all__ = [
    "EntriesRefused",
    "Hours",
    "Placed",
    "ResultLine",
    "Said",
    "Wanted",
    "add_course",
    "cancel_class",
    "change_class",
    "change_wish",
    "end_course",
    "finish_class",
    "give_certificate",
    "leave_class",
    "open_class",
    "place_one",
    "place_wishes",
    "plan_class",
    "record_attendance",
    "record_call",
    "record_results",
    "register_wish",
    "save_institution",
    "sign_notice",
    "start_class",
    "start_due_classes",
    "undo_call",
    "undo_delivery",
    "undo_wish",
    "withdraw_wish",
]
