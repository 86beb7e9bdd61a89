"""What the jobs ledger has against a decision: a running employment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import (
    JOB_SEEKING,
    PENSION_CLAIM,
    PENSION_ENROL,
    Contradiction,
    contradiction_check,
)
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.residents.models import Resident


@contradiction_check(PENSION_ENROL, PENSION_CLAIM)
def employed_elsewhere(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """An insured job means the employees' scheme; one that is not insured is for a person to judge."""
    for job in current_employments(resident, on):
        if job.insured:
            yield Contradiction(
                "employment_insured",
                "stop",
                f"就业台账显示{_since(job)}，并参加职工社会保险。",
                "请与居民和单位核实：已离职的，先由单位办理停保并更新就业记录；仍在职的，应按职工养老保险办理。",
                _source(job),
            )
        elif job.kind == EmploymentKind.UNIT:
            yield Contradiction(
                "employment_running",
                "look",
                f"就业台账显示{_since(job)}，没有参加职工社会保险的记录。",
                "请向居民核实是否在职、单位是否已为其参加职工养老保险。",
                _source(job),
            )


@contradiction_check(JOB_SEEKING)
def employed_already(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Who has a job may look for another one: told, not stopped."""
    for job in current_employments(resident, on)[:1]:
        yield Contradiction(
            "employment_active",
            "look",
            f"就业台账显示{_since(job)}。",
            "请核实是否仍在职；在职人员想换工作的，可以照常登记。",
            _source(job),
        )


def _since(job: Employment) -> str:
    where = f"在{job.employer}" if job.employer else ""
    day = job.starts_on
    return f"该居民自{day.year}年{day.month}月{day.day}日起{where}{job.get_kind_display()}"


def _source(job: Employment) -> str:
    fresh = f"，数据截至{job.as_of:%Y-%m-%d}" if job.as_of else ""
    return f"就业台账（{job.source}{fresh}）"
