"""What the demonstration declared of insurance kept above, and what its province said: made up."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cuncuntong.ledgers.above.enums import Channel, HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import Said, take_answer
from cuncuntong.ledgers.insurance.enums import PensionState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, Participation, Pension
from cuncuntong.ledgers.insurance.services import StopAsked, declare_flexible, suspend_above
from cuncuntong.ledgers.insurance.services.flexible import figures_now
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement, OtherScheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

MARK = "YS-SB-"
# What the province said to each, None while it said nothing yet; the days since it was declared.
_DECLARED: tuple[tuple[int, bool | None, str], ...] = (
    (1, None, ""),
    (6, False, "演示：姓名与省库不一致，请核对后重报"),
    (20, True, "演示：已办结"),
    (40, True, "演示：已办结"),
)
_STOPPED: tuple[tuple[int, bool | None, str], ...] = (
    (1, None, ""),
    (12, False, "演示：经核实本人健在"),
    (25, True, "演示：已暂停"),
)


def declared_scene(*, seed: int, today: dt.date) -> None:
    """Adds it once: enrolments and suspensions waiting, agreed and refused, one under an older floor."""
    if FlexibleDeclaration.objects.filter(case_number__startswith=MARK).exists():
        return
    for number, ((days, agreed, words), person) in enumerate(
        zip(_DECLARED, _workers(today), strict=False), 1
    ):
        on = today - dt.timedelta(days=days)
        try:
            figures = figures_now(on)
            base = figures.base_of(60) or figures.floor
            row = declare_flexible(
                resident=person, work="打零工", share=60, base=base, on=on, at=_at(on), actor=None,
                case_number=f"{MARK}{number}",
            )  # fmt: skip
        except LedgerRefused:
            continue
        _answered(row.handover_key, agreed, words, on)
    _under_an_older_floor()
    for number, ((days, agreed, words), person) in enumerate(zip(_STOPPED, _pensioners(), strict=False), 1):
        on = today - dt.timedelta(days=days)
        try:
            stop = suspend_above(
                resident=person,
                asked=StopAsked("missing", on - dt.timedelta(days=10), "演示家属申请", "演示"),
                on=on,
                at=_at(on),
                actor=None,
                case_number=f"{MARK}T{number}",
            )
        except LedgerRefused:
            continue
        _answered(stop.handover_key, agreed, words, on)


def _at(on: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, dt.time(10, 30)))


def _workers(today: dt.date) -> list[Resident]:
    """Grown-ups whom no other scheme knows, in the clerk's village first."""
    rows = Resident.objects.filter(
        ~Exists(OtherScheme.objects.filter(resident=OuterRef("pk"))),
        ~Exists(Participation.objects.filter(resident=OuterRef("pk"))),
        ~Exists(Entitlement.objects.filter(resident=OuterRef("pk")).exclude(state=EntitlementState.REVERSED)),
        standing=Standing.PRESENT,
        student_until=None,
        birth_date__range=(
            today.replace(day=1, year=today.year - 45),
            today.replace(day=1, year=today.year - 25),
        ),
        village_code="140522100005",
    )
    return list(rows.order_by("pk")[: len(_DECLARED)])


def _pensioners() -> list[Resident]:
    """People who draw from above and are not known to be dead."""
    rows = Pension.objects.filter(
        state=PensionState.RUNNING, participation__resident__standing=Standing.PRESENT
    ).select_related("participation__resident")
    return [row.participation.resident for row in rows.order_by("pk")[: len(_STOPPED)]]


def _answered(key: str, agreed: bool | None, words: str, on: dt.date) -> None:
    if agreed is None:
        return
    sent = _at(on) + dt.timedelta(hours=1)
    Handover.objects.filter(key=key).update(state=HandoverState.SENT, tries=1, sent_at=sent)
    take_answer(Said(key, 1, agreed, words, sent + dt.timedelta(days=1)), channel=Channel.HTTP)


def _under_an_older_floor() -> None:
    """One is as if declared in spring, before the year's figures were issued: it is to be declared anew."""
    row = FlexibleDeclaration.objects.filter(case_number=f"{MARK}4").first()
    if row is None:
        return
    last = figures_now(dt.date(row.from_month.year - 1, 6, 1))
    base = last.base_of(60) or last.floor
    FlexibleDeclaration.objects.filter(pk=row.pk).update(
        base=base, monthly=last.monthly(base), to_account=last.to_account(base), floor=last.floor,
        cap=last.cap, average=last.average, figures_year=last.year,
        from_month=dt.date(row.from_month.year, 3, 1),
    )  # fmt: skip
