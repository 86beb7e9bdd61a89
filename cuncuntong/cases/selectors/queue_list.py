"""The queues themselves: who may see them, which rows, in which order, which columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, Q

from cuncuntong.cases import clock
from cuncuntong.cases.enums import State
from cuncuntong.cases.selectors.above import is_refused_above
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting


def _stated(condition: str) -> Q:
    """A condition on the state, written out and not bound: SQLite takes a partial index (case_queue,
    case_returned) only where the query shows, before values are bound, that its condition holds."""
    return Q(Func(F("state"), template=f"%(expressions)s {condition}", output_field=BooleanField()))


IS_OPEN = _stated(f"IN ('{State.ACCEPTED.value}', '{State.UNDER_REVIEW.value}')")
IS_RETURNED = _stated(f"= '{State.RETURNED.value}'")


@dataclass(frozen=True)
class Queue:
    """One queue. ``where`` narrows the caller's cases; ``order`` ends in a unique column.

    ``columns`` are the keys that the screen shows, the status last; ``empty`` are its words without
    rows. ``of_point`` queues belong to a point and are empty for whoever has none.
    """

    name: str
    title: str
    ability: str
    where: Callable[[Caller, dt.date], Q]
    order: tuple[str, ...]
    columns: tuple[str, ...]
    empty: str
    of_point: bool = False


def _waiting(_: Caller, __: dt.date) -> Q:
    return IS_OPEN


def _overdue(_: Caller, today: dt.date) -> Q:
    return IS_OPEN & Q(due_on__lt=today)


def _soon(_: Caller, today: dt.date) -> Q:
    return IS_OPEN & Q(due_on__gte=today, due_on__lte=soon_until(today))


def _mine(caller: Caller, _: dt.date) -> Q:
    # Under review by me, or sent back to me after supplementing.
    return IS_OPEN & Q(claimed_by=caller.account)


def _returned(_: Caller, __: dt.date) -> Q:
    return IS_RETURNED


def _decided(caller: Caller, _: dt.date) -> Q:
    return Q(decided_by=caller.account)


def to_tell(_: Caller, __: dt.date) -> Q:
    """Results that the resident has not been told yet."""
    return Q(state=State.APPLIED) | Q(state__in=[State.REFUSED, State.REVERSED], fed_back_at__isnull=True)


def _refused_above(_: Caller, __: dt.date) -> Q:
    return is_refused_above()


def _all(_: Caller, __: dt.date) -> Q:
    return Q()


def soon_until(today: dt.date) -> dt.date:
    """The last due day that counts as due soon."""
    return clock.calendar().add_workdays(today, setting("service.due_soon_workdays"))


_REVIEW_COLUMNS = ("number", "item", "resident", "point", "accepted_at", "due_on", "clock", "state")
_POINT_COLUMNS = ("number", "item", "resident", "handler", "accepted_at", "clock", "state")
_BY_DUE = ("due_on", "id")
_NEWEST = ("-accepted_at", "-id")

QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue(
            "waiting",
            "待审核",
            Ability.CASE_REVIEW,
            _waiting,
            _BY_DUE,
            _REVIEW_COLUMNS,
            "没有待审核的办件。",
        ),
        Queue(
            "overdue",
            "已超期",
            Ability.CASE_REVIEW,
            _overdue,
            _BY_DUE,
            _REVIEW_COLUMNS,
            "没有超期的办件。",
        ),
        Queue(
            "soon",
            "即将到期",
            Ability.CASE_REVIEW,
            _soon,
            _BY_DUE,
            _REVIEW_COLUMNS,
            "没有即将到期的办件。",
        ),
        Queue(
            "mine",
            "我在审的",
            Ability.CASE_REVIEW,
            _mine,
            _BY_DUE,
            _REVIEW_COLUMNS,
            "您手上没有正在审核的办件。",
        ),
        Queue(
            "returned",
            "待补正",
            Ability.CASE_REVIEW,
            _returned,
            ("clock_stopped_on", "id"),
            _REVIEW_COLUMNS,
            "没有等待居民补正的办件。",
        ),
        Queue(
            "decided",
            "我已决定",
            Ability.CASE_REVIEW,
            _decided,
            ("-decided_at", "-id"),
            _REVIEW_COLUMNS,
            "您还没有作过决定。",
        ),
        Queue(
            "point_open",
            "办理中",
            Ability.CASE_FILE,
            _waiting,
            _BY_DUE,
            _POINT_COLUMNS,
            "本服务点没有办理中的办件。",
            True,
        ),
        Queue(
            "point_returned",
            "待补正",
            Ability.CASE_FILE,
            _returned,
            ("clock_stopped_on", "id"),
            _POINT_COLUMNS,
            "没有需要补正的办件。",
            True,
        ),
        Queue(
            "point_to_tell",
            "待告知居民",
            Ability.CASE_FILE,
            to_tell,
            _NEWEST,
            _POINT_COLUMNS,
            "结果都已告知居民。",
            True,
        ),
        Queue(
            "point_refused_above",
            "上级没有同意",
            Ability.CASE_FILE,
            _refused_above,
            _NEWEST,
            _POINT_COLUMNS,
            "近30天没有上级不同意、还没有重新办理的办件。",
            True,
        ),
        Queue(
            "point_all",
            "全部办件",
            Ability.CASE_FILE,
            _all,
            _NEWEST,
            _POINT_COLUMNS,
            "本服务点还没有办件。查找居民后即可受理。",
            True,
        ),
        Queue(
            "area_all",
            "辖区办件",
            Ability.CASE_READ,
            _all,
            _NEWEST,
            _REVIEW_COLUMNS,
            "辖区内还没有办件。",
        ),
    )
}
