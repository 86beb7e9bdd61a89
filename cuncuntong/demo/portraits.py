"""Portraits of the demonstration: drawn, of nobody, at the demonstration points; each state once or twice.

Taken and decided by the ledger's own services, so that they are checked, sealed and handed above like any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from cuncuntong.demo.drawn_faces import draw, jpeg
from cuncuntong.demo.marks import READY_PREFIX
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.enums import LINE, ConsentWay
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.services import ConsentGiven
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, DutyKind
from cuncuntong.network.models import Account, Duty

MARK = "YS-FACE-"
BACK = "演示：眼镜反光，看不清眼睛，请摘下眼镜重拍"
Then = Callable[[Caller, int], object]


@dataclass(frozen=True)
class Story:
    """Somebody photographed so many days ago, once or more often, and what was decided each time."""

    days: tuple[int, ...]
    decided: tuple[Then | None, ...]


def _approved(judge: Caller, pk: int) -> object:
    return services.approve(caller=judge, portrait_id=pk, note="演示：清楚")


def _returned(judge: Caller, pk: int) -> object:
    return services.send_back(caller=judge, portrait_id=pk, reason=BACK)


STORIES = (
    Story((0,), (None,)),
    Story((1,), (None,)),
    Story((200, 2), (_approved, None)),
    Story((12,), (_approved,)),
    Story((150, 9), (_approved, _approved)),
    Story((6,), (_returned,)),
)


def portraits_scene(*, seed: int, today: dt.date) -> None:
    """Adds the stories once; none where no demonstration point has a clerk, or nobody reviews."""
    if Portrait.objects.filter(case_number__startswith=MARK).exists():
        return
    taker, judge = _taker(), _judge()
    if taker is None or taker.point is None or judge is None:
        return
    people = _people(taker.point.township_code)
    for number, (story, person) in enumerate(zip(STORIES, people, strict=False)):
        for turn, (days, then) in enumerate(zip(story.days, story.decided, strict=True)):
            _tell(person, taker, judge, f"{MARK}{number}{turn}", seed + number, today, days, then)


def _tell(
    person: Resident,
    taker: Caller,
    judge: Caller,
    mark: str,
    seed: int,
    today: dt.date,
    days: int,
    then: Then | None,
) -> None:
    at = timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=days), dt.time(9, 30)))
    made = services.take(
        resident=person,
        content=jpeg(draw(seed)),
        consent=ConsentGiven(ConsentWay.SIGNED),
        at=at,
        actor=taker.account,
        case_number=mark,
        point=taker.point,
    )
    if then is None:
        return
    then(judge, made.pk)
    # Decided on the day after it was taken, as at the county.
    decided = min(at + dt.timedelta(days=1), timezone.now())
    row = Portrait.objects.get(pk=made.pk)
    row.reviewed_at = decided
    if row.from_on is not None:
        row.from_on = timezone.localdate(decided)
        former = Portrait.objects.filter(resident=person, until_on=timezone.localdate())
        former.update(until_on=row.from_on)
    row.save(update_fields=["reviewed_at", "from_on"])


def _taker() -> Caller | None:
    """A clerk of a demonstration point."""
    duties = Duty.objects.in_force().filter(kind=DutyKind.POINT_CLERK, point__demonstration=True)
    duty = duties.select_related("account").order_by("point__code", "pk").first()
    return Caller(duty.account) if duty else None


def _judge() -> Caller | None:
    """Somebody who reviews portraits at the county."""
    reviewers = Account.objects.filter(duties__kind=DutyKind.REVIEWER, is_active=True).distinct()
    callers = (Caller(account) for account in reviewers.order_by("pk")[:20])
    return next((one for one in callers if one.can(Ability.PORTRAIT_REVIEW, LINE)), None)


def _people(township: str) -> list[Resident]:
    """People of the point's township who draw a pension."""
    rows = Resident.objects.filter(
        township_code=township,
        standing=Standing.PRESENT,
        entitlements__state__in=[EntitlementState.RUNNING, EntitlementState.SUSPENDED],
    )
    rows = rows.exclude(name__startswith=READY_PREFIX).distinct()
    return list(rows.order_by("birth_date", "pk")[: len(STORIES)])
