"""What item 39 tells: how each card stands and what that means, the steps of making it, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import timezone

from cuncuntong.items.shared import day_words
from cuncuntong.items.social_card.shared import NO_CARD, minute_words, tail
from cuncuntong.ledgers.cards.enums import CardAnswer, CardState, MakingState
from cuncuntong.ledgers.cards.making import MakingStep, making_steps
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import Cards, changes_of, masked_number, sorted_cards
from cuncuntong.ledgers.cards.transitions import effective_state
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

MOST_CHANGES = 20
_MEANS = {
    CardState.SEALED: "社保功能还没有启用",
    CardState.NORMAL: "可以使用",
    CardState.FORMAL_LOSS: "已正式挂失，不能使用；找到了办第40项解除挂失，找不到的办理补卡",
    CardState.LOCKED: "被锁定，不能使用；请持卡到合作银行或县级窗口解锁",
    CardState.TEMPORARY_LOSS: "已临时挂失，不能使用",
    CardState.CANCELLED: "已注销，不能再用",
}


def answer(situation: Situation) -> LookUpAnswer:
    """Cards and their changes, in two questions."""
    cards, now = sorted_cards(situation.resident), timezone.now()
    changes = list(changes_of(situation.resident)[:MOST_CHANGES])
    shown = [one for one in (cards.in_use, cards.successor) if one is not None]
    steps = _steps(cards)
    return LookUpAnswer(
        summary=tuple(_summary(cards, shown, now)),
        tables=(_progress(steps), _cards_table(cards, now), _changes_table(changes)),
        as_of=None,
        notes=tuple(_notes(cards, shown, changes)),
        panel_data={
            "steps": "|".join(step.label for step in steps),
            "at": next((place for place, step in enumerate(steps, 1) if step.current), 0),
        },
        next_steps=tuple(_next(cards, now)),
    )


def _summary(cards: Cards, shown: Sequence[SocialCard], now: dt.datetime) -> Iterator[tuple[str, str]]:
    if not shown:
        yield "社会保障卡", "已注销，没有在用的卡" if cards.ever else "台账中没有社保卡"
    for card in shown:
        name = "新卡" if card.successor else "社会保障卡"
        state = effective_state(card, now)
        means = _MEANS[state]
        if state == CardState.TEMPORARY_LOSS and card.loss_ends_at:
            means += f"，到{minute_words(card.loss_ends_at)}自动解挂"
        yield name, f"{masked_number(card)}　{card.bank}".strip()
        yield f"{name}状态", f"{state.label.partition('（')[0]}：{means}"
        yield f"{name}制卡进度", MakingState(card.making).label
        if card.issued_in:
            yield f"{name}发卡地", f"{card.issued_in}（外省）"
    yield "数据截至", _freshness(cards)


def _freshness(cards: Cards) -> str:
    if cards.as_of is None:
        return "本地台账，实时；还没有取回过上级社保卡台账"
    return f"上级社保卡台账{day_words(cards.as_of)}；本地办理的实时"


def _steps(cards: Cards) -> list[MakingStep]:
    if cards.in_use is None and cards.successor is None:
        return []
    old, new = cards.in_use, cards.successor
    return making_steps(MakingState(old.making) if old else None, MakingState(new.making) if new else None)


def _progress(steps: Sequence[MakingStep]) -> LookUpTable:
    return LookUpTable(
        title="制卡进度",
        columns=("步骤", "情况", "接下来"),
        rows=tuple(
            (step.label, "现在在这一步" if step.current else ("已过" if step.done else "还没到"), step.words)
            for step in steps
        ),
        empty="没有正在使用或制作的卡。",
    )


def _cards_table(cards: Cards, now: dt.datetime) -> LookUpTable:
    everything = [one for one in (cards.in_use, cards.successor, *cards.former) if one is not None]
    return LookUpTable(
        title="名下的卡",
        columns=("社保卡号", "合作银行", "发卡日期", "状态", "制卡进度", "上级台账"),
        rows=tuple(
            (
                masked_number(one),
                one.bank,
                day_words(one.issued_on) if one.issued_on else "",
                effective_state(one, now).label.partition("（")[0],
                MakingState(one.making).label,
                _above(one),
            )
            for one in everything
        ),
        empty="台账中没有社保卡。",
    )


def _above(card: SocialCard) -> str:
    if not card.above_state or card.as_of is None:
        return "没有取回"
    words = CardState(card.above_state).label.partition("（")[0]
    return f"{words}{_until(card)}" + ("，与本地不一致" if card.differs_since else "")


def _until(card: SocialCard) -> str:
    return f"（截至{day_words(card.as_of)}）" if card.as_of else ""


def _changes_table(changes: Sequence[CardEvent]) -> LookUpTable:
    return LookUpTable(
        title="办理和变动记录",
        columns=("时间", "卡", "办理", "状态变化", "上级答复"),
        rows=tuple(
            (
                minute_words(one.at),
                f"尾号{tail(one.card)}",
                one.get_move_display(),
                f"{_short(one.before)}→{_short(one.after)}" if one.before != one.after else _short(one.after),
                _reply(one),
            )
            for one in changes
        ),
        empty="没有办理记录。",
    )


def _short(state: str) -> str:
    return CardState(state).label.partition("（")[0]


def _reply(event: CardEvent) -> str:
    if event.answer == CardAnswer.NONE:
        return ""
    return str(CardAnswer(event.answer).label) + (f"：{event.answer_words}" if event.answer_words else "")


def _notes(cards: Cards, shown: Sequence[SocialCard], changes: Sequence[CardEvent]) -> Iterator[str]:
    if not shown:
        yield "请先办理社保卡申领。" if cards.ever else NO_CARD
    for card in shown:
        if card.differs_since:
            yield (
                f"尾号{tail(card)}的卡，上级台账{_until(card)}写的是“{_short(card.above_state)}”，"
                f"与本地“{_short(card.state)}”不一致，县级正在核对；急用的请联系县级社保卡业务人员。"
            )
        if card.issued_in:
            yield f"外省（{card.issued_in}）发的卡，挂失、启用等请向发卡地经办机构办理。"
    if cards.successor is not None and cards.in_use is not None:
        yield f"新卡启用后，旧卡（尾号{tail(cards.in_use)}）自动注销。"
    if any(one.answer == CardAnswer.WAITING for one in changes):
        yield "有办理正等上级答复，答复后这里会更新；上级不同意的，会告诉本人。"
    yield "这里只是社保功能的状态，银行账户的状态请向合作银行查询。"


def _next(cards: Cards, now: dt.datetime) -> Iterator[NextStep]:
    waiting = cards.successor or cards.in_use
    if waiting is None or waiting.issued_in:
        return
    if waiting.state == CardState.SEALED and waiting.making == MakingState.COLLECTED:
        yield NextStep("38", "卡已领取，可以启用社保功能")
    if cards.in_use is not None:
        state = effective_state(cards.in_use, now)
        if state in (CardState.TEMPORARY_LOSS, CardState.FORMAL_LOSS):
            yield NextStep("40", "卡找到了的，可以解除挂失")
        elif state == CardState.NORMAL:
            yield NextStep("40", "卡丢了的，可以挂失")
