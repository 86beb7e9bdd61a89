"""The job market's screens: registering, posting, verifying and reviewing, by staff."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.spreadsheets import read_rows
from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line
from cuncuntong.web.work.export import COLUMNS
from tests.cases.make import reviewer
from tests.ledgers.jobs import make
from tests.web.support import County, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def boss(county: County) -> Caller:
    return make.reviewer_of_jobs(county)


def entries(county: County, **more: str) -> dict[str, str]:
    values = {
        "kind": "unit",
        "name": "演示新厂",
        "credit_code": make.credit_code(),
        "contact_name": "王测试",
        "telephone": "15400007777",
        "place": county.shuicun.code,
        "consented": "on",
    }
    return {**values, **more}


def gig_form(county: County, **more: str) -> dict[str, str]:
    today = timezone.localdate()
    values = {
        "title": "摘花椒",
        "description": "采摘花椒，装筐。",
        "headcount": "4",
        "pay_unit": "day",
        "pay_low": "150",
        "hours": "day",
        "starts_on": f"{today + dt.timedelta(days=2):%Y%m%d}",
        "ends_on": f"{today + dt.timedelta(days=5):%Y-%m-%d}",
        "place": county.shuicun.code,
        "insurance": "accident",
        "action": "send",
    }
    return {**values, **more}


def field_errors(page: Any, name: str) -> str:
    found = re.search(rf'id="id_{name}_error">(.*?)</div>', page.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""


def test_a_clerk_registers_a_unit_that_the_county_verifies(county: County, boss: Caller) -> None:
    clerk = signed_in(county.clerk())
    page = clerk.post(reverse("work:employer_add"), entries(county))
    made = Employer.objects.get()
    assert page.url == reverse("work:employer", args=[made.code])
    assert (made.state, made.via, made.village_code) == ("pending", "point", county.shuicun.code)
    home = words(signed_in(boss).get("/"))
    assert "用工主体待核验" in home and "1家" in home
    url = reverse("work:review_employer", args=[made.code])
    assert "演示新厂" in words(signed_in(boss).get(url))
    signed_in(boss).post(url, {"action": "verify", "version": "1", "note": "已看执照"})
    made.refresh_from_db()
    assert (made.state, made.verify_note) == ("verified", "已看执照")


def test_the_county_verifies_what_it_enters_itself(county: County, boss: Caller) -> None:
    signed_in(boss).post(reverse("work:employer_add"), entries(county, verified="on"))
    made = Employer.objects.get()
    assert (made.state, made.via) == ("verified", "county")


def test_mistakes_are_told_at_their_fields_and_what_was_typed_is_kept(county: County) -> None:
    page = signed_in(county.clerk()).post(
        reverse("work:employer_add"), entries(county, credit_code="123", telephone="12345", name="")
    )
    assert page.status_code == 422
    assert "请填写名称" in field_errors(page, "name")
    # The number is looked at by the ledger, once the rest is there.
    page = signed_in(county.clerk()).post(
        reverse("work:employer_add"), entries(county, credit_code="123", telephone="12345")
    )
    assert "应为18位" in field_errors(page, "credit_code")
    assert "联系电话应为11位手机号" in field_errors(page, "telephone")
    assert 'value="演示新厂"' in page.content.decode()
    assert not Employer.objects.exists()


def test_a_doubtful_code_is_confirmed_and_then_taken(county: County) -> None:
    good = make.credit_code()
    bad = good[:17] + ("0" if good[17] != "0" else "1")
    clerk, url = signed_in(county.clerk()), reverse("work:employer_add")
    page = clerk.post(url, entries(county, credit_code=bad))
    assert page.status_code == 422 and "校验位不符" in words(page)
    assert 'name="confirmed"' in page.content.decode()
    assert clerk.post(url, entries(county, credit_code=bad, confirmed="on")).status_code == 302
    assert "校验位不符" in Employer.objects.get().credit_warning


def test_an_employer_that_is_known_is_shown_instead_of_doubled(county: County) -> None:
    known = make.unit(county)
    page = signed_in(county.clerk()).post(
        reverse("work:employer_add"), entries(county, credit_code=known.credit_code)
    )
    assert page.status_code == 422 and reverse("work:employer", args=[known.code]) in page.content.decode()
    # Elsewhere the clerk learns that it is registered, and no more.
    elsewhere = signed_in(county.clerk(county.huangcheng)).post(
        reverse("work:employer_add"),
        entries(county, credit_code=known.credit_code, place=county.huangcheng.code),
    )
    assert "已经登记过" in words(elsewhere)
    assert known.code not in elsewhere.content.decode()


def test_another_line_and_another_township_see_nothing(county: County) -> None:
    known = make.unit(county)
    card = signed_in(reviewer(county, Line.CARD))
    assert card.get(reverse("work:employers")).status_code == 403
    assert card.get(reverse("work:review")).status_code == 403
    assert "用工主体" not in words(card.get("/"))
    beiliu = signed_in(county.clerk(county.huangcheng))
    assert known.name not in words(beiliu.get(reverse("work:employers")))
    assert beiliu.get(reverse("work:employer", args=[known.code])).status_code == 404


def test_numbers_are_masked_and_each_showing_is_logged(county: County) -> None:
    known = make.unit(county, telephone="15400005555")
    clerk = signed_in(county.clerk())
    url = reverse("work:employer", args=[known.code])
    assert "15400005555" not in clerk.get(url).content.decode()
    shown = clerk.post(
        reverse("work:employer_unmask", args=[known.code]),
        {"field": "telephone", "reason": "与用工方联系"},
    )
    assert "15400005555" in words(shown)
    assert AuditEntry.objects.filter(action="employer.unmasked").count() == 1
    other = {"field": "password", "reason": "看看"}
    assert clerk.post(reverse("work:employer_unmask", args=[known.code]), other).status_code == 404
    # The form for changing it shows it masked, and leaves it as it is where nothing is typed.
    page = clerk.get(reverse("work:employer_edit", args=[known.code])).content.decode()
    assert "15400005555" not in page and "154****5555" in page
    assert AuditEntry.objects.filter(action="employer.unmasked").count() == 1


def test_a_one_time_password_is_shown_once(county: County) -> None:
    known = make.unit(county)
    page = signed_in(county.clerk()).post(reverse("work:employer_password", args=[known.code]))
    once = re.search(r"[a-z]{4}-\d{4}-[a-z]{4}-\d{4}", page.content.decode())
    known.refresh_from_db()
    assert once and check_password(once.group(0), known.password) and known.must_change_password


def test_blocking_needs_a_reason_and_keeps_it(county: County, boss: Caller) -> None:
    known = make.verified(county)
    browser = signed_in(boss)
    url = reverse("work:employer_stop", args=[known.code, "block"])
    page = browser.post(url, {"version": known.version, "reason": ""})
    assert page.status_code == 422 and "请写明原因" in words(page)
    browser.post(url, {"version": known.version, "reason": "收押金"})
    known.refresh_from_db()
    assert known.state == "blocked"
    assert "收押金" in words(browser.get(reverse("work:employer", args=[known.code])))
    assert signed_in(county.clerk()).post(url, {"version": known.version}).status_code == 403


def test_a_clerk_posts_a_gig_whose_occupation_is_found_by_its_name(county: County) -> None:
    employer = make.verified(county)
    url = reverse("work:posting_add", args=[employer.code, "gig"])
    signed_in(county.clerk()).post(url, gig_form(county))
    made = Posting.objects.get()
    assert (made.state, made.occupation, made.headcount) == ("pending", "5-01-02-02", 4)
    assert (made.village_code, made.posted_by is not None) == (county.shuicun.code, True)


def test_words_with_several_meanings_are_chosen_among(county: County) -> None:
    employer = make.verified(county)
    url, clerk = reverse("work:posting_add", args=[employer.code, "gig"]), signed_in(county.clerk())
    page = clerk.post(url, gig_form(county, title="帮工", occupation_words="陶瓷成型"))
    assert page.status_code == 422 and "请选最接近的一种" in field_errors(page, "occupation")
    assert 'value="6-15-05-02"' in page.content.decode()
    clerk.post(url, gig_form(county, title="帮工", occupation_words="陶瓷成型", occupation="6-15-05-02"))
    assert Posting.objects.get().occupation == "6-15-05-02"
    page = clerk.post(url, gig_form(county, title="呜哩哇啦"))
    assert "没有找到这种职业" in field_errors(page, "occupation_words")


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"pay_low": "0"}, "pay_low", "报酬不能是零"),
        ({"pay_low": "1000000"}, "pay_low", "高得不合常理"),
        ({"pay_low": "很多"}, "pay_low", "请填写数字"),
        ({"ends_on": "20200101"}, "ends_on", "比开工日期还早"),
        ({"ends_on": "明天"}, "ends_on", "不是有效的日期"),
        ({"headcount": "0"}, "headcount", "最少1"),
        ({"insurance": ""}, "insurance", "请选择保险"),
        ({"description": "<script>alert(1)</script>摘花椒"}, "description", "script"),
        ({"requirements": "30岁以下"}, "requirements", "不得设置与工作无关的年龄限制"),
        ({"requirements": "只要女的"}, "requirements", "《就业促进法》"),
        ({"title": "招工" * 40}, "title", "最多60个字"),
    ],
)
def test_a_posting_that_can_not_be_is_told_at_its_field(county: County, change, field, told) -> None:
    employer = make.verified(county)
    url = reverse("work:posting_add", args=[employer.code, "gig"])
    page = signed_in(county.clerk()).post(url, gig_form(county, **change))
    assert page.status_code == 422
    assert told in field_errors(page, field)
    assert "<script>alert" not in page.content.decode()
    assert not Posting.objects.exists()


def test_what_is_unlikely_is_confirmed(county: County, boss: Caller) -> None:
    employer = make.verified(county)
    url, clerk = reverse("work:posting_add", args=[employer.code, "gig"]), signed_in(county.clerk())
    page = clerk.post(url, gig_form(county, insurance="none"))
    assert page.status_code == 422 and "没有任何保险" in words(page)
    clerk.post(url, gig_form(county, insurance="none", confirmed="on"))
    made = Posting.objects.get()
    shown = words(signed_in(boss).get(reverse("work:review_posting", args=[made.code])))
    assert "没有任何保险" in shown and "系统检查时的提示" in shown


def test_the_reviewer_returns_by_field_and_the_next_one_follows(county: County, boss: Caller) -> None:
    employer = make.verified(county)
    first, second = make.gig(county, employer), make.vacancy(county, employer)
    browser = signed_in(boss)
    queue = table_rows(browser.get(reverse("work:review")))
    assert len(queue) == 3 and "摘花椒" in queue[1]
    url = reverse("work:review_posting", args=[first.code])
    empty = browser.post(url, {"action": "return", "version": first.version, "words-0": " "})
    assert empty.status_code == 422 and "请至少写明一处" in words(empty)
    done = browser.post(
        url,
        {
            "action": "return",
            "version": first.version,
            "field-0": "pay_low",
            "words-0": "写明按天还是按斤",
            "field-1": "",
            "words-1": "请说清楚在哪块地",
        },
    )
    assert done.url == reverse("work:review_posting", args=[second.code])
    first.refresh_from_db()
    assert first.returned == [["pay_low", "写明按天还是按斤"], ["", "请说清楚在哪块地"]]
    page = signed_in(county.clerk()).get(reverse("work:posting_edit", args=[first.code])).content.decode()
    remark = re.search(r'id="id_pay_low_remark">.*?<span>(.*?)</span>', page, flags=re.S)
    assert remark and remark.group(1) == "写明按天还是按斤"
    assert "id_pay_low_remark" in str(re.findall(r'aria-describedby="([^"]+)"', page))
    assert "退回的招聘信息" in words(signed_in(county.clerk()).get("/"))


def test_two_reviewers_the_second_is_told(county: County, boss: Caller) -> None:
    row = make.gig(county)
    url = reverse("work:review_posting", args=[row.code])
    version = {"version": row.version}
    signed_in(boss).post(url, {"action": "approve", **version})
    other = make.reviewer_of_jobs(county)
    page = signed_in(other).post(url, {"action": "return", "words-0": "改一下", **version})
    assert page.status_code == 409 and "刚刚被修改或处理过" in words(page)
    row.refresh_from_db()
    assert row.state == "published" and row.reviewed_by == boss.account


def test_verifying_and_approving_in_one_go(county: County, boss: Caller) -> None:
    row = make.gig(county, make.unit(county))
    url = reverse("work:review_posting", args=[row.code])
    assert "核验用工主体并通过" in words(signed_in(boss).get(url))
    sent = {"action": "verify_and_approve", "version": row.version}
    # Whoever it was that was shown is verified, and nobody else.
    shown = row.employer.version
    services.change_employer(employer=row.employer, version=None, values={"name": "换了名的厂"}, actor=None)
    page = signed_in(boss).post(url, {**sent, "employer_version": shown})
    row.refresh_from_db()
    assert page.status_code == 409 and (row.state, row.employer.state) == ("pending", "pending")
    signed_in(boss).post(url, {**sent, "employer_version": row.employer.version})
    row.refresh_from_db()
    assert (row.state, row.employer.state) == ("published", "verified")


def test_moves_by_button_and_a_page_that_is_too_old(county: County) -> None:
    row = make.published(county)
    clerk = signed_in(county.clerk())

    def press(move: str, **sent: str) -> Any:
        return clerk.post(reverse("work:posting_act", args=[row.code, move]), sent)

    press("pause", version=str(row.version))
    old = press("pause", version=str(row.version))
    assert old.status_code == 422 and "刚刚被修改或处理过" in words(old)
    row.refresh_from_db()
    press("resume", version=str(row.version))
    row.refresh_from_db()
    wrong = press("hired", version=str(row.version), hired="很多", headcount="5")
    assert wrong.status_code == 422
    press("hired", version=str(row.version), hired="2", headcount="6")
    row.refresh_from_db()
    assert (row.state, row.hired, row.headcount) == ("published", 2, 6)
    assert press("end", version=str(row.version), reason="").status_code == 422
    press("end", version=str(row.version), reason="不再需要了")
    row.refresh_from_db()
    assert row.state == "ended"
    assert press("explode", version="1").status_code == 404


def test_saving_an_old_page_overwrites_nothing(county: County) -> None:
    row = make.gig(county)
    clerk, url = signed_in(county.clerk()), reverse("work:posting_edit", args=[row.code])
    services.change_posting(posting=row, version=row.version, values={"headcount": 9}, actor=None)
    sent = gig_form(county, version=str(row.version), title="摘花椒改", occupation_words="摘花椒")
    page = clerk.post(url, sent)
    assert page.status_code == 422 and "刚刚被修改" in words(page)
    assert 'value="摘花椒改"' in page.content.decode()
    row.refresh_from_db()
    assert (row.title, row.headcount) == ("摘花椒", 9)


def test_a_draft_waits_until_it_is_sent(county: County) -> None:
    employer = make.verified(county)
    clerk = signed_in(county.clerk())
    clerk.post(reverse("work:posting_add", args=[employer.code, "gig"]), gig_form(county, action="draft"))
    row = Posting.objects.get()
    assert row.state == "draft"
    clerk.post(reverse("work:posting_act", args=[row.code, "submit"]), {"version": row.version})
    row.refresh_from_db()
    assert row.state == "pending"


def test_lists_have_tabs_with_counts_filters_and_pages(county: County, monkeypatch) -> None:
    monkeypatch.setattr("cuncuntong.web.work.pages.SIZE", 2)
    employer = make.verified(county, name="演示寻找厂")
    for _ in range(3):
        make.gig(county, employer)
    make.vacancy(county, employer)
    clerk = signed_in(county.clerk())
    page = clerk.get(reverse("work:postings"), {"q": "寻找", "kind": "gig"})
    assert "全部 3" in re.sub(r"\s+", " ", words(page))
    assert len(table_rows(page)) == 3
    following = re.search(r'href="(\?[^"]*after=\d+)"', page.content.decode())
    assert following
    second = clerk.get(reverse("work:postings") + following.group(1).replace("&amp;", "&"))
    assert len(table_rows(second)) == 2 and "回到第一页" in words(second)
    assert "没有符合条件" in words(clerk.get(reverse("work:postings"), {"q": "' OR 1=1 --"}))


def test_the_workbook_holds_what_the_list_shows_and_no_numbers_of_persons(county: County) -> None:
    employer = make.person(county, name="王小二", telephone="15400006666")
    make.gig(county, employer)
    answer = signed_in(county.clerk()).get(reverse("work:postings_export"))
    rows = [values for _, values in read_rows(answer.content, COLUMNS).rows]
    assert [(row["title"], row["employer"], row["headcount"]) for row in rows] == [
        ("摘花椒", "王某（个人用工）", 5)
    ]
    assert "1540000" not in str(rows)
    assert AuditEntry.objects.filter(action="posting.exported").count() == 1


def test_a_notice_of_what_was_decided_waits_at_the_point(county: County, boss: Caller) -> None:
    row = make.gig(county)
    signed_in(boss).post(
        reverse("work:review_posting", args=[row.code]), {"action": "approve", "version": row.version}
    )
    assert "已审核通过并公布" in words(signed_in(county.clerk()).get(reverse("messages:list")))
