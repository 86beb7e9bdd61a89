"""Results on their way back: the point's inbox, and a notice for the resident.

A notice goes by SMS where a gateway is set; else it waits until somebody of the point prints it or
reads it out, and records that. Sending happens after commit, from the task table, at least once.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, Move, NoticeChannel, NoticeState, State
from cuncuntong.cases.forms import applicant_of
from cuncuntong.cases.models import Case, InboxItem, Notice
from cuncuntong.cases.papers.words import notice_text
from cuncuntong.cases.selectors.above import afterwards_of, words_to_tell
from cuncuntong.foundation import sms
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account


def announce(case: Case, kind: str, *, result_message: str = "") -> Notice:
    """Puts a result into the point's inbox and makes the resident's notice, in the transaction.

    The SMS, where a gateway is set and a telephone is known, is sent by a task after commit.
    """
    InboxItem.objects.create(point_id=case.point_id, case=case, kind=kind)
    overtake(case, "已有更新的结果")
    # Somebody else who applied is told by a person: the resident's telephone may be that of the dead.
    by_sms = sms.configured() and bool(case.resident.telephone) and not applicant_of(case)
    notice = Notice.objects.create(
        case=case,
        kind=kind,
        text=notice_text(case, kind, result_message),
        channel=NoticeChannel.SMS if by_sms else "",
        state=NoticeState.SENDING if by_sms else NoticeState.PENDING,
    )
    if by_sms:
        enqueue(send_notice, notice_id=notice.pk)
    return notice


def overtake(case: Case, why: str) -> None:
    """Drops what nobody told yet of a case, waiting messages included: it no longer holds.

    A message that the gateway is taking at this moment may still arrive; it no longer counts as the
    telling of a later result.
    """
    untold = Notice.objects.filter(case=case, state__in=[NoticeState.PENDING, NoticeState.SENDING])
    untold.update(state=NoticeState.FAILED, error=why[:200])


def _leave_to_a_person(notice_id: int) -> None:
    """After the last try: the point tells the resident on paper or by word of mouth."""
    _untake(notice_id, "短信网关多次没有接收，已停止发送")


def _untake(notice_id: int, why: str) -> None:
    Notice.objects.filter(pk=notice_id, state=NoticeState.SENDING).update(
        state=NoticeState.PENDING, channel="", error=why[:200]
    )


@background(name="cases.send_notice", retries=5, given_up=_leave_to_a_person)
def send_notice(notice_id: int) -> None:
    """Hands one notice to the gateway; a second run of the same notice sends nothing."""
    notice = Notice.objects.select_related("case__resident").get(pk=notice_id)
    if notice.state != NoticeState.SENDING:
        return
    text = words_to_tell(notice, afterwards_of(notice.case))
    Notice.objects.filter(pk=notice_id).update(tries=notice.tries + 1, text=text)
    try:
        # The notice's own number is the gateway's idempotency key: at least once becomes once.
        receipt = sms.send(telephone=notice.case.resident.telephone, text=text, key=f"notice-{notice.pk}")
    except sms.Rejected as error:
        # The number is wrong or barred: trying again can't help, a person must tell the resident.
        _untake(notice_id, str(error))
        return
    with transaction.atomic():
        done = Notice.objects.filter(pk=notice_id, state=NoticeState.SENDING).update(
            state=NoticeState.DELIVERED, gateway_id=receipt, delivered_at=timezone.now()
        )
        if done:
            _after_delivery(notice.case, actor=None, channel=NoticeChannel.SMS)


def deliver(*, caller: Caller, notice_id: int, channel: str) -> Notice:
    """Records that the resident was told on paper or by word of mouth; telling twice records once.

    Raises Denied, NotVisible, or ValueError for a channel that a person can't use.
    """
    if channel not in {NoticeChannel.PRINT, NoticeChannel.READ_OUT}:
        raise ValueError("notice is delivered on paper or read out")
    notice = fetch(
        caller,
        Ability.NOTICE_DELIVER,
        Notice.objects.select_related("case__resident"),
        prefix="case__",
        pk=notice_id,
    )
    with transaction.atomic():
        done = Notice.objects.filter(
            pk=notice.pk, state__in=[NoticeState.PENDING, NoticeState.SENDING]
        ).update(
            state=NoticeState.DELIVERED,
            channel=channel,
            delivered_at=timezone.now(),
            delivered_by=caller.account,
            # What is recorded as told is what the screen and the paper said.
            text=words_to_tell(notice, afterwards_of(notice.case)),
        )
        if done:
            _after_delivery(notice.case, actor=caller.account, channel=channel)
    notice.refresh_from_db()
    return notice


def _after_delivery(case: Case, *, actor: Account | None, channel: str) -> None:
    from cuncuntong.cases.services.transitions import advance

    record(
        actor=actor,
        action="notice.delivered",
        object_type="case",
        object_id=case.number,
        detail={"channel": str(channel)},
    )
    case.refresh_from_db()
    if case.state == State.APPLIED:
        label = NoticeChannel(channel).label
        advance(case, Move.FEED_BACK, actor=actor, note=f"已{label}")
    elif case.fed_back_at is None and case.state in {State.REFUSED, State.REVERSED}:
        Case.objects.filter(pk=case.pk).update(fed_back_at=timezone.now())


def mark_read(*, caller: Caller, case: Case) -> int:
    """Takes a case's results out of the point's inbox once somebody of the point opened it."""
    if caller.point is None or caller.point.pk != case.point_id:
        return 0
    return InboxItem.objects.filter(case=case, read_at__isnull=True).update(
        read_at=timezone.now(), read_by=caller.account
    )


__all__ = ["InboxKind", "announce", "deliver", "mark_read", "overtake", "send_notice"]
