"""Ledgers fetched from above: what is refused and why; nothing doubles, an older file undoes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuncuntong.ledgers.above.hooks import Taken
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.ledgers.insurance.selectors import insured_months, paid_history, payments_above, pension_above
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.insurance.make import AS_OF, feed, fetch, insured, month, payment, pension
from tests.ledgers.make import County, id_number
from tests.ledgers.unemployment.make import confirm_figures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def person() -> Resident:
    return County().resident("李秀英", id_number=id_number("19800305", male=False))


def _said(code: str, row: dict[str, str]) -> str:
    return feed(f"insurance.{code}").check([row])[0]


def test_the_same_rows_again_change_nothing(person: Resident) -> None:
    rows = [month(person, f"2026-{number:02d}") for number in range(1, 11)]
    assert fetch("participations", [insured(person)]) == Taken(new=1)
    assert fetch("contributions", rows) == Taken(new=10)
    kept = list(ContributionMonth.objects.order_by("pk").values())
    assert fetch("contributions", rows) == Taken(same=10)
    assert fetch("participations", [insured(person)]) == Taken(same=1)
    assert list(ContributionMonth.objects.order_by("pk").values()) == kept


def test_what_changed_is_written_and_the_rest_left(person: Resident) -> None:
    fetch("participations", [insured(person)])
    fetch("contributions", [month(person, "2026-09"), month(person, "2026-10", state="欠缴", arrived_on="")])
    later = AS_OF + dt.timedelta(days=20)
    rows = [month(person, "2026-09"), month(person, "2026-10", state="补缴到账", arrived_on="2026-11-10")]
    assert fetch("contributions", rows, later) == Taken(changed=1, same=1)
    told = ContributionMonth.objects.get(month=dt.date(2026, 10, 1))
    assert (told.state, told.arrived_on, told.as_of) == ("back_paid", dt.date(2026, 11, 10), later)
    assert Participation.objects.get().contributions_as_of == later


def test_an_older_file_adds_what_is_missing_and_changes_nothing(person: Resident) -> None:
    fetch("participations", [insured(person)])
    fetch("contributions", [month(person, "2026-09")])
    older = dt.date(2026, 8, 31)
    rows = [month(person, "2026-09", state="欠缴", arrived_on=""), month(person, "2025-01")]
    assert fetch("contributions", rows, older) == Taken(new=1, same=1)
    assert ContributionMonth.objects.get(month=dt.date(2026, 9, 1)).state == "arrived"
    assert Participation.objects.get().contributions_as_of == AS_OF
    assert fetch("participations", [insured(person, state="暂停缴费")], older) == Taken(same=1)
    assert Participation.objects.get().state == "paying"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"id_number": "140522198003050011"}, "身份证号码校验不通过"),
        ({"month": "2026-13"}, "月份“2026-13”不对"),
        ({"month": ""}, "没有填写月份"),
        ({"month": "2028-01"}, "还没到"),
        ({"month": "1979-12"}, "早于出生"),
        ({"base": "五千"}, "缴费基数“五千”不对"),
        ({"own": "-400"}, "个人缴费不能是负数"),
        ({"to_account": "1200.01"}, "大于个人和单位缴费之和"),
        ({"state": "在途"}, "不认识的到账情况“在途”，应是：已到账、欠缴、补缴到账、已退费"),
        ({"arrived_on": "2026-02-30"}, "日期“2026-02-30”不对"),
        ({"arrived_on": "2026-12-01"}, "晚于今天"),
        ({"scheme": "失业保险"}, "没有这个险种的参保登记"),
        ({"scheme": "养老"}, "不认识的险种“养老”"),
    ],
)
def test_a_wrong_contribution_says_why(person: Resident, said: dict[str, str], why: str) -> None:
    fetch("participations", [insured(person)])
    assert why in _said("contributions", month(person, "2026-01", **said))


def test_a_person_whom_nobody_knows_and_a_row_said_twice(person: Resident) -> None:
    fetch("participations", [insured(person)])
    stranger = month(person, "2026-01", id_number=id_number("19790101"))
    said = feed("insurance.contributions").check(
        [month(person, "2026-01"), stranger, month(person, "202601"), month(person, "2026-02")]
    )
    assert said[0] == said[3] == ""
    assert "居民台账中没有这个身份证号码" in said[1]
    assert "重复" in said[2]


def test_a_name_that_is_another_is_sent_back(person: Resident) -> None:
    assert "与居民台账的“李秀英”不同" in _said("participations", insured(person, name="李秀"))
    assert "剩余可领月数" in _said("participations", insured(person, months_left="25"))


def test_so_many_months_left_as_the_law_grants_at_once(person: Resident) -> None:
    confirm_figures(**{"unemployment.total_cap_months": 30})
    assert _said("participations", insured(person, months_left="30")) == ""
    assert "剩余可领月数" in _said("participations", insured(person, months_left="31"))
    forget_parameters()


def test_parts_must_come_to_the_sum(person: Resident) -> None:
    fetch("participations", [insured(person, state="领取待遇")])
    assert "待遇组成合计3000.50与月待遇3000.00不同" in _said("pensions", pension(person, monthly="3000"))
    assert "名称=金额" in _said("pensions", pension(person, parts="基础养老金"))
    assert "没有写明原因" in _said("payments", payment(person, "2026-10", state="发放失败"))
    assert "还没到" in _said("payments", payment(person, "2026-12"))


def test_pensions_and_payments_are_taken_once(person: Resident) -> None:
    fetch("participations", [insured(person, state="领取待遇")])
    assert fetch("pensions", [pension(person)]) == Taken(new=1)
    assert fetch("pensions", [pension(person)]) == Taken(same=1)
    failed = payment(person, "2026-10", state="发放失败", paid_on="", fail_reason="账户已销户")
    again = payment(person, "2026-10", serial="2", paid_on="2026-10-28")
    assert fetch("payments", [payment(person, "2026-09"), failed, again]) == Taken(new=3)
    assert fetch("payments", [payment(person, "2026-09"), failed, again]) == Taken(same=3)
    facts = pension_above(person)
    assert facts is not None and [part.code for part in facts.parts] == ["basic", "account", "transition"]
    assert sum(part.amount for part in facts.parts) == Decimal("3000.50") == Pension.objects.get().monthly
    shown = payments_above(person)
    assert [(one.row.month.month, one.row.serial) for one in shown] == [(10, 2), (10, 1), (9, 1)]
    assert shown[1].failure is not None and shown[1].failure.kind == "closed"
    assert fetch("payments", [payment(person, "2026-09", amount="3000.51", parts="")]) == Taken(changed=1)
    assert BenefitPayment.objects.count() == 3


def test_the_residents_pensions_hear_of_the_employees_scheme(person: Resident) -> None:
    fetch("participations", [insured(person)])
    row = OtherScheme.objects.get()
    assert (row.kind, row.state, row.since) == ("employee", "paying", dt.date(2010, 3, 1))
    fetch("participations", [insured(person, state="暂停缴费")], dt.date(2026, 11, 20))
    row.refresh_from_db()
    assert (row.state, row.as_of) == ("stopped", dt.date(2026, 11, 20))
    # An older report and another scheme say nothing of it.
    fetch("participations", [insured(person, state="领取待遇")], dt.date(2026, 11, 1))
    fetch("participations", [insured(person, scheme="失业保险", state="终止")], dt.date(2026, 11, 22))
    row.refresh_from_db()
    assert (row.state, row.as_of) == ("stopped", dt.date(2026, 11, 20))


def test_months_count_that_arrived_by_then(person: Resident) -> None:
    fetch("participations", [insured(person), insured(person, scheme="失业保险")])
    fetch(
        "contributions",
        [
            month(person, "2026-06", place="河南"),
            month(person, "2026-07"),
            month(person, "2026-08", state="欠缴", arrived_on=""),
            month(person, "2026-09", state="补缴到账", arrived_on="2026-11-20"),
            month(person, "2026-10", state="已退费"),
            month(person, "2026-07", scheme="失业保险"),
        ],
    )
    # June and July by the end of October; September arrived on 20 November alone.
    assert insured_months(person, "employee", dt.date(2026, 10, 31)) == 2
    assert insured_months(person, "employee", dt.date(2026, 11, 20)) == 3
    assert insured_months(person, "employee", dt.date(2026, 6, 25)) == 1
    assert insured_months(person, "unemployment", dt.date(2026, 11, 20)) == 1
    assert insured_months(person, "injury", dt.date(2026, 11, 20)) == 0
    history = paid_history(person)
    assert history is not None
    assert (history.arrived, history.abroad, len(history.totals.owed)) == (3, 1, 1)
    assert history.totals.own == Decimal(1200) and history.as_of == AS_OF


def test_a_chunk_and_a_look_up_ask_few_questions(person: Resident) -> None:
    fetch("participations", [insured(person)])
    rows = [
        month(person, f"{year}-{number:02d}")
        for year in range(2000, 2027)
        for number in range(1, 13)
        if (year, number) < (2026, 11)
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        fetch("contributions", rows)
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
    fresh = Resident.objects.get(pk=person.pk)
    with CaptureQueriesContext(connection) as asked:
        history = paid_history(fresh)
    assert len(asked) == 2 and history is not None and history.arrived == len(rows)
