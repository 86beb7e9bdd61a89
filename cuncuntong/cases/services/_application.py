"""What is checked of an application before its contents are: point, item, time, draft, repeats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.cases.enums import BlankState, State
from cuncuntong.cases.examine import Examination
from cuncuntong.cases.models import BlankForm, Case, Draft
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import PointState
from cuncuntong.network.models import ServicePoint
from cuncuntong.rules.service_item import Channel, Kind, ServiceItem

# An application that came to nothing does not make the next one a repeat.
_CAME_TO_NOTHING = (State.WITHDRAWN, State.REVERSED, State.REFUSED)


class FilingRefused(Exception):
    """The application can't be taken at all; ``message`` says why and what to do, ``field`` where."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


class Incomplete(Exception):
    """Something is missing or wrong: ``examination`` tells everything at once."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination
        super().__init__(examination.summary())


class RepeatToday(Exception):
    """The person applied for the same item that day; a reason is needed to do it again."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(
            f"该居民当天已申请过同一事项（受理编号{case.number}）。确需再办的，请写明理由后再提交。"
        )


@dataclass(frozen=True)
class Application:
    """One call of file_case, boiled down."""

    caller: Caller
    item: ServiceItem
    resident: Resident
    form: Mapping[str, Any]
    key: str
    point: ServicePoint
    channel: str
    number: str
    accepted_at: dt.datetime
    now: dt.datetime
    draft: Draft | None
    blank_form: BlankForm | None
    repeat_reason: str
    corrects: Case | None

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.accepted_at)


def own_point(caller: Caller, point: ServicePoint | None) -> ServicePoint:
    own = caller.point
    if own is None or (point is not None and point.pk != own.pk):
        raise NotVisible("只能在自己的服务点受理。")
    if own.state == PointState.CLOSED:
        raise FilingRefused("本服务点已停用，不能受理。请到邻近的服务点办理。")
    return own


def known_case(point: ServicePoint, item: ServiceItem, resident: Resident, key: str) -> Case | None:
    case = Case.objects.filter(idempotency_key=key).first()
    if case is None:
        return None
    if case.point_id != point.pk or case.item != item.number or case.resident_id != resident.pk:
        raise FilingRefused("这张表已经提交过，不能再用于别的申请。请从居民页面重新选择事项。")
    return case


def check_item(item: ServiceItem, point: ServicePoint, channel: str) -> None:
    if not item.open:
        raise FilingRefused(f"“{item.name}”还没有开通，请按办事指南到原经办窗口办理。")
    if item.kind == Kind.LOOK_UP or item.effect is None:
        raise FilingRefused(f"“{item.name}”是查询事项，请直接查询，不需要提交申请。")
    if item.demonstration_only and not point.demonstration:
        raise FilingRefused(f"“{item.name}”只在示范服务点办理，请到所在乡镇的示范服务点。")
    # A visit at home uses the counter's flow.
    offered = {str(one) for one in item.channels}
    wanted = Channel.COUNTER if channel == Channel.VISIT else channel
    if channel not in offered and wanted not in offered:
        raise FilingRefused(f"“{item.name}”不能用这种方式办理，请到柜面。")


def true_time(
    given: dt.datetime | None,
    blank_form: BlankForm | None,
    point: ServicePoint,
    item: ServiceItem,
    now: dt.datetime,
) -> dt.datetime:
    """The true time of acceptance; only a numbered blank form may have one in the past."""
    if blank_form is None:
        if given is not None:
            raise FilingRefused("只有补录空白编号表时可以填写受理时间。", "accepted_at")
        return now
    if blank_form.point_id != point.pk or blank_form.item != item.number:
        raise FilingRefused("这张空白表不是本服务点领用的，或不是这个事项的表，请核对编号。", "blank_form")
    if blank_form.state != BlankState.PRINTED:
        raise FilingRefused("这张空白表已经补录或作废，请核对编号。", "blank_form")
    if given is None:
        raise FilingRefused("请填写表上写明的实际受理时间。", "accepted_at")
    if given > now:
        raise FilingRefused("受理时间不能晚于现在，请核对。", "accepted_at")
    # By the minute: nobody writes seconds on a form.
    if given < blank_form.printed_at.replace(second=0, microsecond=0):
        printed = timezone.localtime(blank_form.printed_at)
        raise FilingRefused(
            f"受理时间不能早于空白表的打印时间（{printed:%Y-%m-%d %H:%M}），请核对。", "accepted_at"
        )
    return given


def check_draft(app: Application, resident: Resident) -> None:
    draft = app.draft
    if draft is None:
        return
    same = draft.point_id == app.point.pk and draft.item == app.item.number
    if not same or draft.resident_id != resident.pk or draft.case_id is not None:
        raise NotVisible("草稿与申请不符，请从居民页面重新打开。")


def check_correction(app: Application, resident: Resident) -> None:
    case = app.corrects
    if case is None:
        return
    if case.point_id != app.point.pk or case.resident_id != resident.pk or case.item != app.item.number:
        raise FilingRefused("只能更正本服务点同一居民、同一事项的办件。", "corrects")


def check_repeat(app: Application, resident: Resident) -> None:
    """The same person and item on the same day, at whatever point."""
    if app.repeat_reason or app.corrects is not None:
        return
    start = timezone.make_aware(dt.datetime.combine(app.on, dt.time.min))
    earlier = Case.objects.filter(
        resident=resident,
        item=app.item.number,
        accepted_at__gte=start,
        accepted_at__lt=start + dt.timedelta(days=1),
    ).exclude(state__in=_CAME_TO_NOTHING)
    case = earlier.order_by("-accepted_at").first()
    if case is not None:
        raise RepeatToday(case)
