"""What is on its way to the province, and speaks against enrolling with the residents meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import PENSION_ENROL, Contradiction, contradiction_check
from cuncuntong.ledgers.insurance.enums import DeclaredState
from cuncuntong.ledgers.insurance.selectors import standing_declaration
from cuncuntong.ledgers.residents.models import Resident


@contradiction_check(PENSION_ENROL)
def declared_with_the_employees(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Whoever was declared to the employees' scheme is not enrolled in the residents' one beside it.

    What the province's own ledger shows of it is told by the scheme's record; this is the time before.
    """
    row = standing_declaration(resident)
    if row is None:
        return
    day = f"{row.decided_on.year}年{row.decided_on.month}月{row.decided_on.day}日"
    waiting = row.state == DeclaredState.WAITING
    yield Contradiction(
        "flexible_declared",
        "stop",
        f"{day}已办理灵活就业人员参加企业职工基本养老保险（第20项），"
        f"{'正在等上级答复' if waiting else '上级已同意'}，两种养老保险不能同时缴费。",
        "要改参加居民养老保险的，还没有报送的请先撤销第20项那一件，已经报送的等上级答复后按停保办理。"
        if waiting
        else "要改参加居民养老保险的，请先办理企业职工基本养老保险停保。",
        "参保申报台账（实时）",
    )
