"""The state table of a card: every move, from where to where. Nothing else decides about that.

Item 40 of the notice: a temporary loss ends by itself after the days that a parameter gives; a
formal one ends by 解除挂失 only. Only a normal card can be reported lost for a while, so that the
end of a temporary loss always gives a normal card back; a sealed or locked card is reported lost
formally, and 解除挂失 gives it the state it had.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.ledgers.cards.enums import CardMove, CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.refused import LedgerRefused


@dataclass(frozen=True)
class CardTransition:
    """One row of the table; ``target`` None: the state before the loss, or before the change."""

    move: CardMove
    sources: frozenset[CardState]
    target: CardState | None


_S = CardState
TABLE: dict[CardMove, CardTransition] = {
    row.move: row
    for row in (
        CardTransition(CardMove.REPORT_TEMPORARY, frozenset({_S.NORMAL}), _S.TEMPORARY_LOSS),
        # Formal over temporary: what was reported by telephone is confirmed at the counter.
        CardTransition(
            CardMove.REPORT_FORMAL,
            frozenset({_S.NORMAL, _S.TEMPORARY_LOSS, _S.SEALED, _S.LOCKED}),
            _S.FORMAL_LOSS,
        ),
        CardTransition(CardMove.UNDO_LOSS, frozenset({_S.TEMPORARY_LOSS, _S.FORMAL_LOSS}), None),
        CardTransition(CardMove.LAPSE, frozenset({_S.TEMPORARY_LOSS}), _S.NORMAL),
        CardTransition(CardMove.REVERSE, frozenset(set(_S) - {_S.CANCELLED}), None),
    )
}

_WHAT_TO_DO = {
    CardState.NORMAL: "卡没有挂失，不用解挂。",
    CardState.FORMAL_LOSS: "如已找到卡，可办理解除挂失；需要新卡的，请办理补卡。",
    CardState.TEMPORARY_LOSS: "如卡确已丢失，可改为正式挂失；已找到的，可解除挂失。",
    CardState.CANCELLED: "请先办理申领新卡。",
    CardState.SEALED: "该卡社保功能未启用，如已丢失，请办理正式挂失。",
    CardState.LOCKED: "如卡已丢失，请办理正式挂失；如需解锁，请持卡到合作银行或县级窗口办理。",
}


class WrongCardState(LedgerRefused):
    """The table has no such move from the card's state."""

    def __init__(self, move: CardMove, state: CardState) -> None:
        super().__init__(f"社保卡目前是“{state.label}”，不能办理{move.label}。", _WHAT_TO_DO[state])


def effective_state(card: SocialCard, now: dt.datetime) -> CardState:
    """The card's state at a moment: a temporary loss past its end is over, whether the task ran or not."""
    state = CardState(card.state)
    ends = card.loss_ends_at
    if state == CardState.TEMPORARY_LOSS and ends is not None and ends <= now:
        return TABLE[CardMove.LAPSE].target or CardState.NORMAL
    return state


def allowed_moves(card: SocialCard, now: dt.datetime) -> list[CardMove]:
    """What a clerk may do with the card at a moment, for the form's choices."""
    state = effective_state(card, now)
    moves = (CardMove.REPORT_TEMPORARY, CardMove.REPORT_FORMAL, CardMove.UNDO_LOSS)
    return [
        move
        for move in moves
        if state in TABLE[move].sources and not (move == CardMove.UNDO_LOSS and card.replacement_requested)
    ]


def need(move: CardMove, state: CardState) -> None:
    """Raises WrongCardState unless the table lets the move start from the state."""
    if state not in TABLE[move].sources:
        raise WrongCardState(move, state)
