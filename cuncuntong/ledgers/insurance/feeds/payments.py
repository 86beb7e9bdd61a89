"""Each month's payments above, paid or failed with the bank's reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, Taken
from cuncuntong.ledgers.insurance.enums import PaymentState
from cuncuntong.ledgers.insurance.feeds import texts
from cuncuntong.ledgers.insurance.feeds.contributions import renew
from cuncuntong.ledgers.insurance.feeds.pensions import not_insured, sum_of_parts
from cuncuntong.ledgers.insurance.feeds.people import Row, insured_of, people_of, reasons, scheme_of
from cuncuntong.ledgers.insurance.feeds.upsert import upsert
from cuncuntong.ledgers.insurance.models import BenefitPayment
from cuncuntong.network.enums import Line

NAMES = ("amount", "parts", "state", "paid_on", "bank", "account_tail", "fail_reason")
MOST_BATCHES = 99


def _values(row: Row) -> tuple[object, ...]:
    return (
        texts.money(row.get("amount") or "", "金额"),
        json.loads(texts.parts(row.get("parts") or "")),
        texts.choice(PaymentState, row.get("state") or "", "发放结果"),
        texts.day(row.get("paid_on") or ""),
        texts.text(row, "bank", 40),
        texts.text(row, "account_tail", 4),
        texts.text(row, "fail_reason"),
    )


def _month_and_batch(row: Row) -> tuple[dt.date, int]:
    return texts.month(row.get("month") or ""), texts.number(
        row.get("serial") or "1", "批次", MOST_BATCHES
    ) or 1


def check(rows: Sequence[Row]) -> list[str]:
    """ID number and participation known, a month that has come, parts that come to the sum, why it failed."""
    people = people_of(rows)
    insured = insured_of(people)
    today = timezone.localdate()

    def read(row: Row) -> object:
        month, batch = _month_and_batch(row)
        if month > today:
            raise texts.Wrong(f"月份{month:%Y-%m}还没到，请核对")
        _, _, state, paid_on, _, _, why = _values(row)
        sum_of_parts(row, "amount", "金额")
        if state == PaymentState.FAILED and not why:
            raise texts.Wrong("发放失败的没有写明原因")
        if paid_on and paid_on > today:  # type: ignore[operator]
            raise texts.Wrong(f"发放日期{paid_on}晚于今天，请核对")
        return texts.id_number(row.get("id_number") or ""), scheme_of(row), month, batch

    def known(row: Row) -> str:
        return not_insured(row, people, insured)

    return reasons(rows, read, known)


def take(rows: Sequence[Row], as_of: dt.date) -> Taken:
    """Writes the payments; each person's counts as of the new day."""
    insured = insured_of(people_of(rows))
    day = as_of.isoformat()
    wanted, older, touched = {}, set(), set()
    for row in rows:
        one = insured[texts.id_number(row["id_number"]), scheme_of(row)]
        wanted[(one.pk, *_month_and_batch(row))] = _values(row)
        if one.payments_as_of > day:
            older.add(one.pk)
        elif one.payments_as_of < day:
            touched.add(one.pk)
    keys = ("participation_id", "month", "serial")
    done = upsert(BenefitPayment, keys, NAMES, wanted, as_of, left_alone=older)
    renew("payments_as_of", touched, as_of)
    return done


FEED = Feed(
    code="insurance.payments",
    name="待遇发放记录",
    line=Line.EMPLOYEE_PENSION,
    columns=(
        FeedColumn("id_number", "身份证号码"),
        FeedColumn("scheme", "险种"),
        FeedColumn("month", "所属月份"),
        FeedColumn("serial", "批次", required=False),
        FeedColumn("amount", "金额"),
        FeedColumn("parts", "待遇组成", required=False),
        FeedColumn("state", "发放结果"),
        FeedColumn("paid_on", "发放日期", required=False),
        FeedColumn("bank", "发放银行", required=False),
        FeedColumn("account_tail", "账号后四位", required=False),
        FeedColumn("fail_reason", "失败原因", required=False),
    ),
    check=check,
    take=take,
)
