"""Telling residents and employers what comes up outside a case.

A message goes by SMS where a gateway is set and a telephone is known, by a task after commit, at least
once. Else it waits in the list of the place until somebody of the point tells it and records that.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, Protocol

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cuncuntong.foundation import sms
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.messages.enums import BY_HAND, OPEN, MessageChannel, MessageState, is_topic
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.taken import case_taken
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting
from cuncuntong.network.workdays import calendar


class PlaceLike(Protocol):
    """What says where somebody is told: every placed row does."""

    @property
    def village_code(self) -> str:
        """The village, or "" where there is none."""

    @property
    def township_code(self) -> str:
        """The township, or "" where there is none."""

    @property
    def county_code(self) -> str:
        """The county."""


class Codes(NamedTuple):
    """A place given by its codes."""

    village_code: str = ""
    township_code: str = ""
    county_code: str = ""


def tell(
    *,
    topic: str,
    text: str,
    key: str,
    resident: Resident | None = None,
    recipient_name: str = "",
    telephone: str = "",
    place: PlaceLike | None = None,
    case_number: str = "",
    actor: Account | None = None,
    due_on: dt.date | None = None,
) -> Message:
    """Tells a resident, or somebody else by name and telephone, once for each key.

    ``place`` says whose list it waits in; ``case_number`` is the case that it is about: then it waits at the
    point that took it, and whoever applied for the resident is told. By default it is the resident's own
    village. ``due_on`` says by when it is to be told (by default so many working days as the county sets).
    Called again with the key of a message that is there, it returns that one and does nothing. ValueError
    for what no caller may ask.
    """
    if not is_topic(topic):
        raise ValueError(f"unknown topic {topic}")
    taken = case_taken(case_number)
    if taken is not None and taken.applicant:
        recipient_name, telephone = taken.applicant, taken.telephone
    where, name = place or taken or resident, recipient_name or (resident.name if resident else "")
    if where is None or not name or not text.strip():
        raise ValueError("a message needs somebody, a place and words")
    known = Message.objects.filter(key=key).first()
    if known is not None:
        return known
    made = Message(
        resident=resident,
        recipient_name=name[:80],
        # Told by the names of today: a name that is corrected later makes nobody somebody else.
        for_another=resident is not None and name != resident.name,
        telephone=telephone,
        topic=topic,
        text=text,
        key=key,
        village_code=where.village_code,
        township_code=where.township_code,
        county_code=where.county_code,
        due_on=due_on or usual_due_day(timezone.localdate()),
        made_by=actor,
    )
    if sms.configured() and made.number_to_call:
        made.state, made.channel = MessageState.SENDING, MessageChannel.SMS
    return _keep(made, actor)


def _keep(made: Message, actor: Account | None) -> Message:
    """Writes the message down and sends it, or gives the one that stands under its key."""
    try:
        with transaction.atomic():
            made.save()
            _log(made, "message.made", actor)
            if made.state == MessageState.SENDING:
                enqueue(send_message, message_id=made.pk)
    except IntegrityError:
        # Somebody else told it at this very moment.
        known = Message.objects.filter(key=made.key).first()
        if known is None:
            raise
        return known
    return made


def usual_due_day(on: dt.date) -> dt.date:
    """By when a message of a day is to be told."""
    return calendar().add_workdays(on, setting("service.message_workdays"))


def record_telling(
    *, caller: Caller, message_id: int, channel: str, note: str = "", reached: bool = True
) -> Message:
    """Records that somebody was told by telephone, in person or on paper, and what they said.

    With ``reached=False`` it stays to be told, with ``note`` as why nobody was reached. Telling twice
    records once. Raises Denied, NotVisible, LedgerRefused.
    """
    if channel not in BY_HAND:
        raise LedgerRefused("请选择怎样告知的。", "可以是电话、当面，或纸条交本人。")
    note = note.strip()[:200]
    if not reached and not note:
        raise LedgerRefused("请写明为什么没联系上。", "例如：电话停机、外出打工，过几天再打。")
    message = fetch(caller, Ability.MESSAGE_DELIVER, Message.objects.all(), pk=message_id)
    with transaction.atomic():
        rows = Message.objects.filter(pk=message.pk, state__in=OPEN)
        if reached:
            done = rows.update(
                state=MessageState.TOLD,
                channel=channel,
                told_at=timezone.now(),
                told_by=caller.account,
                outcome=note,
                error="",
                tries=F("tries") + 1,
            )
        else:
            done = rows.update(state=MessageState.FAILED, channel="", error=note, tries=F("tries") + 1)
        if done:
            action = "message.told" if reached else "message.not_reached"
            _log(message, action, caller.account, channel=channel)
    message.refresh_from_db()
    return message


def drop(*, key: str, why: str, actor: Account | None = None) -> bool:
    """Takes back what nobody told yet, as it no longer holds; False where there was nothing to take."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(key=key, state__in=OPEN).first()
        if message is None:
            return False
        Message.objects.filter(pk=message.pk).update(state=MessageState.DROPPED, channel="", error=why[:200])
        _log(message, "message.dropped", actor, why=why[:100])
    return True


def show_telephone(*, caller: Caller, message_id: int, reason: str) -> str:
    """The whole number to call, for a reason that is audited. Raises Denied, NotVisible, LedgerRefused."""
    rows = Message.objects.select_related("resident")
    message = fetch(caller, Ability.MESSAGE_DELIVER, rows, pk=message_id)
    if not reason.strip():
        raise LedgerRefused("请说明为什么要查看完整的电话。", "")
    with transaction.atomic():
        _log(message, "message.telephone_shown", caller.account, reason=reason.strip()[:100])
    return message.number_to_call


def _leave_to_a_person(message_id: int) -> None:
    """After the last try: the point tells it on paper or by word of mouth."""
    _untake(message_id, "短信网关多次没有接收，已停止发送")


def _untake(message_id: int, why: str) -> None:
    Message.objects.filter(pk=message_id, state=MessageState.SENDING).update(
        state=MessageState.WAITING, channel="", error=why[:200]
    )


@background(name="messages.send_message", retries=5, given_up=_leave_to_a_person)
def send_message(message_id: int) -> None:
    """Hands one message to the gateway; a second run of the same message sends nothing."""
    message = Message.objects.select_related("resident").get(pk=message_id)
    if message.state != MessageState.SENDING:
        return
    Message.objects.filter(pk=message_id).update(tries=F("tries") + 1)
    try:
        # The message's own number is the gateway's idempotency key: at least once becomes once.
        receipt = sms.send(telephone=message.number_to_call, text=message.text, key=f"message-{message.pk}")
    except sms.Rejected as error:
        # The number is wrong or barred: trying again can't help, a person must tell it.
        _untake(message_id, str(error))
        return
    with transaction.atomic():
        done = Message.objects.filter(pk=message_id, state=MessageState.SENDING).update(
            state=MessageState.TOLD, gateway_id=receipt, told_at=timezone.now(), error=""
        )
        if done:
            _log(message, "message.told", None, channel=str(MessageChannel.SMS))


def _log(message: Message, action: str, actor: Account | None, **detail: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="message",
        object_id=str(message.pk),
        detail={"topic": message.topic, **detail},
    )
