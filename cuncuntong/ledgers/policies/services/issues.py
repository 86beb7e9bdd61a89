"""Issues of the handbook: the whole of it goes to every point, and each point's clerk acknowledges it."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.policies.book import book_place
from cuncuntong.ledgers.policies.models import (
    EntryVersion,
    HandbookIssue,
    IssueDelivery,
    IssueEntry,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, PointState
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.parameters import current
from cuncuntong.network.workdays import calendar

ACKNOWLEDGE_DAYS = "service.handbook_acknowledge_workdays"


def standing_versions() -> list[EntryVersion]:
    """The newest version of every entry that is in use, in the order of the book."""
    rows = EntryVersion.objects.filter(entry__withdrawn_at__isnull=True, number=F("entry__version"))
    return sorted(rows, key=lambda one: (book_place(one.item), one.order, one.entry_id))


def issue_handbook(*, note: str, actor: Account | None, on: dt.date | None = None) -> HandbookIssue:
    """Sends the handbook as it stands to every point that is not closed.

    Raises LedgerRefused where there is nothing to send, or nothing changed since the last issue.
    """
    day = on or timezone.localdate()
    try:
        with transaction.atomic():
            return _issue(note, actor, day)
    except IntegrityError as error:
        raise LedgerRefused("同一时间有人也发了一期。", "请刷新页面，看看是否已经发出。") from error


def _issue(note: str, actor: Account | None, day: dt.date) -> HandbookIssue:
    versions = standing_versions()
    if not versions:
        raise LedgerRefused("手册里还没有条目，不能发放。", "请先添加问答条目。")
    last = HandbookIssue.objects.select_for_update().first()
    before = dict(last.contents.values_list("version__entry_id", "version_id")) if last is not None else {}
    fresh = [one for one in versions if before.get(one.entry_id) != one.pk]
    dropped = set(before) - {one.entry_id for one in versions}
    if last is not None and not fresh and not dropped:
        raise LedgerRefused(f"自{last}以来没有改动，不用再发。", "有新增、修改或撤下的条目后再发放。")
    serial = HandbookIssue.objects.filter(year=day.year).aggregate(last=Max("serial"))["last"] or 0
    issue = HandbookIssue.objects.create(
        year=day.year,
        serial=serial + 1,
        note=note.strip()[:200],
        issued_on=day,
        due_on=calendar().add_workdays(day, current().integer(ACKNOWLEDGE_DAYS, day)),
        issued_by=actor,
        added=sum(1 for one in fresh if one.entry_id not in before),
        changed=sum(1 for one in fresh if one.entry_id in before),
        dropped=len(dropped),
    )
    isnew = {one.pk for one in fresh}
    IssueEntry.objects.bulk_create(
        (IssueEntry(issue=issue, version=one, fresh=one.pk in isnew) for one in versions), batch_size=500
    )
    sent = _deliver(issue)
    _record(issue, "handbook.issued", actor, {"entries": len(versions), "points": sent})
    return issue


def send_to_missing(*, issue_id: int, actor: Account | None) -> int:
    """Sends an issue to the points that opened since; tells how many."""
    with transaction.atomic():
        issue = HandbookIssue.objects.select_for_update().get(pk=issue_id)
        sent = _deliver(issue)
        if sent:
            _record(issue, "handbook.sent_again", actor, {"points": sent})
    return sent


def _deliver(issue: HandbookIssue) -> int:
    points = ServicePoint.objects.exclude(state=PointState.CLOSED).exclude(
        pk__in=IssueDelivery.objects.filter(issue=issue).values("point_id")
    )
    made = [
        IssueDelivery(
            issue=issue,
            point=point,
            village_code=point.village_code,
            township_code=point.township_code,
            county_code=point.county_code,
        )
        for point in points
    ]
    IssueDelivery.objects.bulk_create(made, batch_size=500)
    return len(made)


def acknowledge(*, caller: Caller, issue_id: int) -> IssueDelivery:
    """The clerk's own point has received the issue. The first acknowledgement stays.

    Raises Denied, or NotVisible where the issue was not sent to the caller's point.
    """
    caller.need(Ability.LIBRARY_READ)
    point = caller.point
    with transaction.atomic():
        rows = IssueDelivery.objects.select_related("issue", "point").select_for_update(of=("self",))
        delivery = rows.filter(issue_id=issue_id, point=point).first() if point else None
        if delivery is None:
            raise NotVisible("没有找到发给您所在服务点的这一期手册。")
        if delivery.acknowledged_at is None:
            delivery.acknowledged_at = timezone.now()
            delivery.acknowledged_by = caller.account
            delivery.save(update_fields=["acknowledged_at", "acknowledged_by"])
            _record(delivery.issue, "handbook.acknowledged", caller.account, {"point": delivery.point.code})
    return delivery


def _record(issue: HandbookIssue, action: str, actor: Account | None, detail: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        object_type="policies.HandbookIssue",
        object_id=issue.pk,
        detail={"issue": str(issue), **detail},
    )
