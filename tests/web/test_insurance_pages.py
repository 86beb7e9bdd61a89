"""Insurance kept above on the screen: shown with its days, followed until answered, declared anew."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration
from cuncuntong.ledgers.insurance.selectors import schemes_seen
from cuncuntong.ledgers.insurance.services import declare_flexible
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models import Duty
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.insurance.make import answer, drawing, fetch, insured, month, payment
from tests.ledgers.make import LONG_AGO, basic_account, id_number
from tests.web.support import County, at_most, signed_in, table_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


def test_a_record_shows_forty_years_in_few_questions(county: County) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        person = county.resident("王五", id_number=id_number("19600305"))
        drawing(person)
        rows = [
            month(person, f"{year}-{number:02d}", state="欠缴" if (year, number) == (2001, 5) else "已到账")
            for year in range(1980, 2020)
            for number in range(1, 13)
        ]
        fetch("contributions", rows)
        fetch("payments", [payment(person, "2026-10", state="发放失败", fail_reason="账户已销户")])
        browser = signed_in(county.clerk())
        with at_most():
            page = browser.get(f"/insurance/residents/{person.pk}/")
    text = page.content.decode()
    assert "缴费数据截至" in text and "2026年10月31日" in text and "省集中系统" in text
    assert any("2001" in row and "欠" in row for row in table_rows(page))
    assert "账户已销户" in text and "3,000.50" in text
    # Another village's clerk sees nothing of it.
    assert (
        signed_in(county.clerk(county.huangcheng)).get(f"/insurance/residents/{person.pk}/").status_code
        == 404
    )


@pytest.mark.parametrize("item", ["20", "24", "25", "26"])
def test_the_counter_answers_in_few_questions(county: County, item: str) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        forget_parameters()
        person = county.resident("王五", id_number=id_number("19600305"))
        drawing(person)
        fetch("contributions", [month(person, f"2019-{number:02d}") for number in range(1, 13)])
        fetch("payments", [payment(person, "2026-10", state="发放失败", fail_reason="账户已销户")])
        basic_account(person)
        browser = signed_in(county.clerk())
        browser.get(reverse("counter:desk", args=[person.pk]))
        if item in ("25", "26"):
            # The day's first look is counted as a case, which writes besides.
            browser.get(reverse("counter:form", args=[person.pk, item]), {"fresh": "1"})
        with at_most():
            page = browser.get(reverse("counter:form", args=[person.pk, item]), {"fresh": "1"})
        assert page.status_code == 200
        text = page.content.decode()
        if item == "26":
            assert "账户已销户：请本人带身份证" in text and "3,000.50" in text
        if item == "25":
            assert "12个月（1年）" in text and "2026年10月31日（省集中系统）" in text
            paper = browser.get(reverse("papers:look_up", args=[person.pk, item]))
            assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_a_reviewer_sees_the_schemes_of_the_own_lines_alone(county: County) -> None:
    person = county.resident("王五", id_number=id_number("19600305"))
    drawing(person)
    rows = [insured(person, scheme=scheme, unit="演示商场") for scheme in ("失业保险", "工伤保险")]
    fetch("participations", rows)
    address = f"/insurance/residents/{person.pk}/"

    def shown(*lines: str) -> tuple[bool, ...]:
        text = signed_in(_reviewer(county, *lines)).get(address).content.decode()
        return tuple(name in text for name in ("企业职工基本养老保险</h2>", "失业保险</h2>", "工伤保险</h2>"))

    assert shown(Line.EMPLOYEE_PENSION) == (True, False, False)
    assert shown(Line.EMPLOYEE_PENSION, Line.UNEMPLOYMENT) == (True, True, False)
    every = signed_in(county.clerk()).get(address).content.decode()
    assert "失业保险</h2>" in every and "工伤保险</h2>" in every
    listed = table_rows(signed_in(_reviewer(county, Line.EMPLOYEE_PENSION)).get("/insurance/?q=王五"))
    assert any("企业职工基本养老保险" in row for row in listed) and not any(
        "失业保险" in row for row in listed
    )


def test_each_duty_counts_in_its_own_area(county: County) -> None:
    # Employees' pensions in one township, unemployment in another: no union of the two.
    account = county.caller(DutyKind.REVIEWER, county.fengcheng).account
    Duty.objects.filter(account=account).update(lines=[Line.EMPLOYEE_PENSION])
    Duty.objects.create(
        account=account,
        kind=DutyKind.REVIEWER,
        division=county.beiliu,
        lines=[Line.UNEMPLOYMENT],
        starts_on=LONG_AGO,
    )
    near = county.resident("王五", id_number=id_number("19600305"))
    far = county.resident("王六", county.huangcheng, id_number=id_number("19600306"))
    seen = schemes_seen(Caller(account), [near, far])
    assert seen == {near.pk: frozenset({"employee"}), far.pk: frozenset({"unemployment"})}


def test_what_the_province_refused_is_listed_with_its_words(county: County) -> None:
    person = county.resident("李秀英", id_number=id_number("19900305"))
    row = _declared(person, Decimal(4244))
    answer(row.handover_key, agreed=False, words="姓名与省库不一致")
    browser = signed_in(county.clerk())
    found = table_rows(browser.get("/insurance/declared/?state=refused"))
    assert any("李秀英" in one and "姓名与省库不一致" in one and "上级不同意" in one for one in found)
    assert "没有参保申报" in browser.get("/insurance/declared/?state=waiting").content.decode()


def test_declared_under_an_old_floor_it_goes_up_again_by_a_click(county: County) -> None:
    person = county.resident("李秀英", id_number=id_number("19900305"))
    row = _declared(person, Decimal(4244))
    answer(row.handover_key, agreed=True)
    # As if declared before the year's figures were issued.
    FlexibleDeclaration.objects.filter(pk=row.pk).update(
        base=4198, monthly="839.60", floor=4198, cap=20991, average=6997, figures_year=2025
    )
    browser: Client = signed_in(county.clerk())
    (line,) = [one for one in table_rows(browser.get("/insurance/late/")) if "李秀英" in one]
    # 4244 at 20% is 848.80, 9.20 more than 839.60.
    assert "4,244.00" in line and "848.80" in line and "9.20" in line
    browser.post(f"/insurance/declared/{row.pk}/again/")
    assert Handover.objects.filter(kind="insurance.flexible_base").count() == 1
    assert "没有要重报的申报" in browser.get("/insurance/late/").content.decode()


def _reviewer(county: County, *lines: str) -> Caller:
    caller = county.caller(DutyKind.REVIEWER, county.county)
    Duty.objects.filter(account=caller.account).update(lines=list(lines))
    return Caller(caller.account)


def _declared(person: object, base: Decimal) -> FlexibleDeclaration:
    forget_parameters()
    return declare_flexible(
        resident=person,  # type: ignore[arg-type]
        work="打零工",
        share=60,
        base=base,
        on=dt.date(2026, 11, 2),
        at=timezone.now(),
        actor=None,
        case_number="S1",
    )
