"""What certification has against a decision: a death older than a certification, a loss that was reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.certification.enums import LossState
from cuncuntong.ledgers.certification.models import Certification, Loss
from cuncuntong.ledgers.contradictions import (
    CERTIFICATION,
    PENSION_STOP,
    Contradiction,
    contradiction_check,
)
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of

SOURCE = "资格认证台账（实时）"


@contradiction_check(PENSION_STOP, CERTIFICATION)
def certified_after_death(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Somebody was seen after the day on which they are said to have died."""
    if resident.standing != Standing.DECEASED or resident.deceased_on is None:
        return
    rows = Certification.objects.filter(
        resident=resident, undone_at__isnull=True, on__gt=resident.deceased_on
    )
    row = rows.order_by("-on").first()
    if row is not None:
        yield Contradiction(
            "certified_after_death",
            "look",
            f"登记的死亡日期{resident.deceased_on:%Y年%m月%d日}早于{row.on:%Y年%m月%d日}的资格认证"
            f"（{row.get_way_display()}）。",
            "请核实死亡日期；认证不实的，请县级撤销那次认证并查明原因。",
            SOURCE,
        )


@contradiction_check(CERTIFICATION)
def loss_reported(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """A loss that was noticed and that nobody dealt with yet."""
    if "certification.drawn" not in standings_of(resident):
        return
    row = Loss.objects.filter(resident=resident, state=LossState.OPEN).order_by("due_on").first()
    if row is not None:
        yield Contradiction(
            "loss_reported",
            "stop",
            f"{row.learned_on:%Y年%m月%d日}登记了丧失资格线索（{row.get_kind_display()}），还没有办结。",
            "请先核实：属实的办第37项或第24项，不属实的由县级在线索名单中办结后再认证。",
            SOURCE,
        )
