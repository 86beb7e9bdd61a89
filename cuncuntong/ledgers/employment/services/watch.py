"""The nightly run over registrations: warns who was not in contact, ends what can run no more.

Each row is a transaction of its own, found by its state: the run may stop anywhere and begin again, and
running twice does nothing more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Max, Model, Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.employment.enums import EndReason, HardshipState, UnemploymentState
from cuncuntong.ledgers.employment.models import Hardship, Unemployment
from cuncuntong.ledgers.employment.services import hardship as hardships
from cuncuntong.ledgers.employment.services import unemployment as registrations
from cuncuntong.ledgers.messages.enums import MessageState, register_topic
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import drop, tell
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import setting

log = logging.getLogger("cuncuntong.employment")
WARNING = register_topic("employment.contact_due", "失业登记请联系")
ENDED = register_topic("employment.unemployment_ended", "失业登记已注销")
_BATCH = 200
M = TypeVar("M", bound=Model)


@periodic("employment.watch", at="02:20")
def watch_now() -> str:
    """The scheduled run for today."""
    return watch(timezone.localdate())


def watch(today: dt.date) -> str:
    """Everything of a day; gives the numbers in words."""
    _take_over_contacts(today)
    ended = sum(_end_all(rows, reason, today) for rows, reason in _over(today))
    warned = _each(_to_warn(today), lambda row: _warn(row, today))
    silent = _each(_silent(today), lambda row: _end_silent(row, today))
    left = _each(_lapsed(today), lambda row: _end_hardship(row, today))
    return f"提醒{warned}人，注销{ended + silent}人（未联系{silent}人），就业困难认定到期{left}人"


def _active() -> QuerySet[Unemployment]:
    return Unemployment.objects.filter(state=UnemploymentState.ACTIVE)


def _take_over_contacts(today: dt.date) -> None:
    """Whoever spoke with us about looking for work has been in contact too."""
    latest = Max("resident__job_seekings__last_contact_on")
    rows = _active().annotate(latest=latest).filter(latest__gt=F("last_contact_on"), latest__lte=today)
    for row in rows.order_by("pk").iterator(_BATCH):
        try:
            registrations.take_over_contact(unemployment=row, spoken=row.latest, on=today)
        except LedgerRefused:
            log.info("row %s is left as it is", row.pk)


def _over(today: dt.date) -> Iterator[tuple[QuerySet[Unemployment], EndReason]]:
    """What can run no more, whatever the contact."""
    drawing = Entitlement.objects.filter(state=EntitlementState.RUNNING, starts_on__lte=today)
    yield _active().filter(resident__standing=Standing.DECEASED), EndReason.DEATH
    yield _active().filter(resident__standing=Standing.MOVED_OUT), EndReason.MOVED
    yield _active().filter(resident__in=drawing.values("resident_id")), EndReason.PENSION
    yield _active().filter(retires_on__lte=today), EndReason.RETIREMENT


def _to_warn(today: dt.date) -> QuerySet[Unemployment]:
    until = today + dt.timedelta(days=setting("service.unemployment_warning_days"))
    return _active().filter(contact_due_on__lte=until, warned_on__isnull=True)


def _silent(today: dt.date) -> QuerySet[Unemployment]:
    return _active().filter(contact_due_on__lt=today, warned_on__lte=today - _grace())


def _grace() -> dt.timedelta:
    return dt.timedelta(days=setting("service.unemployment_grace_days"))


def _lapsed(today: dt.date) -> QuerySet[Hardship]:
    dead = Q(resident__standing=Standing.DECEASED)
    return Hardship.objects.filter(Q(ends_on__lt=today) | dead, state=HardshipState.ACTIVE)


def _each(rows: QuerySet[M], act: Callable[[M], None]) -> int:
    """Acts on every row, in batches by key; one that meanwhile changed is left as it is."""
    count, last = 0, 0
    while batch := list(rows.filter(pk__gt=last).select_related("resident").order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        for row in batch:
            try:
                with transaction.atomic():
                    act(row)
            except LedgerRefused:
                log.info("row %s is left as it is", row.pk)
            else:
                count += 1
    return count


def _end_all(rows: QuerySet[Unemployment], reason: EndReason, today: dt.date) -> int:
    return _each(rows, lambda row: _end(row, reason, today))


def _warn(row: Unemployment, today: dt.date) -> None:
    registrations.warn(unemployment=row, on=today)
    due = row.contact_due_on
    tell(
        topic=WARNING,
        text=(
            f"{row.resident.name}：您办理的失业登记需要保持联系。请在{_day(max(due, today))}前到村（社区）"
            "服务点说一下求职情况，或打电话告诉我们；长时间没有联系的，失业登记将按规定注销。"
        ),
        key=_warning_key(row),
        resident=row.resident,
    )


def _warning_key(row: Unemployment) -> str:
    return f"unemployment:{row.pk}:warn:{row.last_contact_on.isoformat()}"


def _end(row: Unemployment, reason: EndReason, today: dt.date) -> None:
    registrations.end(unemployment=row, reason=reason, on=today, actor=None)
    drop(key=_warning_key(row), why="失业登记已注销")
    if reason == EndReason.DEATH:
        return
    tell(
        topic=ENDED,
        text=(
            f"{row.resident.name}：您的失业登记已于{_day(today)}注销，原因是{reason.label}。"
            "情况有变、仍需要就业服务的，可以带身份证到服务点重新登记。"
        ),
        key=f"unemployment:{row.pk}:ended",
        resident=row.resident,
    )


def _end_silent(row: Unemployment, today: dt.date) -> None:
    """Ends who stayed silent after being told: a warning that nobody passed on warned nobody."""
    warning = Message.objects.filter(key=_warning_key(row), state=MessageState.TOLD).first()
    told_on = warning and warning.told_at and timezone.localdate(warning.told_at)
    if not told_on or told_on > today - _grace():
        raise LedgerRefused("提醒还没有告知本人，或告知后还没有到期。", "请先在待告知里告知本人。")
    _end(row, EndReason.NO_CONTACT, today)


def _end_hardship(row: Hardship, today: dt.date) -> None:
    dead = row.resident.standing == Standing.DECEASED
    hardships.end(hardship=row, why="死亡" if dead else "有效期满", on=today, actor=None)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
