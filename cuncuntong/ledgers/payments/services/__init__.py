"""Writes of the monthly payment, by topic."""

from cuncuntong.ledgers.payments.services.checking import check_payments
from cuncuntong.ledgers.payments.services.coming_back import take_payment_back
from cuncuntong.ledgers.payments.services.computing import compute_run
from cuncuntong.ledgers.payments.services.deciding import decide_findings, hold_all
from cuncuntong.ledgers.payments.services.export import export_run
from cuncuntong.ledgers.payments.services.following import change_account, note_follow_up, release_line
from cuncuntong.ledgers.payments.services.holding import release_file
from cuncuntong.ledgers.payments.services.posting import post_return
from cuncuntong.ledgers.payments.services.returning import import_return
from cuncuntong.ledgers.payments.services.runs import (
    approve_run,
    begin_run,
    cancel_run,
    check_run,
    close_run,
    recompute,
    resume_run,
    send_back,
)
from cuncuntong.ledgers.payments.services.solving import solve_problem, solve_problems
from cuncuntong.ledgers.payments.services.unclosed import (
    UnclosedBefore,
    unclosed_before,
    what_is_open,
    why_unclosed,
)

__all__ = [
    "UnclosedBefore",
    "approve_run",
    "begin_run",
    "cancel_run",
    "change_account",
    "check_payments",
    "check_run",
    "close_run",
    "compute_run",
    "decide_findings",
    "export_run",
    "hold_all",
    "import_return",
    "note_follow_up",
    "post_return",
    "recompute",
    "release_file",
    "release_line",
    "resume_run",
    "send_back",
    "solve_problem",
    "solve_problems",
    "take_payment_back",
    "unclosed_before",
    "what_is_open",
    "why_unclosed",
]
