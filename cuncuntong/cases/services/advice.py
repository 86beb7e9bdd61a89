"""The 一次性告知书: everything that is missing or wrong, told once and in writing (annex 2, no. 11)."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.cases.examine import Examination
from cuncuntong.cases.models import Advice
from cuncuntong.cases.numbers import ADVICE, next_number
from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import ServiceItem


def give_advice(*, caller: Caller, item: ServiceItem, resident: Resident, examination: Examination) -> Advice:
    """Keeps what the resident was told, under a number, so that any colleague can go on from it."""
    caller.need(Ability.CASE_FILE)
    if not visible(caller).filter(pk=resident.pk).exists():
        raise NotVisible("没有找到这位居民，或其不在您的服务范围内。")
    point = caller.point
    if point is None:
        raise ValueError("advice is given at a point")
    lines = [
        {
            "where": problem.where,
            "label": problem.label,
            "what": problem.what,
            "remedy": problem.remedy,
            "source": problem.source,
        }
        for problem in examination.problems
    ]
    number = next_number(ADVICE)
    with transaction.atomic():
        advice = Advice.objects.create(
            number=number,
            resident=resident,
            point=point,
            item=item.number,
            village_code=point.village_code,
            township_code=point.township_code,
            county_code=point.county_code,
            lines=lines,
            given_by=caller.account,
        )
        record(
            actor=caller.account,
            action="advice.given",
            object_type="resident",
            object_id=str(resident.pk),
            detail={"item": item.number, "number": number, "lines": len(lines)},
        )
    return advice
