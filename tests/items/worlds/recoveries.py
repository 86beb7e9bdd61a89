"""发放记录: [{起, 止, 每月, 账户, 险种, 状态, 原因, 说明}]（月份写1号）; 暂停登记: {情形, 日期, 登记, 退回}。

退回：已经退回的元数。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.payments.enums import FailCode, LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.pensions.enums import HoldKind, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.recoveries.enums import ReturnWay
from cuncuntong.ledgers.recoveries.services import receive, suspend
from tests.ledgers.recoveries.make import paid, plan

_STATES = {"已到账": LineState.PAID, "发放失败": LineState.FAILED, "已报盘": LineState.SENT}
_SCHEMES = {"基本": Scheme.BASIC, "补充": Scheme.SUPPLEMENTARY}


def _paid(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        scheme = _SCHEMES[one.get("险种", "基本")]
        entitlement = Entitlement.objects.get(resident=world.resident, account__scheme=scheme)
        items = paid(
            entitlement,
            one["起"],
            one["止"],
            amount=str(one["每月"]),
            of_account=str(one.get("账户", "0.00")),
            state=_STATES[one.get("状态", "已到账")],
        )
        if "原因" in one:
            code = next(code for code in FailCode if code.label == one["原因"])
            rows = PayLine.objects.filter(pk__in=[item.line_id for item in items])
            rows.update(fail_code=code, fail_text=one.get("说明", ""))


def _suspended(world: Any, told: Mapping[str, Any]) -> None:
    done = suspend(
        resident=world.resident,
        kind=next(kind for kind in HoldKind if kind.label == told["情形"]),
        happened_on=told["日期"],
        reason="家属申请",
        evidence="",
        on=told["登记"],
        actor=None,
        case_number="S20200101-0037",
        plan=plan(ReturnWay.ONCE) if "退回" in told else None,
    )
    if "退回" in told:
        receive(
            overpayment=done.overpayments[0],
            amount=Decimal(str(told["退回"])),
            received_on=told["登记"],
            receipt="B1",
            on=told["登记"],
            actor=None,
        )


ENTRIES = {"发放记录": _paid, "暂停登记": _suspended}
