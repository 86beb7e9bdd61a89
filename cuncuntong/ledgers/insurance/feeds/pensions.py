"""Benefits in payment above: employees' pensions and unemployment benefit, with the parts of the sum."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, Taken
from cuncuntong.ledgers.insurance.enums import PensionState
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
from cuncuntong.ledgers.insurance.models import Pension
from cuncuntong.network.enums import Line

NAMES = ("state", "starts_on", "ended_on", "monthly", "parts", "certified_on")


def _values(row: Row) -> tuple[object, ...]:
    return (
        texts.choice(PensionState, row.get("state") or "", "状态"),
        texts.month(row.get("starts_on") or ""),
        texts.day(row.get("ended_on") or ""),
        texts.money(row.get("monthly") or "", "月待遇"),
        json.loads(texts.parts(row.get("parts") or "")),
        texts.day(row.get("certified_on") or ""),
    )


def check(rows: Sequence[Row]) -> list[str]:
    """ID number and participation known, parts that come to the sum, a certification that was."""
    people = people_of(rows)
    insured = insured_of(people)
    today = timezone.localdate()

    def read(row: Row) -> object:
        values = _values(row)
        sum_of_parts(row, "monthly", "月待遇")
        certified = values[5]
        if certified and certified > today:  # type: ignore[operator]
            raise texts.Wrong(f"最近认证日期{certified}晚于今天，请核对")
        return texts.id_number(row.get("id_number") or ""), scheme_of(row)

    def known(row: Row) -> str:
        return not_insured(row, people, insured)

    return reasons(rows, read, known)


def sum_of_parts(row: Row, key: str, name: str) -> None:
    """Raises Wrong where parts are given and come to another sum."""
    kept = texts.parts(row.get("parts") or "")
    whole = texts.money(row.get(key) or "", name)
    if kept != "[]" and texts.parts_sum(kept) != whole:
        raise texts.Wrong(f"待遇组成合计{texts.parts_sum(kept)}与{name}{whole}不同，请核对")


def not_insured(row: Row, people: object, insured: object) -> str:
    """Why a row belongs to nobody here; "" where it does."""
    number = texts.id_number(row.get("id_number") or "")
    if number not in people:  # type: ignore[operator]
        return NOBODY
    return "" if (number, scheme_of(row)) in insured else NOT_INSURED  # type: ignore[operator]


def take(rows: Sequence[Row], as_of: dt.date) -> Taken:
    """Writes the benefits."""
    insured = insured_of(people_of(rows))
    wanted = {(insured[texts.id_number(row["id_number"]), scheme_of(row)].pk,): _values(row) for row in rows}
    return upsert(Pension, ("participation_id",), NAMES, wanted, as_of, renew=True)


FEED = Feed(
    code="insurance.pensions",
    name="待遇领取",
    line=Line.EMPLOYEE_PENSION,
    columns=(
        FeedColumn("id_number", "身份证号码"),
        FeedColumn("scheme", "险种"),
        FeedColumn("state", "状态"),
        FeedColumn("starts_on", "开始领取月份"),
        FeedColumn("ended_on", "终止日期", required=False),
        FeedColumn("monthly", "月待遇"),
        FeedColumn("parts", "待遇组成", required=False),
        FeedColumn("certified_on", "最近认证日期", required=False),
    ),
    check=check,
    take=take,
)
