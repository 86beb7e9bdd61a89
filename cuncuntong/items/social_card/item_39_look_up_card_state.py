"""Item 39: looking up the state of a card."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.items.social_card.card_answer import answer
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import Group, Guide, Kind, ServiceItem


def likely(resident: Resident) -> int:
    """Whoever waits for a card asks how far it has come."""
    standing = standings_of(resident)
    if "card.under_way" in standing:
        return 76
    return 30 if "card.held" in standing else 0


ITEM = ServiceItem(
    number="39",
    name="社会保障卡应用状态查询",
    group=Group.SOCIAL_CARD,
    content="可查询社会保障卡的社保功能启用、封存、注销、制卡进度等卡状态情况。",
    audience="办事群众",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.CARD,
    kind=Kind.LOOK_UP,
    look_up=answer,
    likely=likely,
    panel="counter/panels/card_progress.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(39),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询社保功能的启用、封存、注销和制卡进度等状态。",
            "状态异常的，告知原因和办法；需要的当场打印。",
        ),
        result="当场看到社保卡应用状态和制卡进度。",
        tips=(
            "卡丢失的，请办第40项挂失。",
            "银行账户的状态请向合作银行查询。",
        ),
    ),
)
