"""Writes of the card ledger. Each is made once for a case; a card's row changes only as it was read."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.cards.enums import CardMove, CardState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.transitions import TABLE, effective_state, need
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current

LOSS_DAYS = "service.temporary_loss_days"
_BATCH = 200
_LOSSES = (CardMove.REPORT_TEMPORARY, CardMove.REPORT_FORMAL)


def loss_ends_at(at: dt.datetime) -> dt.datetime:
    """When a temporary loss reported at a moment ends by itself: whole days later, to the second."""
    return at + dt.timedelta(days=current().integer(LOSS_DAYS, timezone.localdate(at)))


def report_loss(
    *,
    card: SocialCard,
    formal: bool,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
) -> SocialCard:
    """Reports a card lost. The same case again gives the card as it is.

    Raises WrongCardState (a LedgerRefused) where the table has no such move.
    """
    move = CardMove.REPORT_FORMAL if formal else CardMove.REPORT_TEMPORARY
    with transaction.atomic():
        card = _locked(card)
        if _made(card, move, case_number):
            return card
        card = _settle(card, at)
        need(move, CardState(card.state))
        target = TABLE[move].target or CardState.FORMAL_LOSS
        ends = None if formal else loss_ends_at(at)
        return _change(card, move, target, ends, at=at, actor=actor, case_number=case_number, note=note)


def undo_loss(
    *,
    card: SocialCard,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
) -> SocialCard:
    """Ends a loss (解除挂失): the card has the state again that it had before. Once for a case.

    Raises WrongCardState, or LedgerRefused once a replacement has been asked for.
    """
    with transaction.atomic():
        card = _locked(card)
        if _made(card, CardMove.UNDO_LOSS, case_number):
            return card
        card = _settle(card, at)
        need(CardMove.UNDO_LOSS, CardState(card.state))
        if card.replacement_requested:
            raise LedgerRefused(
                "这张卡已申请补卡，不能解除挂失。", "请等待新卡；不再需要补卡的，请先撤销补卡申请。"
            )
        return _change(
            card,
            CardMove.UNDO_LOSS,
            _before_loss(card),
            None,
            at=at,
            actor=actor,
            case_number=case_number,
            note=note,
        )


def reverse_change(
    *, case_number: str, at: dt.datetime, actor: Account | None, reason: str = ""
) -> SocialCard:
    """Takes back what a case did to a card, where nothing happened to the card since. Once.

    A temporary loss that comes back keeps its first end. Raises LedgerRefused where something came
    after, or the case did nothing.
    """
    if not case_number:
        raise ValueError("a change is reversed by the number of its case")
    with transaction.atomic():
        rows = CardEvent.objects.select_related("card").filter(case_number=case_number)
        event = rows.order_by("-id").first()
        if event is None:
            raise LedgerRefused("社保卡台账中没有这件业务的记录。", "请核对受理编号。")
        card = _settle(_locked(event.card), at)
        if event.move == CardMove.REVERSE:
            return card
        last = _standing_events(card)[-1]
        if last.pk != event.pk:
            raise LedgerRefused(
                f"这张卡之后又有变动（{last.get_move_display()}），不能直接撤销。",
                "临时挂失已到期的无须撤销；其他情况请先撤销之后的那一件业务。",
            )
        need(CardMove.REVERSE, CardState(card.state))
        state, ends = CardState(event.before), event.loss_ends_before
        if state == CardState.TEMPORARY_LOSS and (ends is None or ends <= at):
            state, ends = CardState.NORMAL, None
        return _change(
            card,
            CardMove.REVERSE,
            state,
            ends,
            at=at,
            actor=actor,
            case_number=case_number,
            note=reason,
        )


@periodic("cards.lapse_due", every=dt.timedelta(minutes=5))
def lapse_due_now() -> int:
    """The scheduled run of lapse_due."""
    return lapse_due()


def lapse_due(now: dt.datetime | None = None) -> int:
    """Ends the temporary losses whose time is over; gives their number.

    Each card in its own transaction and only if it still stands so: two runs at once, or one after
    a restart, end each loss once. Readers need not wait for it: see transitions.effective_state.
    """
    at = now or timezone.now()
    due = SocialCard.objects.filter(state=CardState.TEMPORARY_LOSS, loss_ends_at__lte=at)
    count, last = 0, 0
    while cards := list(due.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        for card in cards:
            count += _lapse_one(card, at)
        last = cards[-1].pk
    return count


def unmask_number(*, caller: Caller, card: SocialCard, reason: str) -> str:
    """The whole card number, for a reason that is audited.

    Raises Denied, NotVisible, or LedgerRefused without a reason.
    """
    see_resident(caller, card.resident_id, Ability.RESIDENT_UNMASK)
    if not reason.strip():
        raise LedgerRefused("请说明为什么要查看完整的社保卡号。")
    with transaction.atomic():
        record(
            actor=caller.account,
            action="card.unmasked",
            object_type="cards.SocialCard",
            object_id=str(card.pk),
            detail={"resident": card.resident_id, "reason": reason.strip()[:100]},
        )
    return str(card.number)


def _lapse_one(card: SocialCard, at: dt.datetime) -> int:
    with transaction.atomic():
        fresh = _locked(card)
        read = fresh.version
        return int(_settle(fresh, at).version != read)


def _locked(card: SocialCard) -> SocialCard:
    return SocialCard.objects.select_for_update().get(pk=card.pk)


def _settle(card: SocialCard, at: dt.datetime) -> SocialCard:
    """Writes down a temporary loss that is over, at the moment that it ended."""
    if effective_state(card, at) == CardState(card.state):
        return card
    return _change(
        card,
        CardMove.LAPSE,
        CardState.NORMAL,
        None,
        at=card.loss_ends_at or at,
        actor=None,
        case_number="",
        note="临时挂失到期，自动解挂",
    )


def _made(card: SocialCard, move: str, case_number: str) -> bool:
    """Whether the case made the move already (and it was not reversed since)."""
    if not case_number:
        return False
    last = card.events.filter(case_number=case_number).order_by("-id").first()
    return last is not None and last.move == move


def _before_loss(card: SocialCard) -> CardState:
    """The state that the card had when the present loss was first reported."""
    before = CardState.NORMAL
    for event in reversed(_standing_events(card)):
        if event.move not in _LOSSES:
            break
        before = CardState(event.before)
    # A card that came in as lost, from another system, has no event to say what it was.
    return CardState.NORMAL if before in TABLE[CardMove.UNDO_LOSS].sources else before


def _standing_events(card: SocialCard) -> list[CardEvent]:
    """The card's changes in order, without those that were reversed and their reversals."""
    standing: list[CardEvent] = []
    for event in card.events.order_by("id"):
        if event.move == CardMove.REVERSE:
            standing.pop()
        else:
            standing.append(event)
    return standing


def _change(
    card: SocialCard,
    move: CardMove,
    target: CardState,
    ends: dt.datetime | None,
    *,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
    note: str,
) -> SocialCard:
    """The one writer of a card's state: as it was read, or not at all."""
    before, ended_before = CardState(card.state), card.loss_ends_at
    same = SocialCard.objects.filter(pk=card.pk, version=card.version, state=before)
    if not same.update(state=target, loss_ends_at=ends, version=F("version") + 1):
        raise LedgerRefused("这张卡的状态刚刚被改过。", "请刷新页面，核对最新状态后再办。")
    card.state, card.loss_ends_at, card.version = target, ends, card.version + 1
    CardEvent.objects.create(
        card=card,
        move=move,
        before=before,
        after=target,
        at=at,
        actor=actor,
        note=note.strip()[:120],
        loss_ends_before=ended_before,
        case_number=case_number,
    )
    record(
        actor=actor,
        action=f"card.{move.value}",
        object_type="cards.SocialCard",
        object_id=str(card.pk),
        detail={
            "resident": card.resident_id,
            "before": before.value,
            "after": target.value,
            "case": case_number,
        },
    )
    return card
