"""Who needs hands.

用工主体: {名称, 信用代码 (a unit's) or 本人: 是, 状态} - registered before, verified unless 状态 says else.
零工招工: {岗位, 开工, 完工, 人数, 已招到, 状态} - a gig that the resident filed before; 招聘中 unless said.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, PostingState, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Employer
from tests.ledgers.jobs.make import place, reviewer_of_jobs


def employer(world: Any, told: dict[str, Any]) -> None:
    own = told.get("本人") == "是"
    row = services.register_employer(
        kind=EmployerKind.PERSON if own else EmployerKind.UNIT,
        name=world.resident.name if own else told["名称"],
        contact_name="王测试",
        telephone="15400008888",
        credit_code="" if own else told["信用代码"],
        id_number=world.resident.id_number if own else "",
        resident=world.resident if own else None,
        place=place(world.county.shuicun),
        via=Via.POINT,
        actor=None,
        consented=True,
        confirmed=True,
    )
    boss = reviewer_of_jobs(world.county)
    state = told.get("状态", "已核验")
    if state != "待核验":
        row = services.verify_employer(caller=boss, employer=row, version=row.version)
    if state == "已停用":
        row = services.block_employer(caller=boss, employer=row, version=row.version, reason="收押金")
    assert row.get_state_display() == state


def gig(world: Any, told: dict[str, Any]) -> None:
    if not Employer.objects.exists():
        employer(world, {"本人": "是"})
    row = services.post(
        employer=Employer.objects.get(),
        kind=SeekerKind.GIG,
        values={
            "title": told["岗位"],
            "occupation": "5-01-02-02",
            "description": "在地里干活。",
            "headcount": told["人数"],
            "pay_low": Decimal(150),
            "pay_unit": "day",
            "starts_on": told["开工"],
            "ends_on": told["完工"],
            "insurance": "accident",
            **place(world.county.shuicun),
        },
        via=Via.POINT,
        actor=None,
        agent=world.resident,
        confirmed=True,
        case_number="S20200101-0007",
    )
    state = told.get("状态", "招聘中")
    if state != "待审核":
        row = services.approve_posting(
            caller=reviewer_of_jobs(world.county), posting=row, version=row.version
        )
    if told.get("已招到"):
        row = services.set_hired(posting=row, version=row.version, hired=told["已招到"], actor=None)
    if "到期" in told:
        type(row).objects.filter(pk=row.pk).update(valid_until=told["到期"])
        services.expire_postings(world.today)
        row.refresh_from_db()
    assert row.get_state_display() == state, row.get_state_display()
    assert row.employer.state == EmployerState.VERIFIED or state == PostingState.PENDING.label


ENTRIES = {"用工主体": employer, "零工招工": gig}
