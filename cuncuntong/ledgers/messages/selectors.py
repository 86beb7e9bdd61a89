"""Reads of messages: a place's list, how many are late where, and how often somebody was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BooleanField, Count, F, Func, Min, Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.messages.enums import OPEN, MessageState
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level

# Written out and not bound: SQLite takes a partial index (message_village_open and its like) only where
# the query shows, before values are bound, that the index's condition holds.
_OPEN_STATES = ", ".join(f"'{one.value}'" for one in OPEN)
IS_OPEN = Q(Func(F("state"), template=f"%(expressions)s IN ({_OPEN_STATES})", output_field=BooleanField()))


@dataclass(frozen=True)
class Late:
    """A place's messages that nobody told in time."""

    township_code: str
    village_code: str
    open: int
    late: int
    oldest: dt.date | None


def of_place(caller: Caller, *, below: bool = False) -> QuerySet[Message]:
    """The messages that it is the caller's to tell.

    Those of the own place: a village's point tells the village's, a township's point those without a
    village, the county those without a township. ``below`` adds the places under it, to help out.
    """
    rows = caller.limit(Ability.MESSAGE_DELIVER, Message.objects.all())
    if below:
        return rows
    own = Q()
    for grant in caller.with_ability(Ability.MESSAGE_DELIVER):
        if grant.level == Level.VILLAGE:
            own |= Q(village_code=grant.code)
        elif grant.level == Level.TOWNSHIP:
            own |= Q(township_code=grant.code, village_code="")
        else:
            own |= Q(township_code="", village_code="")
    return rows.filter(own)


def late_by_place(caller: Caller, ability: str) -> list[Late]:
    """The places of the area with open messages, those with the most late ones first."""
    rows = caller.limit(ability, Message.objects.filter(IS_OPEN)).values("township_code", "village_code")
    found = rows.annotate(
        open=Count("pk"), late=Count("pk", filter=_late()), oldest=Min("due_on", filter=_late())
    )
    return sorted((Late(**row) for row in found), key=lambda one: (-one.late, -one.open, one.village_code))


def _late() -> Q:
    return Q(due_on__lt=timezone.localdate())


def open_of(resident: Resident) -> QuerySet[Message]:
    """What a resident still has to be told, the most urgent first."""
    return Message.objects.filter(IS_OPEN, resident=resident).order_by("due_on", "pk")


def told_this_week(resident: Resident, topic: str) -> int:
    """How many messages on a topic the resident got since Monday; what was taken back doesn't count."""
    return told_this_week_of([resident.pk], topic).get(resident.pk, 0)


def told_this_week_of(residents: Collection[int], topic: str) -> dict[int, int]:
    """The same for many residents in one question, by key; who got none is left out."""
    rows = Message.objects.filter(resident__in=residents, topic=topic, made_at__gte=_monday())
    counts = rows.exclude(state=MessageState.DROPPED).values_list("resident").annotate(n=Count("pk"))
    return dict(counts)


def _monday() -> dt.datetime:
    today = timezone.localdate()
    first = today - dt.timedelta(days=today.weekday())
    return timezone.make_aware(dt.datetime.combine(first, dt.time.min))
