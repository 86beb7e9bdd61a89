"""Look-ups: answered at once, each logged, and counted in the point's volume once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.models import Case
from cuncuntong.cases.numbers import CASE, next_number
from cuncuntong.cases.services.filing import FilingRefused
from cuncuntong.cases.services.transitions import Walk
from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible, was_seen
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, PointState
from cuncuntong.network.models import ServicePoint
from cuncuntong.rules.service_item import LookUpAnswer, ServiceItem, Situation


@dataclass(frozen=True)
class Answer:
    """What was found, and the case that counts it (None for a caller without a point)."""

    answer: LookUpAnswer
    case: Case | None


def look_up(
    *,
    caller: Caller,
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Answer:
    """Looks an item up for a resident of the caller's area; every look is audited.

    ``form`` holds the checked values of what is asked (an item with fields); empty ones as "".

    At a point it counts as one case a resident, item and day, whatever the number of looks, so
    ``idempotency_key`` changes nothing and is accepted for symmetry with filing.
    Raises Denied, NotVisible, FilingRefused.
    """
    caller.need(Ability.RESIDENT_READ)
    if item.look_up is None:
        raise FilingRefused(f"“{item.name}”还没有开通查询。")
    point = caller.point if caller.can(Ability.CASE_FILE) else None
    if item.demonstration_only and point is not None and not point.demonstration:
        raise FilingRefused(f"“{item.name}”只在示范服务点办理，请到所在乡镇的示范服务点。")
    if point is not None and point.state == PointState.CLOSED:
        raise FilingRefused("本服务点已停用，不能受理。请到邻近的服务点办理。")
    seen = resident if was_seen(caller, resident) else visible(caller).filter(pk=resident.pk).first()
    if seen is None:
        raise NotVisible("没有找到这位居民，或其不在您的服务范围内。")
    today = timezone.localdate()
    asked = {**{spec.key: "" for spec in item.fields}, **(form or {})}
    # Counted only once it is answered: what could not be told is no service.
    answer = item.look_up(Situation(seen, asked, today, ""))
    case = _count(caller, point, item, seen, today) if point is not None else None
    number = case.number if case else ""
    with transaction.atomic():
        record(
            actor=caller.account,
            action="resident.looked_up",
            object_type="residents.Resident",
            object_id=str(seen.pk),
            detail={"item": item.number, "case": number},
        )
    return Answer(answer, case)


def _count(
    caller: Caller, point: ServicePoint, item: ServiceItem, resident: Resident, today: dt.date
) -> Case:
    key = f"look-{item.number}-{resident.pk}-{point.pk}-{today:%Y%m%d}"
    known = Case.objects.filter(idempotency_key=key).first()
    if known is not None:
        return known
    number = next_number(CASE)
    try:
        with transaction.atomic():
            return _insert(caller, point, item, resident, key, number)
    except IntegrityError:
        return Case.objects.get(idempotency_key=key)


def _insert(
    caller: Caller,
    point: ServicePoint,
    item: ServiceItem,
    resident: Resident,
    key: str,
    number: str,
) -> Case:
    now = timezone.now()
    account = caller.account
    case = Case.objects.create(
        number=number,
        item=item.number,
        line=item.line,
        resident=resident,
        point=point,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        channel="counter",
        state=State.FILED,
        idempotency_key=key,
        accepted_at=now,
        entered_at=now,
        filed_by=account,
        handler=account,
        limit_workdays=item.limit_workdays,
        due_on=timezone.localdate(now),
    )
    walk = Walk(case, actor=account, at=now).started()
    walk.step(Move.ACCEPT)
    walk.step(Move.APPROVE, decided_by=account, decided_at=now, in_time=True)
    walk.step(Move.APPLY, effect={"message": "已查询", "lines": [], "data": {}})
    walk.step(Move.FEED_BACK, "当场告知", fed_back_at=now)
    return walk.save()
