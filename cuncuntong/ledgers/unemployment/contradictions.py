"""What speaks against granting a benefit: money still to come back, a reason that was just changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import UNEMPLOYMENT_CLAIM, Contradiction, contradiction_check
from cuncuntong.ledgers.employment.selectors import active_unemployment, reason_changes
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.selectors import open_overpaid_of
from cuncuntong.network.parameters import setting
from cuncuntong.rules.day_words import day_words

# Days after a change of the registered reason during which whoever decides is told of it.
CHANGE_DAYS = "service.reason_change_days"
SOURCE = "失业保险金台账（实时）"


@contradiction_check(UNEMPLOYMENT_CLAIM)
def still_to_return(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Who has to return months is not refused another benefit; somebody looks."""
    for row in open_overpaid_of(resident):
        yield Contradiction(
            "benefit_overpaid",
            "look",
            f"该居民多领{row.first_month:%Y年%m月}至{row.last_month:%Y年%m月}的失业保险金，还有{row.left}元没有退。",  # type: ignore[attr-defined]
            "请与居民说明退回办法：由银行收款，服务点不收现金。",
            SOURCE,
        )


@contradiction_check(UNEMPLOYMENT_CLAIM)
def reason_just_changed(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """The registered reason decides about the benefit, and is changed at the counter without any paper."""
    row = active_unemployment(resident)
    if row is None:
        return
    since = on - dt.timedelta(days=setting(CHANGE_DAYS))
    for one in reason_changes(row):
        if one.on >= since:
            yield Contradiction(
                "reason_changed",
                "look",
                f"失业原因于{day_words(one.on)}由{one.by or '自助机'}"
                f"改为“{one.became}”（原：{one.former}），变更时没有收证明。",
                "请核对解除、终止劳动关系的证明，或向原单位核实后再审核；材料中没有的，可以退回补拍。",
                "失业登记台账（实时）",
            )
