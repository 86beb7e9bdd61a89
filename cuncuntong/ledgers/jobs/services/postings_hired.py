"""Counts at a posting who was hired through a recommendation."""

from __future__ import annotations

from cuncuntong.ledgers.jobs.enums import Outcome, PostingState
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.services.posting_moves import set_hired
from cuncuntong.network.models import Account

_COUNTING = (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED)


def count_hired(posting_id: int, before: str, after: str, *, actor: Account) -> None:
    """One more where somebody was hired now, one less where that is taken back.

    A posting that has ended, or has all its people already, stays as it is.
    """
    step = (after == Outcome.HIRED) - (before == Outcome.HIRED)
    if not step:
        return
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    hired = posting.hired + step
    if posting.state in _COUNTING and 0 <= hired <= posting.headcount:
        set_hired(posting=posting, version=None, hired=hired, actor=actor)
