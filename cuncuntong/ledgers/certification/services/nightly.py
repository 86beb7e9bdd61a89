"""The night's work: who draws is entered, who draws no more is left out, warnings go out, lapses hold.

People are taken in the order of their keys, a range at a time. What a range brings (rows, messages, holds)
and how far the night got are one transaction: stopped at any moment and started again, the night goes on
behind its last whole range, and nothing is told or held twice. Nothing is asked or written row by row.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.certification.enums import LossKind, LossState, NightState
from cuncuntong.ledgers.certification.models import Beneficiary, CertificationNight, Loss
from cuncuntong.ledgers.certification.services.night import Night
from cuncuntong.ledgers.insurance.enums import DeclaredState, StopMove
from cuncuntong.ledgers.insurance.models import Participation, PensionStop
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN

log = logging.getLogger("cuncuntong.certification")
RANGE = 4000
_TRIES = 3
_STANDING = (DeclaredState.WAITING, DeclaredState.AGREED)
_CLOSED_BY = {
    HoldKind.DEATH: LossKind.DEATH,
    HoldKind.MISSING: LossKind.MISSING,
    HoldKind.DOUBLE: LossKind.DOUBLE,
}


@periodic("certification.nightly", at="00:50")
def certify_tonight() -> str:
    """The scheduled run of today."""
    night = run_night(timezone.localdate())
    return f"在册{night.people}人，新列入{night.entered}人，提醒{night.warned}人，暂停{night.held}人"


def run_night(
    today: dt.date,
    *,
    keys: int = RANGE,
    after_range: Callable[[CertificationNight], None] = lambda night: None,
) -> CertificationNight:
    """Brings the night of a day to its end; one that is done is not done again.

    A night before it that was stopped is closed: today's looks at everybody anew. ``after_range`` hears
    of each range once it stands.
    """
    CertificationNight.objects.filter(state=NightState.RUNNING, day__lt=today).update(
        state=NightState.DONE, finished_at=timezone.now()
    )
    night, _ = CertificationNight.objects.get_or_create(day=today)
    if night.state == NightState.DONE:
        return night
    work, last = Night(today), _last_key()
    # Another process may finish the night with an older last key: then there is nothing left to do here.
    while night.position < last and night.state != NightState.DONE:
        _next_range(night, work, keys)
        after_range(night)
    return _finish(night, today)


def _last_key() -> int:
    """The highest key of a resident who draws, drew, or is insured above."""
    found = [
        model.objects.aggregate(last=Max("resident_id"))["last"] or 0  # type: ignore[attr-defined]
        for model in (Entitlement, Participation, Beneficiary)
    ]
    return max(found)


def _next_range(night: CertificationNight, work: Night, keys: int) -> None:
    for left in reversed(range(_TRIES)):
        try:
            _do_range(night, work, keys)
        except IntegrityError:
            # A counter entered or told one of the same people at this very moment.
            if not left:
                raise
            log.warning("a range of the night's certification is done again", exc_info=True)
        else:
            return


@transaction.atomic
def _do_range(night: CertificationNight, work: Night, keys: int) -> None:
    """One range; the night's row is locked meanwhile, so that two processes take turns."""
    row = CertificationNight.objects.select_for_update().get(pk=night.pk)
    if row.position == night.position and row.state != NightState.DONE:
        done = work.do(row.position, row.position + keys)
        row.position += keys
        row.people += done.people
        row.entered += done.entered
        row.left += done.left
        row.warned += done.warned
        row.held += done.held
        row.save(update_fields=["position", "people", "entered", "left", "warned", "held"])
    for name in ("position", "people", "entered", "left", "warned", "held", "state"):
        setattr(night, name, getattr(row, name))


@transaction.atomic
def _finish(night: CertificationNight, today: dt.date) -> CertificationNight:
    row = CertificationNight.objects.select_for_update().get(pk=night.pk)
    if row.state == NightState.DONE:
        return row
    close_handled(today)
    row.state, row.finished_at = NightState.DONE, timezone.now()
    row.save(update_fields=["state", "finished_at"])
    record(
        actor=None,
        action="certification.night",
        object_type="certification.CertificationNight",
        object_id=row.day.isoformat(),
        detail={"count": row.people, "entered": row.entered, "warned": row.warned, "held": row.held},
    )
    return row


def close_handled(today: dt.date) -> int:
    """Closes losses whose pension is held for that very reason by now (items 37 and 24); their number."""
    closed = 0
    for hold_kind, loss_kind in _CLOSED_BY.items():
        held = EntitlementHold.objects.filter(OPEN, kind=hold_kind).values("entitlement__resident_id")
        asked = PensionStop.objects.filter(
            move=StopMove.SUSPEND, state__in=_STANDING, kind=hold_kind, lifted_on__isnull=True
        ).values("resident_id")
        rows = Loss.objects.filter(state=LossState.OPEN, kind=loss_kind)
        for found, words in (
            (rows.filter(resident_id__in=held), "已按第37项暂停待遇"),
            (rows.filter(resident_id__in=asked), "已按第24项报送上级暂停"),
        ):
            closed += found.update(state=LossState.DONE, closed_on=today, closing=words)
    return closed
