"""Item 40: reporting a social-security card lost, for a while or formally, and undoing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.items.shared import COUNTER, alive_rule, day_words, listed
from cuncuntong.items.social_card.shared import CardFacts, card_rules, minute_words, tail
from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.making import NEXT
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.selectors import masked_number, sorted_cards
from cuncuntong.ledgers.cards.services import loss_ends_at, report_loss, reverse_change, undo_loss
from cuncuntong.ledgers.cards.transitions import WrongCardState, allowed_moves, effective_state
from cuncuntong.ledgers.contradictions import CARD, CARD_IN_USE
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.enums import Line
from cuncuntong.rules.service_item import (
    Choice,
    EffectOrder,
    EffectRefused,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
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

MOVES = (CardMove.REPORT_TEMPORARY, CardMove.REPORT_FORMAL, CardMove.UNDO_LOSS)
_LOST = (CardState.TEMPORARY_LOSS, CardState.FORMAL_LOSS)


@dataclass(frozen=True)
class Facts(CardFacts):
    """What the rules look at: the cards, the one in use, and the move."""

    @property
    def action(self) -> str:
        """The move that was chosen."""
        return str(self.form.get("action") or "")


def facts(situation: Situation) -> Facts:
    """The resident's cards, in one query."""
    cards = sorted_cards(situation.resident)
    return Facts(situation.resident, cards, cards.in_use, situation.form, timezone.now())


def _actions(situation: Situation) -> tuple[Choice, ...]:
    known = facts(situation)
    # Where no move is possible, something is offered all the same: the rule says what is wrong, once.
    moves = list(MOVES)
    if known.card:
        moves = allowed_moves(known.card, known.now) or [CardMove.UNDO_LOSS]
    over = known.card is not None and effective_state(known.card, known.now) == CardState.TEMPORARY_LOSS
    words = {
        CardMove.REPORT_TEMPORARY: f"临时挂失（到{minute_words(loss_ends_at(known.now))}自动解挂）",
        CardMove.REPORT_FORMAL: ("改为" if over else "") + "正式挂失（不会自动解挂）",
        CardMove.UNDO_LOSS: "解除挂失（卡已找到，恢复使用）",
    }
    return tuple(Choice(move.value, words[move]) for move in moves)


def _paper_actions(on: dt.date) -> tuple[Choice, ...]:
    return tuple(Choice(move.value, str(move.label)) for move in MOVES)


def _only_action(situation: Situation) -> str:
    choices = _actions(situation)
    return choices[0].value if len(choices) == 1 else ""


def _allowed(facts: Facts) -> Verdict:
    if facts.card is None or facts.card.issued_in:
        return passed("不是能在这里办理的卡。")
    if not facts.action:
        return unfilled("action")
    move, state = CardMove(facts.action), effective_state(facts.card, facts.now)
    if move in allowed_moves(facts.card, facts.now):
        return passed(f"社保卡目前是“{state.label}”，可以办理{move.label}。")
    if move == CardMove.UNDO_LOSS and state in _LOST:
        return failed("这张卡已申请补卡，不能解除挂失。", _found_while_replacing(facts), field="action")
    wrong = WrongCardState(move, state)
    return failed(wrong.message, wrong.remedy, field="action")


def _found_while_replacing(facts: Facts) -> str:
    """What to do with a lost card that was found while a new one is made."""
    new = facts.cards.successor
    if new is None:
        return (
            "请等待新卡，新卡启用后旧卡自动注销；不再需要补卡的，请先到受理补卡的网点撤销补卡申请，"
            "上级台账更新后再来解除挂失。"
        )
    progress = MakingState(new.making)
    return (
        f"新卡（尾号{tail(new)}）{progress.label}：{NEXT[progress]}"
        "找到的旧卡不要再用，新卡启用后旧卡自动注销。"
    )


def effect(order: EffectOrder) -> Result:
    """Makes the move on the card in use."""
    situation = order.situation
    known = facts(situation)
    if known.card is None:
        raise EffectRefused("台账中没有在用的社保卡。", "请先办理社保卡申领。")
    move = CardMove(known.action)
    made = {
        "card": known.card,
        "at": order.at,
        "actor": order.actor,
        "case_number": situation.case_number,
        "note": situation.form.get("note", ""),
    }
    if move == CardMove.UNDO_LOSS:
        card = undo_loss(**made)
    else:
        card = report_loss(formal=move == CardMove.REPORT_FORMAL, **made)
    lines = [("社保卡号", masked_number(card)), ("卡状态", card.get_state_display())]
    if card.loss_ends_at:
        lines.append(("自动解挂时间", minute_words(card.loss_ends_at)))
    return Result(message=_message(move, card), lines=tuple(lines), data={"card": card.pk})


