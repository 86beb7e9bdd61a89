"""Home pages by duty: what waits, in order, and figures that open their rows."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.models import Case
from cuncuntong.cases.services import review
from cuncuntong.foundation.audit import record, seal_pending
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Account
from tests.cases import make
from tests.ledgers.make import County
from tests.web.review.make import browser


def lines(page: Any) -> list[str]:
    return [line.label for line in page.context["lines"]]


def test_the_clerk_sees_what_was_returned_before_what_only_waits(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    slip = review.SlipDraft("field", "缺门牌号", field="address")
    review.return_case(caller=reviewer, case_id=case.pk, version=None, lines=[slip])
    told = make.file(clerk, make.REVIEWED, county.resident("王二")).case
    review.approve(caller=reviewer, case_id=told.pk, version=None)
    make.draft(clerk, make.REVIEWED, county.resident("王三"))
    shown = lines(browser(clerk).get("/"))
    assert shown[0] == "待补正" and "待告知居民" in shown
    assert shown.index("待告知居民") < shown.index("草稿")
    assert lines(browser(county.clerk(county.songzhuang)).get("/")) == []


def test_the_reviewer_sees_overdue_first_and_claims_from_home(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    make.file(clerk, make.REVIEWED, county.resident("王二"))
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - dt.timedelta(days=9))
    page = browser(reviewer).get("/")
    assert lines(page)[0] == "已超期" and lines(page)[-1] == "待审核"
    assert reverse("review:next") in page.content.decode()


def test_the_business_administrator_sees_parameters_and_doubles(county: County) -> None:
    same = {"birth": "19500101"}
    county.resident("李重", **same)
    county.resident("李重", **same)
    shown = lines(browser(county.business_admin()).get("/"))
    assert "待核定的政策参数" in shown and "待核对的重复档案" in shown


def test_system_administrator_and_auditor(county: County) -> None:
    system = county.caller(DutyKind.SYSTEM_ADMIN, county.county)
    Account.objects.filter(pk=system.account.pk).update(must_change_password=False)
    page = browser(system).get("/")
    assert "在用账号" in lines(page) and page.context["stats"] == []
    auditor = browser(county.caller(DutyKind.AUDITOR, county.county)).get("/")
    assert lines(auditor) == []
    with transaction.atomic():
        record(actor=system.account, action="test.done", object_type="test", object_id="1")
    watcher = county.caller(DutyKind.AUDITOR, county.county)
    assert "等待入链的审计记录" in lines(browser(watcher).get("/"))
    seal_pending()
    assert lines(browser(watcher).get("/")) == ["已入链的审计记录"]
    # An auditor may not read cases: the figures stand without links to them.
    assert "/oversight/cases/" not in auditor.content.decode()


def test_somebody_without_a_duty_is_told_whom_to_ask(db: None) -> None:
    nobody = Caller(Account.objects.create(username="nobody", full_name="无岗"))
    assert "您还没有岗位" in browser(nobody).get("/").content.decode()


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_link_of_every_home_opens(county: County, case: Case, kind: str) -> None:
    place = county.shuicun if kind == DutyKind.POINT_CLERK else county.county
    client = browser(county.caller(kind, place))
    page = client.get("/")
    assert page.status_code == 200
    body = page.content.decode().split('<main id="main"')[1].split("</main>")[0]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', body)}
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("kind", [DutyKind.POINT_CLERK, DutyKind.REVIEWER, DutyKind.OVERSEER])
def test_home_costs_twelve_queries_at_most(
    county: County, case: Case, kind: str, django_assert_max_num_queries: Any
) -> None:
    place = county.shuicun if kind == DutyKind.POINT_CLERK else county.county
    client = browser(county.caller(kind, place))
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")
