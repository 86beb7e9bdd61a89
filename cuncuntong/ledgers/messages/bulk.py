"""Telling very many at once, as a nightly run does: in the caller's transaction, with one audit entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation import sms
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.messages.enums import MessageChannel, MessageState, is_topic
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import Codes, send_message, usual_due_day


@dataclass(frozen=True)
class Order:
    """One resident to tell: ``reachable`` says whether a telephone is known."""

    resident: int
    name: str
    reachable: bool
    text: str
    key: str
    place: Codes


def tell_many(*, topic: str, orders: Sequence[Order], due_on: dt.date | None = None) -> int:
    """Tells each once for its key, as ``tell`` does; gives how many were new. ``due_on`` as in ``tell``.

    Raises IntegrityError where somebody else told one of them at this very moment: nothing is told then,
    and the caller's batch is to be tried again.
    """
    if not is_topic(topic):
        raise ValueError(f"unknown topic {topic}")
    due, by_sms = due_on or usual_due_day(timezone.localdate()), sms.configured()
    known = set(Message.objects.filter(key__in=[one.key for one in orders]).values_list("key", flat=True))
    rows = [
        Message(
            resident_id=one.resident,
            recipient_name=one.name[:80],
            topic=topic,
            text=one.text,
            key=one.key,
            village_code=one.place.village_code,
            township_code=one.place.township_code,
            county_code=one.place.county_code,
            state=MessageState.SENDING if by_sms and one.reachable else MessageState.WAITING,
            channel=MessageChannel.SMS if by_sms and one.reachable else "",
            due_on=due,
        )
        for one in orders
        if one.key not in known
    ]
    if not rows:
        return 0
    with transaction.atomic():
        made = Message.objects.bulk_create(rows, batch_size=500)
        record(
            actor=None,
            action="message.made_many",
            object_type="message",
            object_id=str(made[0].pk),
            detail={"topic": topic, "count": len(made), "last": made[-1].pk},
        )
        for message in made:
            if message.state == MessageState.SENDING:
                enqueue(send_message, message_id=message.pk)
    return len(made)
