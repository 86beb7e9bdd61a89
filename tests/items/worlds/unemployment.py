"""失业参保: {月数, 末月, 状态, 单位, 剩余}（截至2026-11-20，月份写1号）;
标准核定: 是（比例80%、二类2050元、低保700元）;
失业金: {登记, 缴费月数, 已发: [月份], 失败: [月份], 停领: {原因, 日期, 依据},
又登记: 日期, 上级: 不同意};
技能补贴: [{编号, 职业, 等级, 日期, 人}]; 上级失业发放: [{月份, 金额, 结果, 原因}]。

技能补贴的人：写“他人”的，是本县另一位居民用过这个编号。失业金会一并登记失业和缴费。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.employment.services import unemployment as registrations
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, ParticipationState, PaymentState
from cuncuntong.ledgers.insurance.models import BenefitPayment, Participation
from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.skills.services import approve_subsidy
from cuncuntong.ledgers.unemployment.answers import grant_answered
from cuncuntong.ledgers.unemployment.enums import StopReason
from cuncuntong.ledgers.unemployment.services import end_benefit
from cuncuntong.ledgers.unemployment.up import grant_key
from cuncuntong.rules import occupations
from tests.ledgers.unemployment.make import AS_OF, confirm_figures, drawing, insured, paid_month, registered


def _label(choices: Any, label: str) -> str:
    found = [str(one.value) for one in choices if one.label == label]
    assert found, f"没有“{label}”：{[one.label for one in choices]}"
    return found[0]


def _insured(world: Any, told: Mapping[str, Any]) -> None:
    known = Participation.objects.filter(resident=world.resident, scheme=InsuranceScheme.UNEMPLOYMENT)
    assert not known.exists(), "失业金已经登记过缴费"
    insured(
        world.resident,
        told["月数"],
        told["末月"],
        state=_label(ParticipationState, told.get("状态", "暂停缴费")),
        months_left=told.get("剩余"),
        unit=told.get("单位", "演示制衣厂"),
    )


def _figures(world: Any, told: str) -> None:
    assert told == "是"
    confirm_figures()


def _benefit(world: Any, told: Mapping[str, Any]) -> None:
    row = drawing(
        world.county,
        paid=told.get("缴费月数", 75),
        on=told["登记"],
        resident=world.resident,
        case_number="S20200101-0023",
    )
    for month in told.get("已发", ()):
        paid_month(row, month)
    for month in told.get("失败", ()):
        paid_month(row, month, state=LineState.FAILED, fail_code="closed", fail_text="账户已销户")
    if "停领" in told:
        stop = told["停领"]
        end_benefit(
            benefit=row,
            reason=_label(StopReason, stop["原因"]),
            happened_on=stop["日期"],
            note=stop.get("依据", "测试"),
            actor=None,
        )
        if stop.get("注销登记", "是") == "是":
            registrations.end(unemployment=row.unemployment, reason="11", on=stop["日期"], actor=None)
    if "又登记" in told:
        registered(world.resident, told["又登记"])
    if told.get("上级") == "不同意":
        handover = Handover.objects.get(key=grant_key(row))
        grant_answered(handover, Outcome(False, "E2", "参保地不在我省", {}, timezone.now()))


def _subsidies(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        resident = world.county.resident("别人") if one.get("人") == "他人" else world.resident
        code = occupations.resolve(one["职业"]).code or ""
        known = occupations.get(code)
        approve_subsidy(
            resident=resident,
            amount=Decimal("1500.00"),
            most_a_year=99,
            on=one["日期"],
            at=timezone.now(),
            actor=None,
            claimed_as="unit",
            certificate_number=one["编号"],
            certificate_name="职业技能等级证书",
            occupation=code,
            occupation_name=known.name if known else code,
            level=one["等级"],
            issued_on=one["日期"] - dt.timedelta(days=30),
            insured_months=40,
            relaxed=False,
            as_of=AS_OF,
        )


def _paid_above(world: Any, told: list[Mapping[str, Any]]) -> None:
    known = Participation.objects.get(resident=world.resident, scheme=InsuranceScheme.UNEMPLOYMENT)
    for one in told:
        BenefitPayment.objects.create(
            participation=known,
            month=one["月份"],
            amount=str(one["金额"]),
            parts=[{"code": "benefit", "name": "失业保险金", "amount": str(one["金额"])}],
            state=_label(PaymentState, one.get("结果", "发放成功")),
            paid_on=one["月份"].replace(day=15),
            bank="演示农商银行",
            account_tail="1234",
            fail_reason=one.get("原因", ""),
            as_of=AS_OF,
        )


ENTRIES = {
    "标准核定": _figures,
    "失业参保": _insured,
    "失业金": _benefit,
    "技能补贴": _subsidies,
    "上级失业发放": _paid_above,
}
