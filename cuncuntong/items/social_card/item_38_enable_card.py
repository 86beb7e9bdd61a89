"""Item 38: enabling the social functions of a card that was collected."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import COUNTER, alive_rule, day_words, listed
from cuncuntong.items.social_card.shared import CardFacts, card_rules, number_line, tail
from cuncuntong.ledgers.cards.enums import CardMove, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.selectors import masked_number, sorted_cards
from cuncuntong.ledgers.cards.services import activate, reverse_change
from cuncuntong.ledgers.cards.transitions import WrongCardState, WrongMaking, effective_state, need
from cuncuntong.ledgers.contradictions import CARD
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    NextStep,
    PreviewLine,
    Result,
    Rule,
    ServiceItem,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

SOURCE = listed(38)


def facts(situation: Situation) -> CardFacts:
    """The card that is to be enabled: the one that is to succeed another, or the only one. One query."""
    cards = sorted_cards(situation.resident)
    return CardFacts(
        situation.resident, cards, cards.successor or cards.in_use, situation.form, timezone.now()
    )


def _allowed(known: CardFacts) -> Verdict:
    if known.card is None:
        return passed("没有可启用的卡。")
    state = effective_state(known.card, known.now)
    try:
        need(CardMove.ACTIVATE, state, MakingState(known.card.making))
    except (WrongCardState, WrongMaking) as wrong:
        return failed(wrong.message, wrong.remedy)
    return passed("卡已领取，社保功能还没有启用。")


def _in_hand(known: CardFacts) -> Verdict:
    typed = str(known.form.get("tail") or "").strip().upper()
    if known.card is None:
        return passed("没有可启用的卡。")
    if not typed:
        return unfilled("tail")
    if typed == tail(known.card).upper():
        return passed("实卡与台账是同一张。")
    former = known.cards.in_use if known.cards.successor else None
    if former is not None and typed == tail(former).upper():
        return failed(
            "这是旧卡，不是新做的卡。", "请拿新领到的卡来启用；新卡启用后，旧卡自动注销。", field="tail"
        )
    return failed(
        "实卡卡号后4位与台账中等待启用的卡不一致。",
        "请核对是不是拿错了卡；确是刚领的新卡，请等上级台账更新后再来，或联系县级社保卡业务人员。",
        field="tail",
    )


def _former(known: CardFacts) -> SocialCard | None:
    """The card that is cancelled by enabling the new one."""
    return known.cards.in_use if known.card is not None and known.card.successor else None


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """The card as it stands, and what becomes of the former one."""
    known = facts(situation)
    if known.card is None:
        return ()
    state = effective_state(known.card, known.now)
    as_of = f"数据截至{day_words(known.card.as_of)}" if known.card.as_of else ""
    lines = [
        PreviewLine("社保卡号", masked_number(known.card), known.card.bank),
        PreviewLine("目前状态", state.label),
        PreviewLine("制卡进度", MakingState(known.card.making).label, as_of),
    ]
    former = _former(known)
    if former is not None:
        lines.append(PreviewLine("旧卡", f"尾号{tail(former)}", "新卡启用后自动注销，不能再用"))
    return tuple(lines)


def effect(order: EffectOrder) -> Result:
    """Enables the card, cancels the former one, and hands that up."""
    known = facts(order.situation)
    if known.card is None:
        raise EffectRefused("台账中没有等待启用的社保卡。", "请先办理社保卡申领。")
    former = _former(known)
    card = activate(
        card=known.card,
        at=order.at,
        actor=order.actor,
        case_number=order.situation.case_number,
        note="柜面启用",
    )
    lines = [number_line(card), ("卡状态", card.get_state_display())]
    if former is not None:
        lines.append(("旧卡", f"尾号{tail(former)}，已注销"))
    message = "社保功能已启用，可以用来查询、缴费和领取待遇。卡的银行账户请到合作银行网点激活。"
    return Result(
        message=message,
        lines=tuple(lines),
        data={"card": card.pk},
        next_steps=(NextStep("39", "查一查卡状态"),),
    )


def undo(order: EffectOrder, data: Any) -> str:
    """Seals the card again, and gives the former one its place."""
    card = reverse_change(case_number=order.situation.case_number, at=order.at, actor=order.actor)
    former = "，旧卡恢复原状" if card.successor else ""
    return f"已撤销，社保卡状态恢复为“{card.get_state_display()}”{former}。"


def subject(situation: Situation) -> str:
    """One line for lists."""
    known = facts(situation)
    return f"启用尾号{tail(known.card)}的社保卡" if known.card else ""


def likely(resident: Resident) -> int:
    """Whoever has collected a card comes to enable it."""
    return 78 if "card.to_enable" in standings_of(resident) else 0


ITEM = ServiceItem(
    number="38",
    name="社会保障卡启用",
    group=Group.SOCIAL_CARD,
    content="已申领社会保障卡，但社保功能未启用的，可办理社会保障卡的社保功能启用业务。",
    audience="办事群众",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.CARD,
    kind=Kind.INSTANT,
    fields=(
        FormField(
            "tail",
            "实卡卡号后4位",
            FieldKind.TEXT,
            section="核对实卡",
            hint="照着居民手里的卡填，证明卡已领到",
            max_length=4,
        ),
    ),
    facts=facts,
    rules=(
        alive_rule(SOURCE),
        *card_rules(SOURCE),
        Rule("card_collected", "卡已领取、还没有启用", SOURCE, _allowed),
        Rule("card_in_hand", "实卡就是台账里的那一张", SOURCE, _in_hand),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    concerns=(CARD,),
    submit_label="启用社保功能",
    guide=Guide(
        basis=(SOURCE,),
        steps=(
            "本人带身份证和社保卡到柜面。",
            "工作人员核对本人、实卡和卡状态。",
            "当场启用社保功能，告知可以使用的范围；补换的新卡启用后，旧卡自动注销。",
        ),
        result="当场启用社保卡的社保功能。",
        tips=(
            "卡的银行账户请到合作银行网点激活。",
            "卡还没做好或没领取的，可先办第39项查询制卡进度。",
            "外省发的卡，请向发卡地经办机构办理。",
        ),
    ),
)
