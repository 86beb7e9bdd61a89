"""The state table of a card: every move, from where to where. Nothing else decides about that.

Item 38: a card's social functions are enabled once it was collected. Item 40: a temporary loss ends by
itself after the days that a parameter gives; a formal one ends by 解除挂失 only. Only a normal card can be
reported lost for a while, so that the end of a temporary loss always gives a normal card back; a sealed or
locked card is reported lost formally, and 解除挂失 gives it the state it had. A card that takes the place of
another cancels it when it is enabled.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.making import NEXT
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.refused import LedgerRefused


@dataclass(frozen=True)
class CardTransition:
    """One row of the table; ``target`` None: the state before, or what is known from above.

    ``making`` limits the progress that a card may stand at (None: any), ``becomes`` is where it stands
    afterwards (None: where it stood).
    """

    move: CardMove
    sources: frozenset[CardState]
    target: CardState | None
    making: frozenset[MakingState] | None = None
    becomes: MakingState | None = None


_S, _M = CardState, MakingState
_IN_USE = frozenset(set(_S) - {_S.CANCELLED})
TABLE: dict[CardMove, CardTransition] = {
    row.move: row
    for row in (
        CardTransition(
            CardMove.ACTIVATE, frozenset({_S.SEALED}), _S.NORMAL, frozenset({_M.COLLECTED}), _M.ACTIVATED
        ),
        CardTransition(CardMove.REPORT_TEMPORARY, frozenset({_S.NORMAL}), _S.TEMPORARY_LOSS),
        # Formal over temporary: what was reported by telephone is confirmed at the counter.
        CardTransition(
            CardMove.REPORT_FORMAL,
            frozenset({_S.NORMAL, _S.TEMPORARY_LOSS, _S.SEALED, _S.LOCKED}),
            _S.FORMAL_LOSS,
        ),
        CardTransition(CardMove.UNDO_LOSS, frozenset({_S.TEMPORARY_LOSS, _S.FORMAL_LOSS}), None),
        CardTransition(CardMove.LAPSE, frozenset({_S.TEMPORARY_LOSS}), _S.NORMAL),
        CardTransition(CardMove.REPLACED, _IN_USE, _S.CANCELLED),
        CardTransition(CardMove.REINSTATED, frozenset({_S.CANCELLED}), None),
        CardTransition(CardMove.FROM_ABOVE, frozenset(_S), None),
        CardTransition(CardMove.REFUSED, _IN_USE, None),
        CardTransition(CardMove.REVERSE, _IN_USE, None),
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
_NOT_TO_ACTIVATE = {
    CardState.NORMAL: "社保功能已经启用，不用再办，可以直接使用。",
    CardState.FORMAL_LOSS: "卡已挂失，不能启用；卡已找到的，请先办第40项解除挂失。",
    CardState.TEMPORARY_LOSS: "卡已挂失，不能启用；卡已找到的，请先办第40项解除挂失。",
    CardState.LOCKED: "请持卡到合作银行或县级窗口解锁。",
    CardState.CANCELLED: "请先办理申领新卡。",
}


class WrongCardState(LedgerRefused):
    """The table has no such move from the card's state."""

    def __init__(self, move: CardMove, state: CardState) -> None:
        known = _NOT_TO_ACTIVATE if move == CardMove.ACTIVATE else _WHAT_TO_DO
        super().__init__(
            f"社保卡目前是“{state.label}”，不能办理{move.label}。", known.get(state) or _WHAT_TO_DO[state]
        )


class WrongMaking(LedgerRefused):
    """The table has no such move while the card is made as far as it is."""

    def __init__(self, move: CardMove, making: MakingState) -> None:
        remedy = NEXT[making]
        if making == MakingState.ACTIVATED:
            # Enabled before and sealed since: only who sealed it knows why.
            remedy = "这张卡启用过，后来被封存，请向县级窗口问明原因再办。"
        elif making == MakingState.TO_COLLECT:
            remedy += "刚领到的，等上级台账更新为“已领卡”后再启用。"
        super().__init__(f"这张卡的制卡进度是“{making.label}”，不能办理{move.label}。", remedy)


def effective_state(card: SocialCard, now: dt.datetime) -> CardState:
    """The card's state at a moment: a temporary loss past its end is over, whether the task ran or not."""
    state = CardState(card.state)
    ends = card.loss_ends_at
    if state == CardState.TEMPORARY_LOSS and ends is not None and ends <= now:
        return TABLE[CardMove.LAPSE].target or CardState.NORMAL
    return state


def allowed_moves(card: SocialCard, now: dt.datetime) -> list[CardMove]:
    """What a clerk may do with a lost or found card at a moment, for the form's choices."""
    state = effective_state(card, now)
    moves = (CardMove.REPORT_TEMPORARY, CardMove.REPORT_FORMAL, CardMove.UNDO_LOSS)
    return [
        move
        for move in moves
        if not card.issued_in
        and state in TABLE[move].sources
        and not (move == CardMove.UNDO_LOSS and card.replacement_requested)
    ]


def need(move: CardMove, state: CardState, making: MakingState | None = None) -> None:
    """Raises WrongCardState or WrongMaking unless the table lets the move start from there."""
    row = TABLE[move]
    if state not in row.sources:
        raise WrongCardState(move, state)
    if making is not None and row.making is not None and making not in row.making:
        raise WrongMaking(move, making)


def need_own(card: SocialCard, move: CardMove) -> None:
    """Raises LedgerRefused for a card that another province issued: only that one changes it."""
    if card.issued_in:
        raise LedgerRefused(
            f"这张卡由{card.issued_in}发行，本省不能办理{move.label}。",
            f"请向{card.issued_in}发卡地经办机构办理；想换领本省的卡，请先在发卡地注销旧卡，再申领。",
        )
