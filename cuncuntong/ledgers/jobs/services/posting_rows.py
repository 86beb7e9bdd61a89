"""What the moves of a posting share: its columns, its events, and what makes a move happen once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.jobs.enums import PostingMove, PostingState
from cuncuntong.ledgers.jobs.models import Posting, PostingEvent
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

PLACE = ("village_code", "township_code", "county_code")
# What the county looked at before it published: changed, the posting is looked at again.
ESSENTIAL = (
    "title",
    "occupation",
    "description",
    "requirements",
    "pay_low",
    "pay_high",
    "pay_unit",
    "pay_words",
    "hours",
    "hours_words",
    "hours_per_week",
    "starts_on",
    "ends_on",
    "address",
    *PLACE,
    "insurance",
    "education",
    "experience_years",
    "certificates",
    "health_demands",
)
CONTENT = (*ESSENTIAL, "headcount", "meals", "lodging", "transport", "contact_shown")
# What a move may change, and undoing it restores.
KEPT = (
    *CONTENT,
    "hired",
    "state",
    "findings",
    "returned",
    "submitted_at",
    "published_at",
    "valid_until",
    "reminded_on",
    "ended_reason",
)


def made_before(case_number: str, move: PostingMove) -> Posting | None:
    """What the case made before, if it is asked again."""
    if not case_number:
        return None
    events = PostingEvent.objects.select_related("posting__employer")
    event = events.filter(case_number=case_number, move=move, undone_at__isnull=True).first()
    return event.posting if event else None


def need_state(row: Posting, states: Sequence[PostingState], doing: str) -> None:
    """Raises LedgerRefused unless the posting is in one of the states."""
    if row.state not in states:
        raise LedgerRefused(
            f"这条招聘信息{row.get_state_display()}，不能{doing}。", "请刷新页面，看最新状态。"
        )


def enter(
    row: Posting,
    move: PostingMove,
    before: Mapping[str, Any],
    *,
    actor: Account | None,
    note: str = "",
    by_employer: bool = False,
    case_number: str = "",
) -> None:
    """Writes a posting's event and its audit entry."""
    PostingEvent.objects.create(
        posting=row,
        move=move,
        actor=actor,
        by_employer=by_employer,
        note=note[:300],
        before=dict(before),
        case_number=case_number,
    )
    detail = {"state": row.state, "note": note[:100], "case": case_number, "by_employer": by_employer or ""}
    audit_posting(row, f"posting.{move.value}", actor, detail)


def audit_posting(row: Posting, action: str, actor: Account | None, detail: Mapping[str, Any]) -> None:
    """One audit entry about a posting."""
    record(
        actor=actor,
        action=action,
        object_type="jobs.Posting",
        object_id=str(row.pk),
        detail={"code": row.code, "employer": row.employer_id, **detail},
    )


def send(row: Posting) -> None:
    """Puts the row into the county's queue. Its last day goes: it has one only as long as the county has
    approved what it says, and so nothing but an approval shows it again."""
    row.state, row.submitted_at, row.returned = PostingState.PENDING, timezone.now(), []
    row.valid_until = None
