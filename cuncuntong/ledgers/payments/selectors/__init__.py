"""Reads of the monthly payment."""

from cuncuntong.ledgers.payments.selectors.payments import (
    REMEDIES,
    PaidItem,
    PaidLine,
    PaidPart,
    last_run,
    paid_line,
    paid_months,
    payments_of,
)
from cuncuntong.ledgers.payments.selectors.runs import (
    by_scheme,
    by_state,
    by_township,
    comparison,
    counties_of,
    finding_counts,
    lines_to_follow,
    open_findings,
    open_findings_of,
    paid_all_the_same,
    runs_to_sign,
    visible_runs,
)

__all__ = [
    "REMEDIES",
    "PaidItem",
    "PaidLine",
    "PaidPart",
    "by_scheme",
    "by_state",
    "by_township",
    "comparison",
    "counties_of",
    "finding_counts",
    "last_run",
    "lines_to_follow",
    "open_findings",
    "open_findings_of",
    "paid_all_the_same",
    "paid_line",
    "paid_months",
    "payments_of",
    "runs_to_sign",
    "visible_runs",
]
