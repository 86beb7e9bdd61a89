"""Unemployment benefit on screen: the lists, an end with evidence, money back, and whose page it is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.insurance.models import ContributionMonth, Participation
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.payments.enums import Fund
from cuncuntong.ledgers.unemployment.enums import BenefitState, OverpaidState
from cuncuntong.ledgers.unemployment.services import watch
from cuncuntong.ledgers.unemployment.up import grant_key
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import forget_parameters
from tests.cases import make
from tests.ledgers.above.answering import answer
from tests.ledgers.payments.make import NOVEMBER, Office, entitled
from tests.ledgers.unemployment.make import confirm_figures, drawing, paid_month
from tests.web.areas.unemployment import _subsidy
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel("2026-11-25 10:00:00+08:00", tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def browser(county: County) -> Any:
    return signed_in(make.reviewer(county, Line.UNEMPLOYMENT))


def test_who_draws_how_long_and_how_much(county: County, browser: Any) -> None:
    confirm_figures()
    row = drawing(county, "周失业")
    paid_month(row, OCTOBER)
    with at_most():
        page = browser.get(reverse("unemployment:list"))
    assert any("周失业" in line and " 18 1 17 1,640.00 " in line for line in table_rows(page))
    with at_most():
        page = browser.get(reverse("unemployment:one", args=[row.pk]))
    said = words(page)
    assert "缴费6年3个月，最长18个月" in said and "共18个月，已领1个月，还剩17个月" in said
    assert "月最低工资标准2050.00元 × 80% = 1640.00元" in said
    assert "待核定" not in said


def test_what_is_not_confirmed_is_said_so(county: County, browser: Any) -> None:
    row = drawing(county, "周失业")
    said = words(browser.get(reverse("unemployment:one", args=[row.pk])))
    assert "还没有可以计算的标准" in said
    assert "核定以前照样受理、核定月数，核定后才发放" in said


def test_a_new_job_is_found_at_night_and_decided_by_a_person(county: County, browser: Any) -> None:
    confirm_figures()
    row = drawing(county, "周失业")
    paid_month(row, OCTOBER)
    Employment.objects.create(
        resident=row.resident,
        kind="unit",
        employer="演示建筑公司",
        starts_on=dt.date(2026, 10, 15),
        source="就业登记",
    )
    assert "新线索1条" in watch(dt.date(2026, 11, 25))
    assert "新线索0条" in watch(dt.date(2026, 11, 25))
    page = browser.get(reverse("unemployment:signs"))
    assert any(
        "周失业" in line and "2026年10月15日起有就业记录：演示建筑公司" in line for line in table_rows(page)
    )
    sign = row.signs.get()
    url = reverse("unemployment:decide", args=[sign.pk])
    page = browser.post(url, {"move": "end", "note": "已到该公司上班"})
    assert page.status_code == 422 and "请选择停领的原因" in words(page)
    assert 'value="已到该公司上班"' in page.content.decode()
    page = browser.post(url, {"move": "end", "reason": "employed", "note": "已到该公司上班"}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.last_month) == (BenefitState.ENDED, OCTOBER)
    assert "已据此停止领取" in words(page)
    # October itself was due: nothing is overpaid.
    assert not row.overpaid.exists()
    page = browser.post(
        reverse("unemployment:resume", args=[row.pk]), {"note": "同名的另一人，已更正"}, follow=True
    )
    assert "已恢复领取" in words(page)
    # The night does not end it again by what a person set aside.
    assert "停领0人" in watch(dt.date(2026, 11, 26))


def test_ended_too_late_the_month_is_owed_and_comes_back(county: County, browser: Any) -> None:
    confirm_figures()
    row = drawing(county, "周失业")
    for month in (OCTOBER, NOVEMBER):
        paid_month(row, month)
    end = reverse("unemployment:end", args=[row.pk])
    page = browser.post(end, {"reason": "service", "happened_on": "2026-12-05", "note": "入伍"})
    assert page.status_code == 422 and "发生日期还没有到" in words(page)
    page = browser.post(
        end, {"reason": "service", "happened_on": "2026-10-20", "note": "入伍通知书"}, follow=True
    )
    assert "最后一个应发月份是2026年10月" in words(page)
    claim = row.overpaid.get()
    listed = table_rows(browser.get(reverse("unemployment:overpaid")))
    assert any(claim.number in line and "1,640.00 1,640.00" in line for line in listed)
    paper = browser.get(reverse("unemployment:paper", args=[claim.pk]))
    assert paper.content.startswith(b"%PDF-")
    receive = reverse("unemployment:receive", args=[claim.pk])
    page = browser.post(receive, {"amount": "2000", "received_on": "2026-11-24", "receipt": "B1"})
    assert page.status_code == 422 and "还应退1640.00元，不能登记2000.00元" in words(page)
    browser.post(receive, {"amount": "640", "received_on": "2026-11-24", "receipt": "B1"})
    browser.post(receive, {"amount": "1000", "received_on": "2026-11-24", "receipt": "B2"})
    claim.refresh_from_db()
    assert claim.state == OverpaidState.RETURNED


def test_of_what_the_province_refused_no_month_is_left(county: County, browser: Any) -> None:
    row = drawing(county, "周失业")
    paid_month(row, OCTOBER)
    answer(Handover.objects.get(key=grant_key(row)), agreed=False, words="参保地不在我省")
    (line,) = [
        one
        for one in table_rows(browser.get(reverse("unemployment:list") + "?state=refused"))
        if "周失业" in one
    ]
    assert "没有应发的月份 18 0 0 " in line and line.count("上级不同意") == 2
    said = words(browser.get(reverse("unemployment:one", args=[row.pk])))
    assert "核定的18个月不再发放" in said and "还剩18个月" not in said and "2026年9月" not in said


def test_a_clerk_reads_the_own_village_and_changes_nothing(county: County) -> None:
    confirm_figures()
    near, far = drawing(county, "本村人"), drawing(county, "外村人", village=county.huangcheng)
    clerk = signed_in(county.clerk())
    page = clerk.get(reverse("unemployment:list"))
    assert "本村人" in words(page) and "外村人" not in words(page)
    assert clerk.get(reverse("unemployment:one", args=[far.pk])).status_code == 404
    assert "停止领取" not in words(clerk.get(reverse("unemployment:one", args=[near.pk])))
    assert clerk.post(reverse("unemployment:end", args=[near.pk]), {}).status_code == 403


def test_each_line_sees_its_own_fund(county: County, browser: Any) -> None:
    confirm_figures()
    drawing(county, "周失业", on=dt.date(2026, 11, 3))
    entitled(county, "张老伯")
    residents = Office(county).exported(NOVEMBER)
    office = Office(county, Fund.UNEMPLOYMENT)
    fund = office.exported(NOVEMBER)
    line = fund.rows.get()
    office.returned(fund, [(line.reference, "1640.00", "失败", "户名不符", "2026-11-25")])
    page = browser.get(reverse("unemployment:runs"), follow=True)
    assert "2026年11月失业保险待遇发放" in words(page)
    assert browser.get(reverse("payments:run", args=[residents.pk])).status_code == 404
    assert browser.get(reverse("payments:run", args=[fund.pk])).status_code == 200
    pension = signed_in(make.reviewer(county, Line.RESIDENT_PENSION))
    for name in ("run", "lines", "findings", "bank", "changes", "lines_export", "summary"):
        assert pension.get(reverse(f"payments:{name}", args=[fund.pk])).status_code == 404, name
        assert browser.get(reverse(f"payments:{name}", args=[residents.pk])).status_code == 404, name
    assert pension.post(reverse("payments:export", args=[fund.pk]), {"layout": "utf8"}).status_code == 404
    assert pension.get(reverse("payments:line", args=[line.pk])).status_code == 404
    assert "周失业" in words(browser.get(reverse("payments:failed")))
    assert "周失业" not in words(pension.get(reverse("payments:failed")))
    assert pension.get(reverse("unemployment:list")).status_code == 403
    both = signed_in(county.business_admin())
    said = words(both.get(reverse("payments:runs")))
    assert "城乡居民养老保险基金" in said and "失业保险基金" in said
    assert "失业保险待遇发放汇总表" in _title(fund)


def _title(run: Any) -> str:
    from cuncuntong.web.payments.papers import summary_paper

    return summary_paper(run).title


def test_a_subsidy_that_the_province_refused_comes_back(county: County, browser: Any) -> None:
    row = _subsidy(county, 7)
    page = browser.get(reverse("unemployment:skills") + "?number=s0001405-2200 0007")
    assert "应退1,500.00元" in words(page)
    url = reverse("unemployment:skill_return", args=[row.pk])
    page = browser.post(url, {"received_on": "2026-11-25", "receipt": ""})
    assert page.status_code == 422
    browser.post(url, {"received_on": "2026-11-25", "receipt": "B9"})
    row.refresh_from_db()
    assert row.return_receipt == "B9"


def test_the_workbook_masks_numbers(county: County, browser: Any) -> None:
    row = drawing(county, "周失业")
    answer = browser.get(reverse("unemployment:export"))
    assert answer.status_code == 200
    assert row.resident.id_number.encode() not in answer.content


def test_the_workbook_is_whole_however_long(
    county: County, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuncuntong.web.unemployment.export._CHUNK", 2)
    names = [f"周失业{letter}" for letter in "甲乙丙丁戊"]
    for name in names:
        drawing(county, name)
    page = load_workbook(io.BytesIO(browser.get(reverse("unemployment:export")).content)).active
    assert sorted(row[1].value for row in page.iter_rows(min_row=3)) == sorted(names)
    assert AuditEntry.objects.get(action="unemployment.exported").detail["rows"] == 5


def test_contributions_by_a_unit_are_a_sign(county: County, browser: Any) -> None:
    row = drawing(county, "周失业")
    ContributionMonth.objects.create(
        participation=Participation.objects.get(resident=row.resident),
        month=NOVEMBER,
        base="4000.00",
        own="12.00",
        state="arrived",
        unit="演示机械厂",
        as_of=dt.date(2026, 11, 20),
    )
    watch(dt.date(2026, 11, 25))
    page = browser.get(reverse("unemployment:signs"))
    assert "演示机械厂为其缴纳2026年11月失业保险费（数据截至2026年11月20日）" in words(page)
