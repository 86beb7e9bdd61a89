"""What the three items about a card share: whose card, how it stands, and the rules that all have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.selectors import Cards, masked_number
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import Rule, Verdict, failed, passed

NO_CARD = (
    "请先办理社保卡申领；卡确已发放的，请联系县级业务管理员核对台账。外省发的卡，请向发卡地经办机构办理。"
)


@dataclass(frozen=True)
class CardFacts:
    """What the rules look at: the resident's cards, the one that is asked about, the form, the moment."""

    resident: Resident
    cards: Cards
    card: SocialCard | None
    form: Any
    now: dt.datetime


def minute_words(at: dt.datetime) -> str:
    """A moment in words, to the minute."""
    local = timezone.localtime(at)
    return f"{day_words(local.date())}{local:%H:%M}"


def tail(card: SocialCard) -> str:
    """The last four characters of a card's number."""
    return str(card.number)[-4:]


def number_line(card: SocialCard) -> tuple[str, str]:
    """The card's number as papers show it."""
    return ("社保卡号", masked_number(card))


def _has_card(facts: CardFacts) -> Verdict:
    if facts.cards.ever:
        return passed("台账中有该居民的社保卡。")
    return failed("台账中没有该居民的社保卡。", NO_CARD)


def _not_cancelled(facts: CardFacts) -> Verdict:
    if facts.card or not facts.cards.ever:
        return passed("没有注销的情况。")
    return failed("该居民的社保卡已注销，没有在用的卡。", "请先办理社保卡申领。")


def _own(facts: CardFacts) -> Verdict:
    if facts.card is None or not facts.card.issued_in:
        return passed("是本省发行的卡。")
    place = facts.card.issued_in
    return failed(
        f"这张卡由{place}发行，本省不能办理。",
        f"请向{place}发卡地经办机构办理；想换领本省的卡，请先在发卡地注销旧卡，再申领。",
    )


def card_rules(source: str) -> tuple[Rule, ...]:
    """The rules about there being a card of ours, for an item with the given source."""
    return (
        Rule("card_missing", "有社保卡", source, _has_card),
        Rule("card_cancelled", "社保卡没有注销", source, _not_cancelled),
        Rule("card_elsewhere", "是本省发行的卡", source, _own),
    )
