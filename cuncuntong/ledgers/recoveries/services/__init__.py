"""Writes of the recoveries ledger, by topic."""

from cuncuntong.ledgers.recoveries.services.agreements import ReturnPlan, agree, record_signed
from cuncuntong.ledgers.recoveries.services.heirs import HeirNamed
from cuncuntong.ledgers.recoveries.services.postings import receive, reverse
from cuncuntong.ledgers.recoveries.services.settlements import name_heir
from cuncuntong.ledgers.recoveries.services.signed_pages import add_pages, open_page, set_page_aside
from cuncuntong.ledgers.recoveries.services.suspensions import (
    Suspended,
    resume,
    suspend,
    undo_resume,
    undo_suspend,
)

__all__ = [
    "HeirNamed",
    "ReturnPlan",
    "Suspended",
    "add_pages",
    "agree",
    "name_heir",
    "open_page",
    "receive",
    "record_signed",
    "resume",
    "reverse",
    "set_page_aside",
    "suspend",
    "undo_resume",
    "undo_suspend",
]