def _message(move: CardMove, card: SocialCard) -> str:
    if move == CardMove.REPORT_TEMPORARY and card.loss_ends_at:
        return (
            f"社保卡已临时挂失，到{minute_words(card.loss_ends_at)}自动解挂。"
            "到时仍没找到的，请改办正式挂失；提前找到的，可来解除挂失。"
        )
    if move == CardMove.REPORT_FORMAL:
        return "社保卡已正式挂失，不会自动解挂。找到卡的，可来解除挂失；找不到的，请办理补卡。"
    return f"已解除挂失，社保卡状态：{card.get_state_display()}。"


def undo(order: EffectOrder, data: Any) -> str:
    """Gives the card the state that it had, where nothing happened to it since."""
    card = reverse_change(case_number=order.situation.case_number, at=order.at, actor=order.actor)
    return f"已撤销，社保卡状态恢复为“{card.get_state_display()}”。"


def preview(situation: Situation) -> tuple[PreviewLine, ...]:
    """The card as it stands now."""
    known = facts(situation)
    if known.card is None:
        return ()
    state = effective_state(known.card, known.now)
    lines = [
        PreviewLine("社保卡号", masked_number(known.card), known.card.bank),
        PreviewLine("目前状态", state.label, _as_of(known.card)),
    ]
    if state == CardState.TEMPORARY_LOSS and known.card.loss_ends_at:
        lines.append(PreviewLine("自动解挂时间", minute_words(known.card.loss_ends_at)))
    new = known.cards.successor
    if new is not None:
        making = MakingState(new.making).label
        lines.append(PreviewLine("新卡", f"尾号{tail(new)}，{making}", _as_of(new)))
    return tuple(lines)


def _as_of(card: SocialCard) -> str:
    return f"上级数据截至{day_words(card.as_of)}" if card.as_of else ""


def subject(situation: Situation) -> str:
    """One line for lists."""
    action = situation.form.get("action")
    return CardMove(action).label if action else ""


def likely(resident: Resident) -> int:
    """A card that is reported lost will be found, replaced, or reported formally."""
    standing = standings_of(resident)
    if "card.held" not in standing:
        return 0
    return 70 if "card.lost" in standing else 20


ITEM = ServiceItem(
    number="40",
    name="社会保障卡挂失与解挂",
    group=Group.SOCIAL_CARD,
    content=(
        "遇有社会保障卡遗失、损毁等情况，可以办理社会保障卡社保功能临时挂失或正式挂失"
        "(注：社保功能临时挂失7天后将自动解挂)。持卡人已办理“社会保障卡临时挂失”或“社会保障卡正式挂失”业务"
        "且未补办社保卡的，若需重新启用，可办理“社会保障卡解除挂失”。"
    ),
    audience="办事群众",
    channels=COUNTER,
    limit_workdays=0,
    line=Line.CARD,
    kind=Kind.INSTANT,
    documents=("需本人携带身份证",),
    fields=(
        FormField(
            "action",
            "办理内容",
            FieldKind.CHOICE,
            section="办理内容",
            choices=_actions,
            default=_only_action,
            paper_choices=_paper_actions,
            hint="只挂失社保功能，银行账户请另向合作银行挂失",
        ),
        FormField(
            "note",
            "情况说明",
            FieldKind.TEXT,
            required=False,
            section="办理内容",
            hint="例如：赶集时丢失、卡面损坏、已在家中找到",
            max_length=100,
        ),
    ),
    facts=facts,
    rules=(
        alive_rule(listed(40)),
        *card_rules(listed(40)),
        Rule("card_move", "卡状态允许办理", listed(40), _allowed),
    ),
    effect=effect,
    undo=undo,
    preview=preview,
    subject=subject,
    likely=likely,
    concerns=(CARD, CARD_IN_USE),
    submit_label="确认办理",
    guide=Guide(
        basis=(listed(40),),
        steps=(
            "本人带身份证到柜面，工作人员核对本人和卡状态。",
            "选择临时挂失、正式挂失或解除挂失，说明情况。",
            "当场办结；临时挂失的，告知自动解挂的具体时间。",
        ),
        result="当场改变社保卡的社保功能状态，打印或告知结果。",
        tips=(
            "临时挂失7天后自动解挂；到时仍没找到的，请在到期前改办正式挂失。",
            "正式挂失不会自动解挂；已申请补卡的，不能再解除挂失，找到的旧卡也不能再用。",
            "外省发的卡，请向发卡地经办机构挂失。",
            "挂失的只是社保功能，卡上的银行账户请另向合作银行挂失。",
        ),
    ),
)
