"""Writes of certification, by topic. Each is made once and can be undone."""

from cuncuntong.ledgers.certification.services.certify import Certified, Seen, certify
from cuncuntong.ledgers.certification.services.home import want_home
from cuncuntong.ledgers.certification.services.losses import close_loss, report_loss
from cuncuntong.ledgers.certification.services.nightly import run_night
from cuncuntong.ledgers.certification.services.undoing import undo_case, undo_certification

__all__ = [
    "Certified",
    "Seen",
    "certify",
    "close_loss",
    "report_loss",
    "run_night",
    "undo_case",
    "undo_certification",
    "want_home",
]
