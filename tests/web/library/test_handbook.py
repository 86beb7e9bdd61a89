"""The handbook's pages: read beside the counter, edited, issued, acknowledged, printed, exported."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.policies.models import HandbookEntry, HandbookIssue, IssueDelivery
from cuncuntong.ledgers.policies.services import acknowledge, issue_handbook
from cuncuntong.network import parameters, workdays
from cuncuntong.network.enums import DutyKind
from tests.ledgers.policies.make import entry
from tests.web.support import County, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
BOOK, ISSUES = "/library/handbook/", "/library/handbook/issues/"


@pytest.fixture(autouse=True)
def _afresh() -> None:
    parameters.forget_parameters()
    workdays.forget_calendar()


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def editor(county):
    return signed_in(county.business_admin())


def test_an_items_questions_are_one_click_from_its_screen(county):
    one = entry("要带什么？", "带身份证。", item="33")
    clerk, person = county.clerk(), county.resident()
    browser = signed_in(clerk)
    target = "/library/handbook/items/33/"
    for page in (reverse("counter:form", args=[person.pk, "33"]), reverse("guide:item", args=["33"])):
        assert target in browser.get(page).content.decode(), page
    text = words(browser.get(target))
    assert "要带什么？" in text and "带身份证。" in text and one.question in text


def test_the_form_of_an_item_leads_there_too(county):
    person = county.resident(birth="19900101")
    page = signed_in(county.clerk()).get(reverse("counter:form", args=[person.pk, "28"]))
    assert "/library/handbook/items/28/" in page.content.decode()


def test_words_find_questions_of_all_items(county):
    entry("卡丢了怎么办？", "办理临时挂失。", item="40")
    entry("养老金怎么算？", "看缴费年限。", item="34")
    page = signed_in(county.clerk()).get(BOOK, {"q": "挂失"})
    assert "<mark>挂失</mark>" in page.content.decode() and "养老金怎么算" not in words(page)


def test_an_entry_is_added_changed_and_taken_out(editor):
    typed = {"item": "33", "question": "在哪里查？", "answer": "在服务点查。", "basis": "", "order": "10"}
    editor.post("/library/handbook/entries/add/", {**typed, "version": "0"})
    one = HandbookEntry.objects.get()
    url = reverse("library:entry_edit", args=[one.pk])
    editor.post(url, {**typed, "answer": "在任一服务点查。", "version": "1", "note": "更准"})
    page = words(editor.get(reverse("library:entry", args=[one.pk])))
    assert "在任一服务点查。" in page and "第1版" in page and "更准" in page
    late = editor.post(url, {**typed, "answer": "别的", "version": "1"})
    assert late.status_code == 422 and "别人已经修改过" in words(late)
    editor.post(reverse("library:entry_withdraw", args=[one.pk]), {"version": "2", "reason": "重复"})
    assert "还没有问答" in words(editor.get("/library/handbook/items/33/"))


@pytest.mark.parametrize("wrong", [{"question": ""}, {"answer": ""}, {"order": "0"}, {"item": "99"}])
def test_what_is_wrong_with_an_entry_is_said(editor, wrong):
    typed = {"item": "", "question": "问？", "answer": "答。", "order": "10", "version": "0", **wrong}
    page = editor.post("/library/handbook/entries/add/", typed)
    assert page.status_code == 422 and not HandbookEntry.objects.exists()


def test_an_issue_is_sent_acknowledged_and_shown_where_it_is_late(county, editor):
    entry(item="1")
    sent = editor.post(ISSUES + "send/", {"note": "第一次"}, follow=True)
    issue = HandbookIssue.objects.get()
    assert f"{issue}已发到各服务点" in words(sent) and "0 个点" in words(sent)
    clerk = signed_in(county.clerk())
    assert "问答手册待签收" in words(clerk.get("/")) and "请签收" in words(clerk.get(BOOK))
    done = clerk.post(reverse("library:acknowledge", args=[issue.pk]), follow=True)
    assert "水村服务点已签收" in words(done)
    assert "问答手册待签收" not in words(clerk.get("/"))
    with time_machine.travel(issue.due_on + dt.timedelta(days=5), tick=False):
        later = signed_in(county.business_admin())
        assert "问答手册超期未签收" in words(later.get("/"))
        rows = table_rows(later.get(ISSUES + "late/"))
        assert len(rows) == 3 and all("超期" in row for row in rows[1:])
        township = signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.beiliu))
        assert [row.split()[0] for row in table_rows(township.get(ISSUES + "late/"))[1:]] == ["皇城村服务点"]


def test_sending_again_without_a_change_is_refused_in_words(county, editor):
    entry()
    issue_handbook(note="", actor=None)
    assert "没有改动，不用再发" in words(editor.post(ISSUES + "send/", follow=True))
    assert HandbookIssue.objects.count() == 1


def test_a_clerk_can_not_send_nor_acknowledge_for_others(county):
    entry()
    issue = issue_handbook(note="", actor=None)
    clerk = signed_in(county.clerk())
    assert clerk.post(ISSUES + "send/").status_code == 403
    clerk.post(reverse("library:acknowledge", args=[issue.pk]))
    done = IssueDelivery.objects.filter(acknowledged_at__isnull=False)
    assert [one.point.division.name for one in done] == ["水村"]
    reviewer = signed_in(county.caller(DutyKind.OVERSEER, county.county))
    assert reviewer.post(reverse("library:acknowledge", args=[issue.pk])).status_code == 404


def test_acknowledgements_go_into_a_workbook(county, editor):
    entry()
    issue = issue_handbook(note="", actor=None)
    acknowledge(caller=county.clerk(), issue_id=issue.pk)
    answer = editor.get(reverse("library:issue_export", args=[issue.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    told = {row[1]: (row[3], row[5]) for row in rows if "服务点" in str(row[1])}
    assert told["水村服务点"] == ("已签收", "张三") and told["宋庄村服务点"] == ("待签收", "")
    assert AuditEntry.objects.filter(action="handbook.exported").count() == 1


def test_the_book_has_a_cover_contents_and_every_entry(county, editor):
    for number in range(1, 5):
        entry(f"问题{number}？", "先说结论。\n再说办法。", item=str(number), basis="本县文件")
    issue = issue_handbook(note="", actor=None)
    for address in (BOOK + "book/", f"{BOOK}book/?issue={issue.pk}"):
        answer = editor.get(address)
        assert answer["Content-Type"] == "application/pdf"
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            # Cover, contents, and the entries; the contents lead to the chapters.
            assert len(pdf.pages) >= 3
            assert len(pdf.pages[1].get("/Annots", [])) >= 4
    assert editor.get(BOOK + "book/?issue=999999999999").status_code == 404


def test_an_issues_page_filters_its_points(county, editor):
    entry()
    issue = issue_handbook(note="", actor=None)
    acknowledge(caller=county.clerk(), issue_id=issue.pk)
    url = reverse("library:issue", args=[issue.pk])
    assert len(table_rows(editor.get(url, {"state": "waiting"}))) == 3
    assert len(table_rows(editor.get(url, {"township": "140522101"}))) == 2
    assert str(timezone.localdate().year) in words(editor.get(ISSUES))
