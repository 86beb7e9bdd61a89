"""What the residents' ledger has against a decision: a death, a move, a record that was merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import (
    ANY,
    PENSION_CLAIM,
    PENSION_ENROL,
    Contradiction,
    contradiction_check,
)
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "居民台账（实时）"


@contradiction_check(ANY)
def standing(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """A dead person's, or a merged record's, business is stopped; a move is for a person to judge."""
    if resident.standing == Standing.DECEASED:
        yield Contradiction(
            "resident_deceased",
            "stop",
            f"台账登记该居民已于{_day(resident.deceased_on)}死亡。",
            "请核对身份。登记有误的，请业务管理员更正后再办。",
            SOURCE,
        )
    elif resident.standing == Standing.MERGED:
        yield Contradiction(
            "resident_merged",
            "stop",
            "这份档案已并入同一居民的另一份档案。",
            "请重新查找该居民，在保留的档案上办理。",
            SOURCE,
        )
    elif resident.standing == Standing.MOVED_OUT:
        where = f"，迁往{resident.moved_to}" if resident.moved_to else ""
        yield Contradiction(
            "resident_moved_out",
            "look",
            f"台账登记该居民已于{_day(resident.moved_out_on)}迁出{where}。",
            "请核对户口簿或居住情况；登记有误的，请业务管理员更正。",
            SOURCE,
        )


@contradiction_check(PENSION_ENROL, PENSION_CLAIM)
def registered_elsewhere(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Residents' pensions go by household registration."""
    if resident.standing == Standing.MOVED_OUT:
        yield Contradiction(
            "resident_pension_elsewhere",
            "stop",
            "该居民户籍已迁出，城乡居民养老保险应在户籍所在地办理。",
            "请到现户籍地办理，或先办关系转移；登记有误的，请业务管理员更正后再办。",
            SOURCE,
        )


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "日期不详之日"
