"""What a card's holder is told when something happens that nobody stands at the counter for."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.residents.enums import Standing

LAPSED = register_topic("cards.lapsed", "社保卡临时挂失到期")
REFUSED = register_topic("cards.refused", "社保卡业务上级不同意")


def moment_words(at: dt.datetime) -> str:
    """2026年12月1日10:30, the county's time."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def tell_lapsed(card: SocialCard, ended: dt.datetime) -> None:
    """The temporary loss is over: the card works again, whoever has it."""
    if card.resident.standing == Standing.DECEASED:
        return
    tell(
        topic=LAPSED,
        text=(
            f"您的社保卡临时挂失已在{moment_words(ended)}到期，卡已自动恢复使用。"
            "卡还没找到的，请尽快带身份证到服务点办正式挂失（第40项）。"
        ),
        key=f"cards.lapsed:{card.pk}:{card.version}",
        resident=card.resident,
    )


def tell_refused(event: CardEvent, card: SocialCard, words: str) -> None:
    """The province did not agree to what was done here."""
    tell(
        topic=REFUSED,
        text=(
            f"您{moment_words(event.at)}办理的社保卡{event.get_move_display()}，上级没有同意"
            f"{f'：{words}' if words else ''}。卡现在是“{card.get_state_display()}”，"
            "请尽快到服务点，由工作人员告诉您怎样办。"
        ),
        key=f"cards.refused:{event.pk}",
        resident=card.resident,
        case_number=event.case_number,
    )
