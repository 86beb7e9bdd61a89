"""What becomes of a case at its point: supplemented, corrected, withdrawn, told, taken over."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.enums import BlankState, State
from cuncuntong.cases.models import BlankForm, Case, Draft, InboxItem, Notice
from cuncuntong.cases.services import blank_forms, review
from cuncuntong.cases.services.attachments import attach
from cuncuntong.cases.services.drafts import new_key, save_draft
from cuncuntong.cases.services.filing import file_case
from cuncuntong.cases.services.review import SlipDraft
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from cuncuntong.rules.registry import items
from tests.ledgers.make import County
from tests.web.counter_make import hidden, photo, signed_in, words

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
MOST_QUERIES = 12
ENROL = "28"


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def worker(county: County) -> Caller:
    return county.clerk()


@pytest.fixture
def clerk(worker: Caller) -> Client:
    return signed_in(worker)


@pytest.fixture
def reviewer(county: County) -> Caller:
    return county.caller(DutyKind.REVIEWER, county.county)


@pytest.fixture
def stranger(county: County) -> Client:
    """A clerk of another township's point."""
    return signed_in(county.clerk(county.huangcheng))


def enrolled(county: County, worker: Caller, person: Resident | None = None) -> Case:
    person = person or county.resident("李秀英", birth="19840305", telephone="13835600001")
    item = items.get(ENROL)
    values = {"level": "300", "hukou": "rural"}
    draft = save_draft(caller=worker, key=new_key(), item=item, resident=person, form=values, version=0)
    attach(caller=worker, draft=draft, material="id_page", upload=photo())
    return file_case(
        caller=worker, item=item, resident=person, form=values, idempotency_key=draft.key, draft=draft
    ).case


def returned(county: County, worker: Caller, reviewer: Caller) -> Case:
    case = enrolled(county, worker)
    page = case.attachments.get()
    lines = [
        SlipDraft("field", "档次与本人说的不符", "请问清后改选", field="level"),
        SlipDraft("page", "照片模糊，看不清号码", "请重拍", attachment_id=page.pk, page=1),
    ]
    review.claim(caller=reviewer, case_id=case.pk)
    case.refresh_from_db()
    review.return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=lines)
    case.refresh_from_db()
    return case


def approved(county: County, worker: Caller, reviewer: Caller) -> Case:
    case = enrolled(county, worker)
    review.approve(caller=reviewer, case_id=case.pk, version=case.version)
    case.refresh_from_db()
    return case


def at(step: str, case: Case, *more: Any) -> str:
    return reverse(f"counter:{step}", args=[case.number, *more])


