"""Names of what is sent and answered, in words; a name without words is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cuncuntong.foundation.identifiers.resident_id import mask
from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, InsuredAs, StopKind
from cuncuntong.ledgers.unemployment.enums import StopReason

NAMES: dict[str, str] = {
    "above_state": "上级台账状态",
    "amount": "金额",
    "approved_on": "审核日期",
    "as_of": "数据截至",
    "at": "办理时间",
    "back_pay": "补发",
    "bank": "银行",
    "base": "缴费基数",
    "card": "社保卡号",
    "case": "受理编号",
    "certificate": "证书编号",
    "certificate_number": "证书编号",
    "certified_on": "认证日期",
    "consent_on": "同意日期",
    "consent_version": "同意书版本",
    "digest": "照片摘要",
    "end_on": "终止日期",
    "ended_on": "终止日期",
    "evidence": "凭据",
    "figures_year": "标准年度",
    "from_month": "起始月份",
    "happened_on": "发生日期",
    "id_number": "身份证号码",
    "insured_as": "参保身份",
    "insured_months": "参保月数",
    "issued_on": "发证日期",
    "kind": "情形",
    "last_month": "最后领取月份",
    "left_before": "以前剩余月数",
    "level": "等级",
    "loss_ends_at": "挂失到期",
    "making": "制卡进度",
    "mime": "文件类型",
    "monthly": "月金额",
    "months": "月数",
    "months_used": "已领月数",
    "move": "办理",
    "name": "姓名",
    "note": "备注",
    "number": "个人编号",
    "occupation": "职业工种",
    "overpaid": "多发金额",
    "paid_months": "缴费月数",
    "photo": "照片",
    "picture": "照片",
    "place": "地点",
    "reason": "原因",
    "registered_on": "失业登记日期",
    "replaces": "代替的报送",
    "reverses": "撤销的报送",
    "scheme": "险种",
    "starts_on": "起领日期",
    "state": "状态",
    "suspension": "原暂停报送",
    "taken_on": "采集日期",
    "telephone": "联系电话",
    "to_account": "计入个人账户",
    "way": "方式代码",
    "way_name": "认证方式",
    "withdrawn_on": "撤回日期",
    "work": "从事工作",
}
CODES = {"image/jpeg": "照片（JPEG）", "image/png": "图片（PNG）"}
# Closed lists behind the codes that go up, by the business's own part of its kind.
_LISTS: dict[str, dict[str, type[TextChoices]]] = {
    "cards": {
        "move": CardMove,
        "state": CardState,
        "making": MakingState,
        "above_state": CardState,
    },
    "insurance": {"kind": StopKind, "scheme": InsuranceScheme, "insured_as": InsuredAs},
    "unemployment": {"reason": StopReason},
}
# A picture or a document is no text to read.
MOST_SHOWN = 400
# ID numbers, telephones, bank accounts, card numbers: whatever is long and of figures.
_LONG = re.compile(r"(?<![0-9A-Za-z.:-])[A-Za-z]?\d{7,24}[Xx]?(?![0-9A-Za-z.:-])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


def pairs(values: Any, kind: str = "") -> list[tuple[str, str]]:
    """What was sent or answered, name by name: long numbers masked, the codes of its kind in words."""
    if not isinstance(values, Mapping):
        return [("内容", masked(values))]
    lists = _LISTS.get(kind.partition(".")[0], {})
    return [
        (NAMES.get(str(key), str(key)), _label(lists.get(str(key)), value) or masked(value))
        for key, value in values.items()
        if not (key == "way" and "way_name" in values)
    ]


def _label(choices: type[TextChoices] | None, value: Any) -> str:
    return str(choices(value).label) if choices and value in choices.values else ""


def masked(value: Any) -> str:
    """A value as text: long numbers are masked, what nests is told in lines."""
    if isinstance(value, Mapping):
        return "；".join(f"{NAMES.get(str(key), key)}：{masked(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "；".join(masked(one) for one in value)
    if value is None or value == "":
        return "未填写"
    if isinstance(value, bool):
        return "是" if value else "否"
    text = CODES.get(str(value), str(value))
    if _DIGEST.fullmatch(text):
        return f"{text[:8]}…（摘要）"
    if len(text) > MOST_SHOWN:
        return f"（{len(text)}个字符，不在这里显示）"
    if _MOMENT.fullmatch(text) and (moment := _moment(text)):
        return moment
    return _LONG.sub(lambda found: mask(found[0]) if len(found[0]) >= 12 else _short(found[0]), text)


def _moment(text: str) -> str:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return ""
    if moment is None:
        return ""
    return f"{timezone.localtime(moment) if timezone.is_aware(moment) else moment:%Y-%m-%d %H:%M}"


def _short(number: str) -> str:
    return number[:3] + "*" * (len(number) - 5) + number[-2:]
