"""Taking the fetched card ledger in: what nobody changed here follows it, what was changed here is compared.

A card whose last change was made here is left as it is. Where the province should know that change by now
(its data are of a later day, and nothing waits for an answer) and still says otherwise, the card differs
(SocialCard.differs_since) until somebody decides. A card that is made while another is in use is its
successor; enabled elsewhere it takes its place if the former is lost or being replaced, else it differs too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.hooks import Taken
from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.feed.rows import CardRow, Row, by_number, read
from cuncuntong.ledgers.cards.making import SUCCEEDED
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services.handing import open_above
from cuncuntong.ledgers.cards.transitions import effective_state
from cuncuntong.ledgers.residents.lookups import residents_with_ids

SOURCE = "省集中系统社保卡台账"
_ABOVE = (
    "state", "making", "bank", "issued_on", "issued_in", "loss_ends_at", "replacement_requested",
    "successor", "above_state", "above_making", "as_of", "differs_since", "version",
)  # fmt: skip
_UNLIKE_US = (CardState.SEALED, CardState.CANCELLED)


@dataclass
class _Chunk:
    """What a chunk is taken into: the holders' cards, their last changes, and what is to be written."""

    as_of: dt.date
    now: dt.datetime
    cards: dict[int, list[SocialCard]]
    last: dict[int, CardEvent]
    waiting: set[int]
    fresh: list[SocialCard] = field(default_factory=list)
    touched: dict[int, SocialCard] = field(default_factory=dict)
    renewed: list[int] = field(default_factory=list)
    cancelled: dict[int, SocialCard] = field(default_factory=dict)
    events: list[CardEvent] = field(default_factory=list)
    changed: int = 0
    same: int = 0

    def in_use(self, holder: int) -> SocialCard | None:
        """The holder's card in use, as the chunk has it by now."""
        return self._one(holder, successor=False)

    def successor(self, holder: int) -> SocialCard | None:
        """The holder's card that is to succeed it."""
        return self._one(holder, successor=True)

    def _one(self, holder: int, *, successor: bool) -> SocialCard | None:
        return next(
            (
                one
                for one in self.cards.get(holder, ())
                if one.state != CardState.CANCELLED and one.successor == successor
            ),
            None,
        )

    def move(self, card: SocialCard, move: CardMove, state: CardState, making: MakingState) -> None:
        """Changes a card that stands in the ledger, with its line in the history."""
        self.events.append(
            CardEvent(
                card=card,
                move=move,
                before=card.state,
                after=state,
                at=self.now,
                note=f"{SOURCE}，数据截至{self.as_of}",
                loss_ends_before=card.loss_ends_at,
                making_before=card.making,
                making_after=making,
            )
        )
        card.state, card.making = state, making
        card.version += 1
        if state == CardState.CANCELLED:
            self.cancelled[card.pk] = card
        self.touched[card.pk] = card


def take(rows: Sequence[Row], as_of: dt.date) -> Taken:
    """Writes a chunk that was checked; the same again changes nothing."""
    parsed = [read(row) for row in rows]
    people = residents_with_ids(one.id_number for one in parsed)
    known = {one.number: people[one.id_number].pk for one in parsed}
    chunk = _chunk(set(known.values()), as_of)
    numbers = _kept(chunk, known)
    for one in parsed:
        if one.number in numbers:
            _compare(chunk, numbers[one.number], one)
    for one in parsed:
        if one.number not in numbers:
            _add(chunk, known[one.number], one)
    _write(chunk)
    return Taken(new=len(chunk.fresh), changed=chunk.changed, same=chunk.same)


def _chunk(holders: set[int], as_of: dt.date) -> _Chunk:
    rows = SocialCard.objects.select_for_update().filter(resident__in=holders).order_by("pk")
    cards: dict[int, list[SocialCard]] = {}
    for card in rows:
        cards.setdefault(card.resident_id, []).append(card)
    keys = [card.pk for some in cards.values() for card in some]
    last = {event.card_id: event for event in CardEvent.objects.filter(card__in=keys).order_by("id")}
    return _Chunk(as_of, timezone.now(), cards, last, open_above(keys))


def _kept(chunk: _Chunk, known: dict[str, int]) -> dict[str, SocialCard]:
    """The cards that the ledger has already, by number."""
    indexes = by_number(list(known))
    return {
        indexes[card.number_index]: card
        for cards in chunk.cards.values()
        for card in cards
        if card.number_index in indexes
    }


def _compare(chunk: _Chunk, card: SocialCard, one: CardRow) -> None:
    """One card that is known."""
    if card.as_of is not None and card.as_of > chunk.as_of:
        chunk.same += 1  # what is known is newer
        return
    before = [getattr(card, name) for name in _ABOVE if name not in ("as_of", "version")]
    card.above_state, card.above_making = one.state, one.making
    card.as_of = chunk.as_of
    card.bank, card.issued_on = one.bank or card.bank, one.issued_on or card.issued_on
    card.issued_in = one.issued_in
    if one.state == effective_state(card, chunk.now):
        card.differs_since = None
        _follow_making(chunk, card, one)
    elif _ours_is_newer(chunk, card):
        card.differs_since = None
    elif _made_here(chunk, card):
        card.differs_since = card.differs_since or chunk.as_of
    else:
        _adopt(chunk, card, one)
    after = [getattr(card, name) for name in _ABOVE if name not in ("as_of", "version")]
    if before == after:
        chunk.same += 1
        chunk.renewed.append(card.pk)
    else:
        chunk.changed += 1
        chunk.touched[card.pk] = card