def test_only_what_the_slip_names_is_made_again(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    page = clerk.get(at("supplement", case))
    text = words(page)
    assert "照片模糊，看不清号码" in text
    assert "档次与本人说的不符" in text
    assert 'name="hukou"' not in page.content.decode()
    assert "计时暂停" in text
    sent = {"case_version": hidden(page, "case_version"), "version": hidden(page, "version")}
    early = clerk.post(at("supplement", case), {**sent, "level": "300", "hukou": "urban"})
    assert early.status_code == 422
    assert "还是原来的内容" in words(early)
    assert "还没有重新上传这一页" in words(early)
    old = case.attachments.get()
    slot = f"page-{old.pk}"
    back = clerk.post(
        at("page_again", case), {**sent, "level": "500", "slot": slot, f"file-{slot}": photo(colour="blue")}
    )
    assert back.status_code == 302
    again = clerk.get(at("supplement", case))
    # What was typed came along with the upload.
    assert 'value="500" selected' in again.content.decode() or 'value="500" checked' in again.content.decode()
    sent = {"case_version": hidden(again, "case_version"), "version": hidden(again, "version")}
    done = clerk.post(at("supplement", case), {**sent, "level": "500", "hukou": "urban"})
    assert done.headers["Location"] == at("done", case)
    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    assert case.form["level"] == "500"
    assert case.form["hukou"] == "rural"
    old.refresh_from_db()
    assert old.replaced_by is not None


def test_a_page_that_was_chosen_is_taken_with_the_supplement_itself(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    old = case.attachments.get()
    page = clerk.get(at("supplement", case))
    sent = {"case_version": hidden(page, "case_version"), "version": hidden(page, "version")}
    chosen = f"file-page-{old.pk}"
    # Another line is not settled yet: the chosen page is kept all the same.
    early = clerk.post(at("supplement", case), {**sent, "level": "300", chosen: photo("新照片.jpg", "blue")})
    assert early.status_code == 422
    assert "还是原来的内容" in words(early)
    assert "还没有重新上传这一页" not in words(early)
    assert "新照片" in words(early)
    sent["version"] = hidden(early, "version")
    done = clerk.post(at("supplement", case), {**sent, "level": "500"})
    assert done.headers["Location"] == at("done", case)
    old.refresh_from_db()
    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    assert old.replaced_by is not None
    assert old.replaced_by.case_id == case.pk


def test_a_chosen_file_that_cannot_be_taken_holds_the_supplement_back(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    old = case.attachments.get()
    page = clerk.get(at("supplement", case))
    sent = {"case_version": hidden(page, "case_version"), "version": hidden(page, "version")}
    false = SimpleUploadedFile("假照片.jpg", b"no picture", content_type="image/jpeg")
    answer = clerk.post(at("supplement", case), {**sent, "level": "500", f"file-page-{old.pk}": false})
    assert answer.status_code == 422
    assert words(answer).count("假照片.jpg：") == 2  # above the form and at the line
    assert (
        'value="500" selected' in answer.content.decode() or 'value="500" checked' in answer.content.decode()
    )
    case.refresh_from_db()
    assert case.state == State.RETURNED


def test_a_page_goes_up_by_itself_and_only_its_line_is_answered(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    slot = f"page-{case.attachments.get().pk}"
    sent = {"slot": slot, "level": "500", "version": "0", f"file-{slot}": photo("新照片.jpg", "blue")}
    answer = clerk.post(at("page_again", case), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'id="again-{slot}"' in answer.content.decode()
    assert "新照片" in words(answer)
    assert "<form" not in answer.content.decode()
    draft = Draft.objects.get(case=case)
    assert hidden(answer, "version") == str(draft.version)
    assert draft.form["level"] == "500"
    none = clerk.post(
        at("page_again", case), {"slot": slot, "version": str(draft.version)}, headers={"HX-Request": "true"}
    )
    assert none.status_code == 422
    assert "请先选择照片或文件" in words(none)


def test_a_page_that_was_chosen_is_taken_with_the_correction_and_with_the_form(
    county: County, worker: Caller, clerk: Client
) -> None:
    case = enrolled(county, worker)
    old = case.attachments.get()
    page = clerk.get(at("correct", case))
    sent = {"case_version": hidden(page, "case_version"), "version": hidden(page, "version")}
    values = {"hukou": "rural", "level": "500", f"file-page-{old.pk}": photo(colour="blue")}
    assert clerk.post(at("correct", case), {**sent, **values}).status_code == 302
    old.refresh_from_db()
    assert old.replaced_by is not None
    person = county.resident("王小明", birth="19900305", telephone="13835600002")
    page = clerk.get(reverse("counter:form", args=[person.pk, ENROL]))
    sent = {"draft_key": hidden(page, "draft_key"), "version": "0", "level": "300", "hukou": "rural"}
    false = SimpleUploadedFile("假照片.jpg", b"no picture", content_type="image/jpeg")
    check = reverse("counter:check", args=[person.pk, ENROL])
    answer = clerk.post(check, {**sent, "file-id_page": false})
    assert answer.status_code == 422
    assert words(answer).count("假照片.jpg：") == 2
    sent["version"] = hidden(answer, "version")
    assert clerk.post(check, {**sent, "file-id_page": photo()}).status_code == 302
    assert Draft.objects.get(key=sent["draft_key"]).attachments.get().material == "id_page"


def test_a_page_that_the_slip_does_not_name_stays(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = enrolled(county, worker)
    review.claim(caller=reviewer, case_id=case.pk)
    case.refresh_from_db()
    line = SlipDraft("field", "档次不符", field="level")
    review.return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=[line])
    slot = f"page-{case.attachments.get().pk}"
    answer = clerk.post(at("page_again", case), {"slot": slot, f"file-{slot}": photo()})
    assert answer.status_code == 404


def test_a_page_made_again_can_be_taken_out(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    old = case.attachments.get()
    slot = f"page-{old.pk}"
    clerk.post(at("page_again", case), {"slot": slot, f"file-{slot}": photo(colour="blue")})
    old.refresh_from_db()
    clerk.post(at("page_again_remove", case, old.replaced_by_id))
    old.refresh_from_db()
    assert old.replaced_by is None


def test_another_townships_case_is_neither_read_nor_written_nor_attached_to(
    county: County, worker: Caller, stranger: Client, reviewer: Caller
) -> None:
    case = returned(county, worker, reviewer)
    slot = f"page-{case.attachments.get().pk}"
    for step in ("supplement", "withdraw", "deliver", "correct"):
        assert stranger.get(at(step, case)).status_code == 404
        assert stranger.post(at(step, case), {"reason": "不办了"}).status_code == 404
    assert stranger.get(at("done", case)).status_code == 404
    assert stranger.post(at("case_draft", case), {"level": "500"}).status_code == 404
    answer = stranger.post(at("page_again", case), {"slot": slot, f"file-{slot}": photo()})
    assert answer.status_code == 404
    case.refresh_from_db()
    assert case.state == State.RETURNED
    assert case.attachments.count() == 1


def test_another_points_draft_is_not_there(county: County, worker: Caller, stranger: Client) -> None:
    person = county.resident()
    draft = save_draft(caller=worker, key=new_key(), item=items.get("1"), resident=person, form={}, version=0)
    assert stranger.get(reverse("counter:draft", args=[draft.key])).status_code == 404
    assert stranger.post(reverse("counter:draft_drop", args=[draft.key])).status_code == 404
    assert type(draft).objects.filter(pk=draft.pk).exists()


def test_correcting_keeps_the_old_in_the_history(county: County, worker: Caller, clerk: Client) -> None:
    case = enrolled(county, worker)
    page = clerk.get(at("correct", case))
    sent = {"case_version": hidden(page, "case_version"), "hukou": "rural"}
    same = clerk.post(at("correct", case), {**sent, "level": "300"})
    assert same.status_code == 422
    assert "没有变化" in words(same)
    assert clerk.post(at("correct", case), {**sent, "level": "1000", "reason": "说错了"}).status_code == 302
    case.refresh_from_db()
    assert case.form["level"] == "1000"
    assert case.events.get(move="correct").detail["changed"]["level"] == ["300", "1000"]
    stale = clerk.post(at("correct", case), {**sent, "level": "500"})
    assert stale.status_code == 409
    assert "没有更正" in words(stale)


def test_two_tabs_of_a_correction_are_both_shown_in_words(
    county: County, worker: Caller, clerk: Client
) -> None:
    case = enrolled(county, worker)
    save, page = at("case_draft", case), clerk.get(at("correct", case))
    opened = {"version": hidden(page, "version"), "hukou": "rural"}
    first = clerk.post(save, {**opened, "level": "500", "hukou": "urban"})
    # The second tab was opened before there was any draft.
    second = clerk.post(save, {**opened, "level": "1000"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert Draft.objects.get(case=case).form["level"] == "500"
    answer = second.json()
    assert answer["url"] == at("correct", case)
    rows = {label: (theirs, mine) for label, theirs, mine in answer["rows"]}
    assert "500" in rows["缴费档次"][0] and "1000" in rows["缴费档次"][1]
    assert not {"rural", "urban"} & set(rows["户口性质"])
    assert clerk.post(save, {**opened, "version": str(answer["version"]), "level": "1000"}).status_code == 200
    assert Draft.objects.get(case=case).form["level"] == "1000"


def test_withdrawing_needs_a_reason(county: County, worker: Caller, clerk: Client) -> None:
    case = enrolled(county, worker)
    missing = clerk.post(at("withdraw", case), {"reason": ""})
    assert missing.status_code == 422
    assert "请写明原因" in words(missing)
    clerk.post(at("withdraw", case), {"reason": "居民本人不再办理"})
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    late = clerk.post(at("withdraw", case), {"reason": "再撤一次"})
    assert late.status_code == 422
    assert "已撤回" in words(late)


def test_a_result_is_read_and_told_once(
    county: County, worker: Caller, clerk: Client, reviewer: Caller
) -> None:
    case = approved(county, worker, reviewer)
    inbox = clerk.get(reverse("counter:inbox"))
    assert at("deliver", case) in inbox.content.decode()
    assert InboxItem.objects.get().read_at is None
    page = clerk.get(at("deliver", case))
    notice = Notice.objects.get()
    assert notice.text in page.content.decode()
    assert InboxItem.objects.get().read_at is not None
    told = {"notice": str(notice.pk), "channel": "read_out"}
    for _ in range(2):
        clerk.post(at("deliver", case), told)
    case.refresh_from_db()
    assert case.state == State.FED_BACK
    assert case.events.filter(move="feed_back").count() == 1
    assert "已经告知" in words(clerk.get(at("deliver", case)))
    nonsense = clerk.post(at("deliver", case), {"notice": "x", "channel": "sms"}, follow=True)
    assert "没有记录" in words(nonsense)


@pytest.mark.parametrize("tab", ["open", "returned", "to-tell", "all"])
def test_the_points_cases_come_by_tab_within_few_queries(
    county: County, worker: Caller, clerk: Client, reviewer: Caller, tab: str
) -> None:
    mine = returned(county, worker, reviewer)
    enrolled(county, worker, county.resident("王小兰", birth="19850101"))
    other = county.clerk(county.huangcheng)
    elsewhere = enrolled(
        county, other, county.resident("孙桂花", village=county.huangcheng, birth="19860101")
    )
    url = reverse("counter:cases")
    clerk.get(url)
    with CaptureQueriesContext(connection) as queries:
        page = clerk.get(url, {"tab": tab})
    ours = [one["sql"] for one in queries if not one["sql"].startswith(TRANSACTION)]
    assert len(ours) <= MOST_QUERIES, "\n".join(ours)
    text = page.content.decode()
    assert elsewhere.number not in text
    assert (mine.number in text) == (tab in {"returned", "all"})
    found = clerk.get(url, {"tab": "all", "q": "王小"}).content.decode()
    assert "王小兰" in found
    assert mine.number not in found


def test_a_colleagues_cases_are_taken_over_once_he_left(
    county: County, worker: Caller, clerk: Client
) -> None:
    former = county.clerk()
    case = enrolled(county, former)
    url = reverse("counter:take_over")
    assert "没有需要接手" in words(clerk.get(url))
    refused = clerk.post(url, {"account": former.account.pk}, follow=True)
    assert "没有可以接手" in words(refused)
    former.account.duties.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert "1件" in words(clerk.get(url))
    clerk.post(url, {"account": former.account.pk})
    case.refresh_from_db()
    assert case.handler == worker.account


def test_a_blank_form_is_entered_once_with_its_true_time(
    county: County, worker: Caller, clerk: Client
) -> None:
    person = county.resident("王大山", birth="19850101", telephone="13835600001")
    blank = blank_forms.issue(caller=worker, item=items.get("1"), count=1)[0]
    printed = timezone.now() - dt.timedelta(days=3)
    BlankForm.objects.update(printed_at=printed)
    taken = timezone.localtime(printed + dt.timedelta(hours=20)).replace(second=0, microsecond=0)
    entry = {"number": blank.number, "day": f"{taken:%Y%m%d}", "time": f"{taken:%H:%M}", "q": "王大山"}
    page = clerk.get(reverse("counter:blank_enter"), entry)
    assert page.status_code == 200, words(page)
    assert "王大山" in words(page)
    form = clerk.get(
        reverse("counter:form", args=[person.pk, "1"]),
        {"blank": blank.number, "accepted_at": taken.isoformat()},
    )
    assert blank.number in words(form)
    sent = {name: hidden(form, name) for name in ("draft_key", "version", "blank", "accepted_at")} | {
        "action": "register",
        "occupation": "厨师",
        "work_place": "本县",
        "shown_to_employers": "no",
    }
    clerk.post(reverse("counter:check", args=[person.pk, "1"]), sent)
    case = Case.objects.get()
    assert case.number == blank.number
    assert timezone.localtime(case.accepted_at) == taken
    assert JobSeeker.objects.get().registered_on == taken.date()
    again = clerk.post(
        reverse("counter:check", args=[person.pk, "1"]), {**sent, "draft_key": new_key()}, follow=True
    )
    assert "已经补录" in words(again)
    assert Case.objects.count() == 1
    used = clerk.get(reverse("counter:blank_enter"), entry)
    assert used.status_code == 422
    assert "已经补录" in words(used)


def test_a_blank_form_keeps_its_number_while_pages_come_and_go(
    county: County, worker: Caller, clerk: Client
) -> None:
    person = county.resident("王大山", birth="19850101", telephone="13835600001")
    blank = blank_forms.issue(caller=worker, item=items.get("28"), count=1)[0]
    taken = timezone.localtime().isoformat()
    start = reverse("counter:form", args=[person.pk, "28"])
    form = clerk.get(start, {"blank": blank.number, "accepted_at": taken})
    sent = {name: hidden(form, name) for name in ("draft_key", "version", "blank", "accepted_at")}
    added = clerk.post(
        reverse("counter:page_add", args=[person.pk, "28"]),
        {**sent, "material": "id_page", "file-id_page": photo()},
        follow=True,
    )
    assert hidden(added, "blank") == blank.number
    # What is offered instead of the draft is still this blank form.
    assert re.search(rf"\?fresh=1&amp;blank={blank.number}&amp;accepted_at=", added.content.decode())
    page = Draft.objects.get().attachments.get()
    removed = clerk.post(
        reverse("counter:page_remove", args=[person.pk, "28", page.pk]),
        {**sent, "version": hidden(added, "version")},
        follow=True,
    )
    assert (hidden(removed, "blank"), hidden(removed, "accepted_at")) == (blank.number, sent["accepted_at"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"number": "B20990101000019"}, "没有这个编号"),
        ({"day": "20260231"}, "有效的日期"),
        ({"day": "20990101"}, "不能晚于今天"),
        ({"time": "25:70"}, "有效的时间"),
        ({"day": "20200101"}, "不能早于这张表的打印时间"),
    ],
)
def test_a_wrong_entry_of_a_blank_form_is_said(
    county: County, worker: Caller, clerk: Client, wrong: dict[str, str], said: str
) -> None:
    blank = blank_forms.issue(caller=worker, item=items.get("1"), count=1)[0]
    today = f"{timezone.localdate():%Y%m%d}"
    entry = {"number": blank.number, "day": today, "time": "09:30", **wrong}
    page = clerk.get(reverse("counter:blank_enter"), entry)
    assert page.status_code == 422
    assert said in words(page)


def test_a_form_taken_in_the_minute_of_its_printing_can_be_entered(worker: Caller, clerk: Client) -> None:
    blank = blank_forms.issue(caller=worker, item=items.get("1"), count=1)[0]
    printed = timezone.localtime() - dt.timedelta(hours=1)
    BlankForm.objects.update(printed_at=printed.replace(second=59))
    entry = {"number": blank.number, "day": f"{printed:%Y%m%d}", "time": f"{printed:%H:%M}"}
    assert clerk.get(reverse("counter:blank_enter"), entry).status_code == 200


def test_lists_of_forms_and_drafts_count_all_and_keep_mine_in_sight(
    county: County, worker: Caller, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuncuntong.web.counter.views.drafts.MOST_SHOWN", 2)
    monkeypatch.setattr("cuncuntong.web.counter.views.blank_forms.MOST_SHOWN", 2)
    person, colleague = county.resident("李秀英"), county.clerk()
    for caller in (worker, colleague, colleague, colleague):
        item = items.get(ENROL)
        save_draft(caller=caller, key=new_key(), item=item, resident=person, form={}, version=0)
    mine = clerk.get(reverse("counter:drafts"))
    assert [tab["count"] for tab in mine.context["tabs"]] == [1, 4]
    assert len(mine.context["rows"]) == 1
    spoilt = blank_forms.issue(caller=worker, item=items.get("1"), count=1)[0]
    blank_forms.void(caller=worker, number=spoilt.number, reason="写错")
    blank_forms.issue(caller=worker, item=items.get("1"), count=3)
    void = clerk.get(reverse("counter:blank_forms"), {"state": "void"})
    assert {tab["label"]: tab["count"] for tab in void.context["tabs"]}[str(BlankState.VOID.label)] == 1
    assert [row["form"].number for row in void.context["rows"]] == [spoilt.number]
    odd = clerk.get(reverse("counter:blank_forms"), {"state": "nonsense"})
    assert [tab["current"] for tab in odd.context["tabs"]].count(True) == 1


def test_a_spoilt_form_is_void_with_its_reason_and_only_at_its_point(
    county: County, worker: Caller, clerk: Client, stranger: Client
) -> None:
    blank = blank_forms.issue(caller=worker, item=items.get("1"), count=1)[0]
    url = reverse("counter:blank_void")
    assert "没有这个编号" in words(stranger.post(url, {"number": blank.number, "reason": "写错"}))
    assert clerk.post(url, {"number": blank.number, "reason": ""}).status_code == 422
    clerk.post(url, {"number": blank.number, "reason": "写错"})
    blank.refresh_from_db()
    assert (blank.state, blank.void_reason) == (BlankState.VOID, "写错")
    assert blank.number in clerk.get(reverse("counter:blank_forms"), {"state": "void"}).content.decode()


def test_who_may_not_file_is_told_so(county: County, worker: Caller) -> None:
    case = enrolled(county, worker)
    overseer = signed_in(county.caller(DutyKind.OVERSEER, county.county))
    for name in ("start", "find", "drafts", "inbox", "cases", "blank_forms", "take_over", "register"):
        assert overseer.get(reverse(f"counter:{name}")).status_code == 403
    assert overseer.get(at("supplement", case)).status_code == 403
