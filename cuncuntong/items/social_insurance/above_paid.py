"""Payments of the province as items 26 and 27 show them, with what to do about one that failed."""

from __future__ import annotations

from collections.abc import Sequence

from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.social_insurance.paying_words import day_cell, paid_month, why_and_what
from cuncuntong.ledgers.insurance.selectors import Paid
from cuncuntong.ledgers.insurance.selectors.payments import (
    CLOSED,
    DORMANT,
    FROZEN,
    NAME,
    NUMBER,
    OTHER,
    UNCERTIFIED,
)
from cuncuntong.rules.service_item import LookUpTable

PAID_COLUMNS = ("所属月份", "包括", "金额（元）", "结果", "发放日期", "发到", "失败原因和办法")
_CHANGE = "请本人带身份证和在用的社保卡（银行卡），到县级经办机构更换发放账户"
# What to do about each reason; the money is sent again from above, not from here.
REMEDIES = {
    NUMBER: f"账号有误：{_CHANGE}，更正后由上级补发。",
    NAME: f"户名须与身份证一致：{_CHANGE}，更正后由上级补发。",
    CLOSED: f"账户已销户：{_CHANGE}，更正后由上级补发。",
    FROZEN: "请本人到开户银行解除挂失、冻结或止付，或到县级经办机构更换账户，处理好后由上级补发。",
    DORMANT: "请本人带证件到开户银行激活账户，处理好后由上级补发。",
    UNCERTIFIED: "请办第21项“待遇领取人员资格认证”，认证后由上级补发。",
    OTHER: "请向开户银行或县级经办机构问明原因，处理好后由上级补发。",
}


def above_paid_table(paid: Sequence[Paid], title: str = "发放记录") -> LookUpTable:
    """The newest first, whatever the scheme."""
    return LookUpTable(
        title=title,
        columns=PAID_COLUMNS,
        rows=tuple(
            (
                paid_month(one.row.month, one.row.serial, "第{}批"),
                "；".join(f"{part.name}{format_yuan(part.amount)}元" for part in one.parts),
                format_yuan(one.row.amount),
                one.row.get_state_display(),
                day_cell(one.row.paid_on),
                one.row.bank + (f"（尾号{one.row.account_tail}）" if one.row.account_tail else ""),
                why_and_what(one.failure.words, REMEDIES[one.failure.kind]) if one.failure else "",
            )
            for one in paid
        ),
        empty="还没有取回发放记录。",
        numeric=(2,),
    )
