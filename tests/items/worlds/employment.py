"""失业登记: {登记, 原因, 离职, 原单位, 失业日期, 最近联系, 注销, 注销原因,
变更: {日期, 原因, 离职}（由“经办员李”变更）};
灵活就业: {类型, 起, 地点, 收入, 止}; 就业困难: {类别, 认定};
就业创业证: {发证, 补发, 挂失, 注销, 记载: [{类别, 日期, 内容}]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cuncuntong.ledgers.employment.enums import (
    EndReason,
    EntryKind,
    IncomeRange,
    LeftHow,
    UnemploymentReason,
    WorkForm,
)
from cuncuntong.ledgers.employment.services import certificates, hardship, spells, unemployment
from cuncuntong.network.models import Account


def _value(choices: Any, label: str) -> str:
    found = [str(one.value) for one in choices if one.label.startswith(label)]
    assert found, f"没有“{label}”：{[one.label for one in choices]}"
    return found[0]


def _unemployed(world: Any, told: Mapping[str, Any]) -> None:
    row = unemployment.register(
        resident=world.resident,
        on=told["登记"],
        actor=None,
        case_number="S20200101-0011",
        reason=_value(UnemploymentReason, told.get("原因", "从企业")),
        left_how=_value(LeftHow, told.get("离职", "单位终止")),
        last_unit=told.get("原单位", "演示厂"),
        unemployed_since=told.get("失业日期", told["登记"]),
    )
    if "最近联系" in told:
        row = unemployment.record_contact(
            unemployment=row, channel="phone", note="", on=told["最近联系"], actor=None
        )
    if "变更" in told:
        changed = told["变更"]
        row = unemployment.change(
            unemployment=row,
            reason=_value(UnemploymentReason, changed["原因"]),
            left_how=_value(LeftHow, changed["离职"]),
            last_unit="演示厂",
            on=changed["日期"],
            actor=Account.objects.create(username="changer", full_name="经办员李"),
            case_number="S20200101-0013",
        )
    if "注销" in told:
        unemployment.end(
            unemployment=row,
            reason=_value(EndReason, told["注销原因"]),
            on=told["注销"],
            actor=None,
        )


def _flexible(world: Any, told: Mapping[str, Any]) -> None:
    row = spells.register_spell(
        resident=world.resident,
        on=told["起"],
        actor=None,
        case_number="S20200101-0010",
        work_form=_value(WorkForm, told["类型"]),
        starts_on=told["起"],
        place=told.get("地点", "县城"),
        income_range=_value(IncomeRange, told["收入"]) if "收入" in told else "",
    )
    if "止" in told:
        spells.end_spell(
            spell=row,
            ends_on=told["止"],
            reason="不再从事",
            on=told["止"],
            actor=None,
            case_number="S20200101-0012",
        )


def _certified(world: Any, told: Mapping[str, Any]) -> None:
    held = certificates.issue(resident=world.resident, on=told["发证"], actor=None)
    for place, entry in enumerate(told.get("记载", ())):
        certificates.enter(
            certificate=held,
            kind=_value(EntryKind, entry["类别"]),
            on=entry["日期"],
            text=entry["内容"],
            key=f"told:{place}",
        )
    if "挂失" in told or "补发" in told:
        certificates.report_lost(certificate=held, on=world.today, actor=None)
    if "补发" in told:
        certificates.reissue(certificate=held, why=told["补发"], on=world.today, actor=None)
    if "注销" in told:
        certificates.cancel(certificate=held, why=told["注销"], on=world.today, actor=None)


def _hard(world: Any, told: Mapping[str, Any]) -> None:
    row = hardship.propose(
        resident=world.resident, category=told["类别"], evidence="身份证", on=world.today, actor=None
    )
    if told.get("认定") == "是":
        hardship.recognise(hardship=row, on=world.today, actor=None)


ENTRIES = {
    "失业登记": _unemployed,
    "灵活就业": _flexible,
    "就业创业证": _certified,
    "就业困难": _hard,
}
