"""Which case a reviewer takes next."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queues import queue_rows
from cuncuntong.cases.services.review import AlreadyClaimed, OwnCase, Stale, WrongState, claim
from cuncuntong.network.access import Caller, NotVisible

# Reviewers who press the button in the same second each want another case.
TRIES = 8


def claim_next(caller: Caller, *, but: int | None = None) -> Case | None:
    """Claims the case that is due first, that nobody else holds and that is not one's own work.

    ``but`` leaves out a case that was just put back. None when nothing is left.
    """
    account = caller.account
    held = Q(state=State.UNDER_REVIEW, claimed_until__gt=timezone.now()) & ~Q(claimed_by=account)
    rows = queue_rows(caller, "waiting").exclude(held)
    rows = rows.exclude(filed_by=account).exclude(handler=account)
    if but is not None:
        rows = rows.exclude(pk=but)
    for case_id in rows.values_list("pk", flat=True)[:TRIES]:
        try:
            return claim(caller=caller, case_id=case_id)
        except (AlreadyClaimed, OwnCase, Stale, WrongState, NotVisible):
            continue
    return None
