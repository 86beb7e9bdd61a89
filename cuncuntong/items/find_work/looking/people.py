"""Looking for people who do gigs: what an employer is told, and no more than that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import PayUnit, SeekerKind, Sort
from cuncuntong.ledgers.jobs.seeker_words import (
    able_words,
    age_words,
    floor_words,
    free_words,
    masked_name,
    township_words,
    wanted_words,
)
from cuncuntong.ledgers.jobs.selectors.employers import employer_of_resident
from cuncuntong.ledgers.jobs.selectors.search_seekers import FoundSeeker, SeekerQuery, search_seekers
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

COLUMNS = ("求职者", "性别年龄", "想干的活", "期望报酬", "能干的时间", "住在", "会什么")
EMPTY = "没有符合条件的求职者。可以减少条件再查；办理招聘零工登记后，合适的求职者会收到通知。"
PRIVATE = "只列同意向用人单位展示的求职者。姓名不写全，电话由工作人员说明事由后当面提供，并作登记。"
ORDERS = {Sort.NEAREST: "从近到远", Sort.NEWEST: "登记从新到旧", Sort.PAY: "期望报酬从低到高"}
HIRE, RECOMMEND = "7", "8"


def asked_of(form: Mapping[str, Any], home: str) -> SeekerQuery:
    """The search that a form asks; without a place of work, near the home of whoever asks."""
    free = form.get("free_on")
    return SeekerQuery(
        kind=SeekerKind.GIG,
        words=str(form.get("words") or ""),
        near=str(form.get("village") or home),
        within_km=int(form["within"]) if form.get("within") else None,
        pay=Decimal(str(form["pay"])) if form.get("pay") else None,
        pay_unit=PayUnit.DAY,
        hours=str(form.get("hours") or ""),
        free_on=dt.date.fromisoformat(free) if isinstance(free, str) and free else free or None,
        sort=str(form.get("sort") or ""),
    )


def look_up_people(situation: Situation) -> LookUpAnswer:
    """The first page of those who fit, without anything that tells who they are."""
    query = asked_of(situation.form, situation.resident.village_code)
    found = search_seekers(query, on=situation.on)
    more = found.more or found.total > len(found.rows)
    first = f"，先列{len(found.rows)}人，请加条件缩小范围" if more else ""
    return LookUpAnswer(
        summary=(
            ("查询", query.words.strip() or "全部零工求职者"),
            ("查到", f"{found.total_words}{first}"),
            ("排列", ORDERS[query.order]),
        ),
        tables=(
            LookUpTable(
                title="零工求职者",
                columns=COLUMNS,
                rows=tuple(_row(one, situation.on) for one in found.rows),
                empty=EMPTY,
            ),
        ),
        as_of=timezone.now(),
        notes=(*found.notes, PRIVATE),
        panel_data={
            "people": [_person(one, situation.on) for one in found.rows],
            "employer": employer.pk if (employer := employer_of_resident(situation.resident)) else None,
        },
        next_steps=_next_steps(),
    )


def _row(found: FoundSeeker, on: dt.date) -> tuple[str, ...]:
    seeker = found.seeker
    return (
        masked_name(seeker.resident.name),
        age_words(seeker, on),
        wanted_words(seeker),
        floor_words(seeker),
        free_words(seeker),
        "，".join(part for part in (township_words(seeker), _distance(found)) if part),
        able_words(seeker),
    )


def _person(found: FoundSeeker, on: dt.date) -> dict[str, Any]:
    return {"seeker": found.seeker.pk, "name": masked_name(found.seeker.resident.name)}


def _distance(found: FoundSeeker) -> str:
    """How far, where kilometres are known: 同村 would tell the village."""
    if found.distance is None or found.distance.km is None:
        return ""
    return found.distance.words if found.distance.km >= 1 else "不到1公里"


def _next_steps() -> tuple[NextStep, ...]:
    offered = (
        NextStep(RECOMMEND, "按登记的零工岗位推荐合适的人，说明为什么合适"),
        NextStep(HIRE, "登记招聘零工，求职者会收到通知"),
    )
    return tuple(step for step in offered if items.get(step.item).open)
