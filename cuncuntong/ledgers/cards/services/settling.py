"""Decisions about what the province's ledger says otherwise, and about what it refused."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import hand_over
from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services.handing import CORRECT
from cuncuntong.ledgers.cards.services.moving import change, locked, settle
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line

DECIDE = Ability.CASE_REVIEW


def settle_difference(*, caller: Caller, card: SocialCard, accept: bool, reason: str) -> SocialCard:
    """Takes the province's state over, or keeps ours and hands it up as a correction.

    Raises Denied, NotVisible, LedgerRefused without a reason or where nothing differs any more.
    """
    reason = _reason(reason)
    at = timezone.now()
    with transaction.atomic():
        card = _decided(caller, card)
        if card.differs_since is None or not card.above_state:
            raise LedgerRefused("这张卡现在与上级台账一致。", "请刷新页面。")
        card = settle(card, at)
        if accept:
            _take_over(card, caller, reason)
        else:
            _keep(card, caller, reason)
        SocialCard.objects.filter(pk=card.pk).update(differs_since=None)
        card.differs_since = None
        _log(caller, card, "taken_over" if accept else "kept", reason)
    return card


def _take_over(card: SocialCard, caller: Caller, reason: str) -> None:
    target = CardState(card.above_state)
    making = MakingState(card.above_making) if card.above_making else None
    was_successor = card.successor
    rows = SocialCard.objects.filter(resident=card.resident_id, successor=False)
    former = rows.exclude(state=CardState.CANCELLED).first()
    if card.state == CardState.CANCELLED and former is not None and target != CardState.CANCELLED:
        raise LedgerRefused(
            "这位居民另有一张在用的卡，不能恢复这一张。", "请先核实用哪一张；要保持现状的，选“以本地为准”。"
        )
    if was_successor and target not in (CardState.SEALED, CardState.CANCELLED):
        if former:
            change(
                locked(former),
                CardMove.REPLACED,
                CardState.CANCELLED,
                at=timezone.now(),
                actor=caller.account,
                note=reason,
            )
        was_successor = False
    change(
        card,
        CardMove.FROM_ABOVE,
        target,
        at=timezone.now(),
        actor=caller.account,
        note=reason,
        making=making,
        successor=was_successor,
    )


def _keep(card: SocialCard, caller: Caller, reason: str) -> None:
    hand_over(
        key=f"{CORRECT}:{card.pk}:{card.as_of}",
        kind=CORRECT,
        payload={
            "card": str(card.number),
            "id_number": str(card.resident.id_number),
            "name": card.resident.name,
            "state": card.state,
            "making": card.making,
            "above_state": card.above_state,
            "as_of": str(card.as_of or ""),
            "note": reason,
        },
        resident=card.resident,
        actor=caller.account,
        at=timezone.now(),
    )


def note_looked(*, caller: Caller, event: CardEvent, note: str) -> CardEvent:
    """Notes what was done about a change that the province refused.

    Raises Denied, NotVisible, LedgerRefused without a note or where somebody noted it before.
    """
    note = _reason(note)
    with transaction.atomic():
        card = _decided(caller, event.card)
        row = CardEvent.objects.select_for_update().get(pk=event.pk)
        if not row.look or row.looked_at:
            raise LedgerRefused("这一条已经核对过。", "请刷新页面。")
        row.looked_at, row.looked_by, row.looked_note = timezone.now(), caller.account, note[:200]
        row.save(update_fields=["looked_at", "looked_by", "looked_note"])
        _log(caller, card, "looked", note)
    return row


def _decided(caller: Caller, card: SocialCard) -> SocialCard:
    """The card, locked, where the caller may decide about it."""
    caller.need(DECIDE, Line.CARD)
    inside = caller.limit(DECIDE, Resident.objects.all(), line=Line.CARD)
    if not inside.filter(pk=card.resident_id).exists():
        raise NotVisible("没有找到这张社保卡，或它不在您的服务范围内。")
    return locked(card)


def _reason(words: str) -> str:
    if not words.strip():
        raise LedgerRefused("请写明核对的结果。", "例如：已电话核实，省系统状态是对的。")
    return words.strip()


def _log(caller: Caller, card: SocialCard, move: str, note: str) -> None:
    record(
        actor=caller.account,
        action=f"card.{move}",
        object_type="cards.SocialCard",
        object_id=str(card.pk),
        detail={"resident": card.resident_id, "state": card.state, "note": note[:100]},
    )