def _made_here(chunk: _Chunk, card: SocialCard) -> bool:
    last = chunk.last.get(card.pk)
    return last is not None and last.move != CardMove.FROM_ABOVE


def _ours_is_newer(chunk: _Chunk, card: SocialCard) -> bool:
    """Whether the province could not know yet what was done here last."""
    last = chunk.last.get(card.pk)
    if last is None or last.move == CardMove.FROM_ABOVE:
        return False
    waits = any(one.pk in chunk.waiting for one in chunk.cards[card.resident_id])
    return waits or timezone.localdate(last.at) >= chunk.as_of


def _follow_making(chunk: _Chunk, card: SocialCard, one: CardRow) -> None:
    if card.making != one.making:
        if not _ours_is_newer(chunk, card):
            chunk.move(card, CardMove.FROM_ABOVE, CardState(card.state), one.making)
        else:
            return
    card.replacement_requested = one.making == MakingState.REPLACING


def _adopt(chunk: _Chunk, card: SocialCard, one: CardRow) -> None:
    """The card as the province has it; a successor enabled elsewhere takes the place of the card in use."""
    if card.successor and one.state not in _UNLIKE_US:
        former = chunk.in_use(card.resident_id)
        if former is not None and not _gives_way(former):
            card.differs_since = card.differs_since or chunk.as_of
            return
        _succeed(chunk, former, card)
    if one.state != CardState.CANCELLED and card.state == CardState.CANCELLED:
        other = chunk.in_use(card.resident_id)
        if other is not None:
            card.differs_since = card.differs_since or chunk.as_of
            return
    chunk.move(card, CardMove.FROM_ABOVE, one.state, one.making)
    card.loss_ends_at = one.loss_ends_at
    card.replacement_requested = one.making == MakingState.REPLACING
    card.differs_since = None
    if one.state == CardState.CANCELLED and not card.successor:
        _promote(chunk, card.resident_id)


def _gives_way(card: SocialCard) -> bool:
    return card.state == CardState.FORMAL_LOSS or card.making in SUCCEEDED or card.replacement_requested


def _succeed(chunk: _Chunk, former: SocialCard | None, card: SocialCard) -> None:
    card.successor = False
    if former is not None:
        chunk.move(former, CardMove.REPLACED, CardState.CANCELLED, MakingState(former.making))


def _promote(chunk: _Chunk, holder: int) -> None:
    """The card in use is cancelled: its successor stands alone, as far as the province says."""
    heir = chunk.successor(holder)
    if heir is None:
        return
    heir.successor = False
    chunk.touched[heir.pk] = heir
    if heir.above_state and heir.above_state != heir.state:
        making = MakingState(heir.above_making or heir.making)
        chunk.move(heir, CardMove.FROM_ABOVE, CardState(heir.above_state), making)
    heir.differs_since = None


def _add(chunk: _Chunk, holder: int, one: CardRow) -> None:
    """One card that the ledger does not have."""
    card = SocialCard(
        resident_id=holder,
        number=one.number,
        bank=one.bank,
        state=one.state,
        making=one.making,
        issued_on=one.issued_on,
        issued_in=one.issued_in,
        loss_ends_at=one.loss_ends_at,
        replacement_requested=one.making == MakingState.REPLACING,
        above_state=one.state,
        above_making=one.making,
        as_of=chunk.as_of,
    )
    former = chunk.in_use(holder)
    if one.state != CardState.CANCELLED and former is not None:
        _beside(chunk, former, card)
    chunk.cards.setdefault(holder, []).append(card)
    chunk.fresh.append(card)


def _beside(chunk: _Chunk, former: SocialCard, card: SocialCard) -> None:
    """A second card of somebody: it is being made, or was enabled elsewhere."""
    waiting = chunk.successor(card.resident_id)
    if waiting is not None and waiting.pk:
        # A third one: what was being made before came to nothing.
        chunk.move(waiting, CardMove.FROM_ABOVE, CardState.CANCELLED, MakingState(waiting.making))
    elif waiting is not None:
        waiting.state = CardState.CANCELLED
    if card.state not in _UNLIKE_US and former.pk and _gives_way(former):
        _succeed(chunk, former, card)
        return
    card.successor = True
    if card.state not in _UNLIKE_US:
        card.state, card.loss_ends_at = CardState.SEALED, None
        card.differs_since = chunk.as_of


def _write(chunk: _Chunk) -> None:
    """Cancelled cards first: only then may others be in use."""
    _update(chunk.cancelled.values())
    _update(card for key, card in chunk.touched.items() if key not in chunk.cancelled)
    SocialCard.objects.filter(pk__in=chunk.renewed).update(as_of=chunk.as_of)
    SocialCard.objects.bulk_create(chunk.fresh, batch_size=500)
    CardEvent.objects.bulk_create(chunk.events, batch_size=500)
    if chunk.events or chunk.fresh:
        record(
            actor=None,
            action="card.fetched",
            object_type="cards.SocialCard",
            object_id="",
            detail={"as_of": str(chunk.as_of), "count": len(chunk.fresh), "changed": len(chunk.events)},
        )


def _update(cards: Iterable[SocialCard]) -> None:
    rows = list(cards)
    if rows:
        SocialCard.objects.bulk_update(rows, _ABOVE, batch_size=200)
