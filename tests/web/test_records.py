"""Employment records through their pages: lists, contacts, certificates, hard-to-employ persons, exports."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cuncuntong.cases.models import PrintRecord
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.employment.models import Certificate, Hardship, Unemployment
from cuncuntong.ledgers.employment.services import certificates, hardship, spells, unemployment
from cuncuntong.network.enums import DutyKind, Line
from tests.cases import make
from tests.ledgers.employment.make import unit_job, woman
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
LIST = "/records/"
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def clerk(county):
    return county.clerk()


@pytest.fixture
def browser(clerk):
    return signed_in(clerk)


@pytest.fixture
def reviewer(county):
    return signed_in(make.reviewer(county, Line.EMPLOYMENT))


def registered(county, name: str = "赵失业", village=None, since: int = 0, **more) -> Unemployment:
    person = woman(county, name=name, village=village, **more)
    on = today() - since * DAY
    return unemployment.register(
        resident=person, on=on, actor=None, reason="20", left_how="expired", last_unit="演示厂",
        unemployed_since=on,
    )  # fmt: skip


def test_who_was_not_in_contact_for_longest_comes_first(county, browser):
    registered(county, "新登记")
    registered(county, "久未联系", since=400)
    registered(county, "外村人", county.songzhuang)
    with at_most():
        page = browser.get(LIST)
    rows = table_rows(page)
    assert ["久未联系" in rows[1], "新登记" in rows[2], len(rows)] == [True, True, 3]
    assert "天未联系" in rows[1]
    assert "登记失业（2）" in words(page)
    assert "超期未联系（1）" in words(page)


def test_the_list_is_narrowed_by_state_reason_place_and_name(county, reviewer):
    registered(county, "久未联系", since=400)
    other = registered(county, "参保的", county.songzhuang)
    unit_job(other.resident)
    ended = registered(county, "注销的", county.huangcheng)
    unemployment.end(unemployment=ended, reason="11", on=today(), actor=None)
    assert len(table_rows(reviewer.get(LIST))) == 3
    assert "参保的" in table_rows(reviewer.get(LIST, {"state": "insured"}))[1]
    assert "被用人单位录用" in table_rows(reviewer.get(LIST, {"state": "ended"}))[1]
    assert len(table_rows(reviewer.get(LIST, {"village": "140522100203"}))) == 2
    assert len(table_rows(reviewer.get(LIST, {"township": "140522100"}))) == 3
    assert len(table_rows(reviewer.get(LIST, {"q": "久未"}))) == 2
    assert "没有符合条件的登记" in words(reviewer.get(LIST, {"reason": "70"}))


@pytest.mark.parametrize("after", ["x", "2026-13-01~1", "~", "2026-01-01~x", "9" * 40])
def test_an_address_put_together_by_hand_is_no_fault(county, browser, after):
    registered(county)
    for url in ("", "flexible/", "hardship/", "certificates/"):
        for state in ("", "ended", "nonsense"):
            assert browser.get(LIST + url, {"after": after, "state": state}).status_code == 200


def test_pages_go_on_where_the_last_one_ended(county, browser):
    for number in range(51):
        registered(county, f"人{number:02d}", since=number % 4)
    first = browser.get(LIST)
    assert len(table_rows(first)) == 51
    second = browser.get(LIST + first.context["next_url"])
    assert len(table_rows(second)) == 2


def test_a_contact_is_recorded_and_lets_the_time_run_anew(county, browser):
    row = registered(county, since=150)
    url = reverse("records:unemployment", args=[row.pk])
    with at_most():
        page = browser.get(url)
    assert "记录一次联系" in words(page)
    assert "139" not in words(page)
    wrong = browser.post(url, {"channel": "phone", "note": ""})
    assert wrong.status_code == 422
    assert "请写一句求职情况" in words(wrong)
    browser.post(url, {"channel": "phone", "note": "在找活"})
    row.refresh_from_db()
    assert row.last_contact_on == today()
    assert "在找活" in words(browser.get(url))


def test_what_speaks_against_a_registration_is_said_with_where_to_settle_it(county, browser):
    row = registered(county)
    unit_job(row.resident)
    page = words(browser.get(reverse("records:unemployment", args=[row.pk])))
    assert "登记失业，但有相反的记录" in page
    assert "请原单位到参保地社保经办机构办理减员" in page


def test_flexible_workers_are_listed_with_their_work(county, browser):
    person = woman(county, name="摆摊人", telephone="13935612345")
    spells.register_spell(
        resident=person,
        on=today(),
        actor=None,
        case_number="S1",
        work_form="stall",
        starts_on=today(),
        place="县城",
        income_range="2000-3000",
    )
    rows = table_rows(browser.get(LIST + "flexible/"))
    assert all(word in rows[1] for word in ("摆摊人", "摆摊经营", "县城", "2000至3000元", "139****2345"))
    assert len(table_rows(browser.get(LIST + "flexible/", {"state": "ended"}))) == 0
    assert "没有符合条件" in words(browser.get(LIST + "flexible/", {"form": "care"}))


def test_proposed_at_the_point_and_recognised_at_the_county(county, browser, reviewer):
    person = registered(county).resident
    url = reverse("records:hardship_propose", args=[person.pk])
    page = words(browser.get(url))
    assert "大龄失业人员：女，40周岁，已满40周岁" in page
    assert "目前不符合的类别" in page
    assert "长期失业人员" in page
    assert browser.post(url, {"category": "长期失业", "evidence": "x"}).status_code == 422
    empty = browser.post(url, {"category": "大龄", "evidence": ""})
    assert empty.status_code == 422
    assert "请写明查验了什么材料" in words(empty)
    browser.post(url, {"category": "大龄", "evidence": "身份证"})
    row = Hardship.objects.get()
    assert "已经上报过" in words(browser.get(url))
    one = reverse("records:hardship_one", args=[row.pk])
    assert browser.post(one, {"act": "recognise"}).status_code == 403
    assert "待认定的就业困难人员" in words(reviewer.get("/"))
    assert "赵失业" in table_rows(reviewer.get(LIST + "hardship/"))[1]
    refused = reviewer.post(one, {"act": "refuse", "note": ""})
    assert refused.status_code == 422
    assert "请写明不予认定的原因" in words(refused)
    assert reviewer.post(one, {"act": "nonsense"}).status_code == 422
    reviewer.post(one, {"act": "recognise", "note": "属实"})
    row.refresh_from_db()
    assert row.state == "active"
    assert "已认定" in words(browser.get(LIST + "hardship/"))
    reviewer.post(one, {"act": "end", "note": "已稳定就业"})
    row.refresh_from_db()
    assert (row.state, row.ended_why) == ("ended", "已稳定就业")


def test_who_is_not_registered_is_sent_to_item_11_first(county, browser):
    person = woman(county)
    page = words(browser.get(reverse("records:hardship_propose", args=[person.pk])))
    assert "还没有登记失业" in page


def test_a_reviewer_of_another_line_has_no_records(county):
    registered(county)
    other = signed_in(make.reviewer(county, Line.CARD))
    assert other.get(LIST).status_code == 403
    assert signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)).get(LIST).status_code == 403


def test_a_certificate_is_issued_lost_found_and_issued_again(county, browser):
    person = woman(county)
    answer = browser.post(reverse("records:certificate_issue", args=[person.pk]))
    one = Certificate.objects.get()
    url, act = answer.url, reverse("records:certificate_act", args=[one.pk])
    assert one.number in words(browser.get(url))
    browser.post(act, {"act": "lost"})
    assert "已挂失" in words(browser.get(url))
    browser.post(act, {"act": "found"})
    browser.post(act, {"act": "reissue", "why": ""})
    assert one.copies.count() == 1
    browser.post(act, {"act": "reissue", "why": "遗失"})
    assert one.copies.count() == 2
    browser.post(act, {"act": "nonsense"})
    assert browser.post(act, {"act": "cancel", "why": "重复"}).status_code == 403
    one.refresh_from_db()
    assert one.state == "valid"


def test_the_county_cancels_a_certificate(county, reviewer):
    row = registered(county)
    one = Certificate.objects.get()
    reviewer.post(reverse("records:certificate_act", args=[one.pk]), {"act": "cancel", "why": "重复发证"})
    one.refresh_from_db()
    assert (one.state, row.state) == ("cancelled", "active")


def test_a_certificate_is_found_by_its_number(county, browser):
    registered(county, "甲")
    registered(county, "乙")
    number = Certificate.objects.get(resident__name="乙").number
    rows = table_rows(browser.get(LIST + "certificates/", {"q": number}))
    assert len(rows) == 2
    assert "乙" in rows[1]


def test_the_page_is_printed_with_a_code_and_counted(county, browser):
    registered(county)
    one = Certificate.objects.get()
    url = reverse("records:certificate_paper", args=[one.pk])
    for _ in range(2):
        assert browser.get(url).content.startswith(b"%PDF-")
    assert PrintRecord.objects.filter(paper="certificate", reference=f"{one.number}-1").count() == 2
    certificates.report_lost(certificate=one, on=today(), actor=None)
    assert browser.get(url).status_code == 302


@pytest.mark.parametrize(
    ("what", "word"),
    [("unemployed", "演示厂"), ("flexible", "摆摊经营"), ("hardship", "大龄"), ("certificates", "1405222")],
)
def test_the_lists_are_exported_masked_and_audited(county, browser, what, word):
    row = registered(county, telephone="13935612345")
    hardship.propose(resident=row.resident, category="大龄", evidence="身份证", on=today(), actor=None)
    spells.register_spell(
        resident=woman(county, name="摆摊人"),
        on=today(),
        actor=None,
        case_number="S1",
        work_form="stall",
        starts_on=today(),
    )
    answer = browser.get(
        reverse("records:export", args=[what]), {"state": "proposed"} if what == "hardship" else {}
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    text = "\n".join(str(cell.value) for line in sheet.iter_rows() for cell in line)
    assert word in text
    assert row.resident.id_number not in text
    assert "13935612345" not in text
    assert AuditEntry.objects.filter(action="records.exported", object_id=what).exists()
    assert browser.get(reverse("records:export", args=["nonsense"])).status_code == 404


def test_the_home_page_says_whom_to_get_in_touch_with(county, browser):
    registered(county, since=400)
    assert "超期未联系的失业人员" in words(browser.get("/"))
