"""Contributions month by month: by far the largest of the fetched ledgers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, Taken
from cuncuntong.ledgers.insurance.enums import MonthState
from cuncuntong.ledgers.insurance.feeds import texts
from cuncuntong.ledgers.insurance.feeds.people import (
    NOBODY,
    NOT_INSURED,
    Row,
    insured_of,
    people_of,
    reasons,
    scheme_of,
)
from cuncuntong.ledgers.insurance.feeds.upsert import upsert
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.network.enums import Line
from cuncuntong.rules.ages import add_months

NAMES = ("base", "own", "unit_amount", "to_account", "state", "arrived_on", "unit", "place")
# Contributions may be paid for months to come; further ahead is a slip.
MONTHS_AHEAD = 12


def _values(row: Row) -> tuple[object, ...]:
    get = row.get
    return (
        texts.money(get("base") or "", "缴费基数"),
        texts.money(get("own") or "", "个人缴费"),
        texts.money(get("unit_amount") or "", "单位缴费"),
        texts.money(get("to_account") or "", "计入个人账户"),
        texts.choice(MonthState, get("state") or "", "到账情况"),
        texts.day(get("arrived_on") or ""),
        texts.text(row, "unit"),
        texts.text(row, "place", 40),
    )


def check(rows: Sequence[Row]) -> list[str]:
    """ID number and participation known, a month that can be, sums that agree, a known state."""
    people = people_of(rows)
    insured = insured_of(people)
    today = timezone.localdate()
    last = add_months(today.replace(day=1), MONTHS_AHEAD)

    def read(row: Row) -> object:
        number, month = texts.id_number(row.get("id_number") or ""), texts.month(row.get("month") or "")
        if month > last:
            raise texts.Wrong(f"月份{month:%Y-%m}还没到，请核对")
        if month.year < int(number[6:10]):
            raise texts.Wrong(f"月份{month:%Y-%m}早于出生，请核对")
        _, own, unit_amount, to_account, _, arrived, *_ = _values(row)
        if to_account > own + unit_amount:  # type: ignore[operator]
            raise texts.Wrong("计入个人账户的金额大于个人和单位缴费之和，请核对")
        if arrived and arrived > today:  # type: ignore[operator]
            raise texts.Wrong(f"到账日期{arrived}晚于今天，请核对")
        return number, scheme_of(row), month

    def known(row: Row) -> str:
        number = texts.id_number(row.get("id_number") or "")
        if number not in people:
            return NOBODY
        return "" if (number, scheme_of(row)) in insured else NOT_INSURED

    return reasons(rows, read, known)


def take(rows: Sequence[Row], as_of: dt.date) -> Taken:
    """Writes the months; each person's ledger counts as of the new day."""
    insured = insured_of(people_of(rows))
    day = as_of.isoformat()
    wanted, older, touched = {}, set(), set()
    for row in rows:
        one = insured[texts.id_number(row["id_number"]), scheme_of(row)]
        wanted[one.pk, texts.month(row["month"])] = _values(row)
        if one.contributions_as_of > day:
            older.add(one.pk)
        elif one.contributions_as_of < day:
            touched.add(one.pk)
    done = upsert(ContributionMonth, ("participation_id", "month"), NAMES, wanted, as_of, left_alone=older)
    renew("contributions_as_of", touched, as_of)
    return done


def renew(column: str, participations: Collection[int], as_of: dt.date) -> None:
    """How fresh their months (or payments) are; never an older day than is known."""
    keys = sorted(participations)
    older = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": as_of})
    for start in range(0, len(keys), 900):
        rows = Participation.objects.filter(older, pk__in=keys[start : start + 900])
        rows.update(**{column: as_of})


FEED = Feed(
    code="insurance.contributions",
    name="逐月缴费",
    line=Line.EMPLOYEE_PENSION,
    columns=(
        FeedColumn("id_number", "身份证号码"),
        FeedColumn("scheme", "险种"),
        FeedColumn("month", "费款所属期"),
        FeedColumn("base", "缴费基数", required=False),
        FeedColumn("own", "个人缴费"),
        FeedColumn("unit_amount", "单位缴费", required=False),
        FeedColumn("to_account", "计入个人账户", required=False),
        FeedColumn("state", "到账情况"),
        FeedColumn("arrived_on", "到账日期", required=False),
        FeedColumn("unit", "缴费单位", required=False),
        FeedColumn("place", "外省缴费地", required=False),
    ),
    check=check,
    take=take,
)
