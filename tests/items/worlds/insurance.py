"""上级参保: [{险种, 身份, 状态, 单位, 首次, 编号, 截至}]; 上级缴费: [{险种, 起, 止, 基数, 个人, 单位, 账户,
状态, 到账日期, 缴费单位, 外省, 截至}]（月份写1号）; 上级待遇: {状态, 起, 每月, 组成, 认证, 终止, 截至};
上级发放: [{起, 止, 金额, 组成, 结果, 原因, 批次, 发放日期, 截至}]; 参保申报: {登记, 档次, 答复, 说明};
上级暂停: {情形, 日期, 登记, 答复, 说明}。

答复：同意、不同意，不写的是还没有答复。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.insurance.enums import StopKind
from cuncuntong.ledgers.insurance.services import StopAsked, declare_flexible, suspend_above
from cuncuntong.network.parameters import current
from cuncuntong.rules.flexible import figures_on
from tests.ledgers.insurance.make import answer, fetch

EMPLOYEE = "企业职工基本养老保险"
AS_OF = dt.date(2026, 10, 31)
EARLIER_CASE = "S20200101-0024"


def _text(value: object) -> str:
    return "" if value in (None, "无") else str(value)


def _insured(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        row = {
            "id_number": world.resident.id_number,
            "name": world.resident.name,
            "scheme": one.get("险种", EMPLOYEE),
            "number": _text(one.get("编号", "14050000123")),
            "insured_as": one.get("身份", "单位职工"),
            "state": one.get("状态", "正常参保"),
            "unit": _text(one.get("单位", "")),
            "since": f"{one['首次']:%Y-%m}" if "首次" in one else "",
        }
        fetch("participations", [row], one.get("截至", AS_OF))


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first = (first + dt.timedelta(days=31)).replace(day=1)


def _paid_in(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        rows = [
            {
                "id_number": world.resident.id_number,
                "scheme": one.get("险种", EMPLOYEE),
                "month": f"{month:%Y-%m}",
                "base": str(one["基数"]),
                "own": str(one["个人"]),
                "unit_amount": str(one.get("单位", 0)),
                "to_account": str(one.get("账户", 0)),
                "state": one.get("状态", "已到账"),
                "arrived_on": _text(one.get("到账日期", "")),
                "unit": _text(one.get("缴费单位", "")),
                "place": _text(one.get("外省", "")),
            }
            for month in _months(one["起"], one.get("止", one["起"]))
        ]
        fetch("contributions", rows, one.get("截至", AS_OF))


def _parts(told: Mapping[str, Any]) -> str:
    return "；".join(f"{name}={sum_}" for name, sum_ in told.get("组成", {}).items())


def _pension(world: Any, told: Mapping[str, Any]) -> None:
    row = {
        "id_number": world.resident.id_number,
        "scheme": told.get("险种", EMPLOYEE),
        "state": told.get("状态", "正常发放"),
        "starts_on": f"{told['起']:%Y-%m}",
        "ended_on": _text(told.get("终止", "")),
        "monthly": str(told["每月"]),
        "parts": _parts(told),
        "certified_on": _text(told.get("认证", "")),
    }
    fetch("pensions", [row], told.get("截至", AS_OF))


def _paid_out(world: Any, told: list[Mapping[str, Any]]) -> None:
    for one in told:
        rows = [
            {
                "id_number": world.resident.id_number,
                "scheme": one.get("险种", EMPLOYEE),
                "month": f"{month:%Y-%m}",
                "serial": str(one.get("批次", 1)),
                "amount": str(one["金额"]),
                "parts": _parts(one),
                "state": one.get("结果", "发放成功"),
                "paid_on": _text(one.get("发放日期", f"{month:%Y-%m}-15")),
                "bank": "演示银行",
                "account_tail": "1234",
                "fail_reason": _text(one.get("原因", "")),
            }
            for month in _months(one["起"], one.get("止", one["起"]))
        ]
        fetch("payments", rows, one.get("截至", AS_OF))


def _declared(world: Any, told: Mapping[str, Any]) -> None:
    on: dt.date = told["登记"]
    share = int(told.get("档次", 60))
    base = figures_on(current(), on).base_of(share)
    row = declare_flexible(
        resident=world.resident,
        work="打零工",
        share=share,
        base=base or Decimal(0),
        on=on,
        at=world.now,
        actor=None,
        case_number=EARLIER_CASE,
    )
    _answered(world, row.handover_key, told)


def _stopped(world: Any, told: Mapping[str, Any]) -> None:
    row = suspend_above(
        resident=world.resident,
        asked=StopAsked(
            next(kind for kind in StopKind if kind.label.startswith(told["情形"])), told["日期"], "家属申请"
        ),
        on=told["登记"],
        at=world.now,
        actor=None,
        case_number=EARLIER_CASE,
    )
    _answered(world, row.handover_key, told)


def _answered(world: Any, key: str, told: Mapping[str, Any]) -> None:
    if "答复" in told:
        answer(key, agreed=told["答复"] == "同意", words=told.get("说明", ""))
        world.resident.refresh_from_db()


ENTRIES = {
    "上级参保": _insured,
    "上级缴费": _paid_in,
    "上级待遇": _pension,
    "上级发放": _paid_out,
    "参保申报": _declared,
    "上级暂停": _stopped,
}
