"""What the employment ledgers have against registering unemployment or flexible work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import (
    FLEXIBLE_WORK,
    UNEMPLOYMENT,
    Contradiction,
    contradiction_check,
)
from cuncuntong.ledgers.employment.selectors import active_unemployment
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.jobs.selectors import current_employments
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.ledgers.pensions.selectors.accounts import other_schemes
from cuncuntong.ledgers.residents.models import Resident

SETTLE = (
    "请原单位到参保地社保经办机构办理减员（停保），就业台账更新后再办；"
    "已离职单位不办的，请到县级就业窗口核实。"
)


@contradiction_check(UNEMPLOYMENT)
def still_with_a_unit(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Registered as unemployed while a unit insures: where to settle it."""
    units = [job for job in current_employments(resident, on) if job.kind == EmploymentKind.UNIT]
    for job in units[:1]:
        where = f"就业台账显示该居民自{_day(job.starts_on)}起在{job.employer or '用人单位'}就业"
        if job.insured:
            yield Contradiction(
                "employment_insured",
                "stop",
                f"{where}，单位仍在为其参保。",
                SETTLE,
                _source(job),
            )
        else:
            yield Contradiction(
                "employment_running",
                "look",
                f"{where}，没有参保记录。",
                "请核实是否已离职；已离职的可以登记，并提醒单位更新就业登记。",
                _source(job),
            )


@contradiction_check(UNEMPLOYMENT)
def paying_as_an_employee(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Paying into the employees' scheme without a unit on record: by a unit we don't know, or by oneself."""
    if any(job.kind == EmploymentKind.UNIT for job in current_employments(resident, on)):
        return
    for other in other_schemes(resident):
        if other.kind == OtherKind.EMPLOYEE and other.state == OtherState.PAYING:
            yield Contradiction(
                "other_pension_paying",
                "look",
                f"{other.get_kind_display()}显示{other.get_state_display()}。",
                "请核实是单位参保还是个人参保：单位参保的，先由单位停保；个人缴费的可以登记。",
                f"{other.source}（数据截至{other.as_of:%Y-%m-%d}）",
            )


@contradiction_check(FLEXIBLE_WORK)
def beside_a_unit(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Flexible work beside a unit's employment is told, not stopped: the form asks for a reason."""
    for job in [one for one in current_employments(resident, on) if one.kind == EmploymentKind.UNIT][:1]:
        yield Contradiction(
            "employment_active",
            "look",
            f"就业台账显示该居民自{_day(job.starts_on)}起在{job.employer or '用人单位'}就业。",
            "请核实两份工作的关系，并在表上写明。",
            _source(job),
        )


@contradiction_check(FLEXIBLE_WORK)
def registered_unemployed(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Registering work ends the registration of unemployment: said beforehand."""
    registered = active_unemployment(resident)
    if registered is not None:
        yield Contradiction(
            "unemployment_active",
            "look",
            f"该居民自{_day(registered.registered_on)}起登记失业。",
            "登记就业后，失业登记同时注销；正在领取失业保险金的，请告知领取到注销为止。",
            "失业登记台账（实时）",
        )


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _source(job: Employment) -> str:
    fresh = f"，数据截至{job.as_of:%Y-%m-%d}" if job.as_of else ""
    return f"就业台账（{job.source}{fresh}）"
