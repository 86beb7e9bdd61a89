"""Administration through its pages: parameters, calendar, double records, accounts, audit, tasks."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.audit.chain import seal_pending
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.residents.models import Resident, ResidentMerge
from cuncuntong.network import parameters
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import Account, CalendarDay, Duty, ParameterValue
from tests.web.support import County, account, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
KEY = "service.draft_days"
DRAFT_DAYS = reverse("admin_desk:parameter", args=[KEY])
PROPOSAL = {"starts_on": "20260101", "value": "45", "source": "县人社局通知〔2026〕1号"}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    parameters.forget_parameters()
    clock.forget_calendar()


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def admin(county: County) -> Client:
    return signed_in(county.business_admin())


@pytest.fixture
def chief(county: County) -> Client:
    return signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.county))


@pytest.fixture
def auditor(county: County) -> Client:
    return signed_in(county.caller(DutyKind.AUDITOR, county.county))


@pytest.mark.parametrize("name", ["start", "parameters", "calendar", "doubles", "tasks"])
def test_pages_of_the_business_administrator_are_cheap(admin, name):
    with at_most():
        page = admin.get(reverse(f"admin_desk:{name}"))
    assert page.status_code == 200


def test_each_duty_sees_its_own_places_only(admin, chief, auditor):
    start = reverse("admin_desk:start")
    assert "政策参数" in words(admin.get(start))
    assert "审计记录" not in words(admin.get(start))
    assert "账号和岗位" in words(chief.get(start))
    assert "政策参数" not in words(chief.get(start))
    assert "审计记录" in words(auditor.get(start))


# Parameters: proposed by one person, in force by another.


def test_a_value_counts_only_when_a_second_person_confirmed_it(county, admin):
    assert admin.post(DRAFT_DAYS, PROPOSAL).status_code == 302
    value = ParameterValue.objects.get()
    assert parameters.setting(KEY) == 30
    own = admin.post(reverse("admin_desk:parameter_confirm", args=[value.pk]), follow=True)
    assert "须是两个人" in words(own)
    assert parameters.setting(KEY) == 30
    second = signed_in(county.business_admin())
    with at_most():
        page = second.get(DRAFT_DAYS)
    assert "等待核定" in words(page)
    done = second.post(reverse("admin_desk:parameter_confirm", args=[value.pk]), follow=True)
    assert "已核定" in words(done)
    assert parameters.setting(KEY) == 45
    again = second.post(reverse("admin_desk:parameter_confirm", args=[value.pk]), follow=True)
    assert "已经核定或撤回" in words(again)


def test_a_confirmed_value_is_withdrawn_by_another_than_its_proposer_with_a_reason(county, admin):
    admin.post(DRAFT_DAYS, PROPOSAL)
    value = ParameterValue.objects.get()
    second = signed_in(county.business_admin())
    second.post(reverse("admin_desk:parameter_confirm", args=[value.pk]))
    withdraw = reverse("admin_desk:parameter_withdraw", args=[value.pk])
    assert "请写明撤回的原因" in words(second.post(withdraw, {"reason": " "}, follow=True))
    assert "须由提出人以外" in words(admin.post(withdraw, {"reason": "填错"}, follow=True))
    assert parameters.setting(KEY) == 45
    second.post(withdraw, {"reason": "填错"})
    assert parameters.setting(KEY) == 30
    assert "已撤回" in words(second.get(DRAFT_DAYS))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "四十五"}, "四十五"),
        ({"value": "0"}, "1"),
        ({"value": "9999"}, "365"),
        ({"value": "'; DROP TABLE x --"}, "DROP"),
        ({"starts_on": "20261301"}, "日期不对"),
        ({"starts_on": ""}, "请填写起始日"),
        ({"source": "  "}, "请填写依据"),
    ],
)
def test_a_value_that_can_not_be_is_refused_at_its_field(admin, change, said):
    page = admin.post(DRAFT_DAYS, {**PROPOSAL, **change})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not ParameterValue.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown", "kept"), [("0.6", "60%", "0.6"), ("0.6%", "0.6%", "0.006"), ("3％", "3%", "0.03")]
)
def test_a_share_is_shown_in_per_cent_before_it_is_proposed(admin, typed, shown, kept):
    url = reverse("admin_desk:parameter", args=["resident_pension.interest_rate"])
    assert "3%填0.03" in words(admin.get(url))
    change = {**PROPOSAL, "value": typed}
    page = admin.post(url, change)
    assert page.status_code == 200 and f"您填的是{shown}" in words(page)
    assert f'value="{typed}"' in page.content.decode()
    assert not ParameterValue.objects.exists()
    # Changed since it was shown: shown again.
    assert "您填的是5%" in words(admin.post(url, {**change, "value": "0.05", "seen": shown}))
    assert admin.post(url, {**change, "seen": shown}).status_code == 302
    assert ParameterValue.objects.get().value == kept


def test_a_share_above_the_whole_is_told_how_it_is_written(admin):
    url = reverse("admin_desk:parameter", args=["resident_pension.interest_rate"])
    page = admin.post(url, {**PROPOSAL, "value": "3"})
    assert page.status_code == 422 and "3%填0.03" in words(page) and "太大" in words(page)
    assert not ParameterValue.objects.exists()


def test_a_table_is_typed_line_by_line(admin):
    url = reverse("admin_desk:parameter", args=["resident_pension.level_subsidies"])
    bad = admin.post(url, {**PROPOSAL, "value": "200 35\n300"})
    assert bad.status_code == 422
    assert "这一行看不懂" in words(bad)
    double = admin.post(url, {**PROPOSAL, "value": "200 35\n200 40"})
    assert "写了两次" in words(double)


def test_an_unknown_parameter_is_not_found(admin):
    assert admin.get(reverse("admin_desk:parameter", args=["no.such"])).status_code == 404
    assert admin.post(reverse("admin_desk:parameter_confirm", args=[999])).status_code == 404


# Calendar


def test_days_are_pasted_as_the_notice_lists_them(admin, django_capture_on_commit_callbacks):
    url = reverse("admin_desk:calendar")
    text = "2028-01-01 休 元旦\n\n20280102 休\n2028-01-08 班 调休"
    assert admin.post(url, {"days": text}).url.endswith("year=2028")
    assert [(row.day.isoformat(), row.is_workday, row.note) for row in CalendarDay.objects.all()] == [
        ("2028-01-01", False, "元旦"),
        ("2028-01-02", False, ""),
        ("2028-01-08", True, "调休"),
    ]
    assert clock.calendar().is_workday(dt.date(2028, 1, 8))
    with at_most():
        page = admin.get(url, {"year": 2028})
    assert page.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url, {"days": "2028-01-08 休 改了"})
    assert not CalendarDay.objects.get(day="2028-01-08").is_workday
    assert not clock.calendar().is_workday(dt.date(2028, 1, 8))


def test_every_line_that_can_not_be_read_is_named_and_nothing_is_kept(admin):
    text = "2028-01-01 休 元旦\n2028-02-30 休\n乱写\n1999-01-01 休\n2028-01-02 玩"
    page = admin.post(reverse("admin_desk:calendar"), {"days": text})
    said = words(page)
    assert page.status_code == 422
    assert [number for number in range(1, 6) if f"第{number}行" in said] == [2, 3, 4, 5]
    assert text.splitlines()[0] in page.content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("year", ["2003", "2101", "abc", "²", "9" * 40])
def test_a_year_out_of_reach_is_not_found(admin, year):
    assert admin.get(reverse("admin_desk:calendar"), {"year": year}).status_code == 404


# Two records of one person


@pytest.fixture
def pair(county: County) -> tuple[Resident, Resident]:
    return (
        county.resident("赵小兰", telephone="13935611111"),
        county.resident("赵小兰", county.huangcheng, telephone="13935611111"),
    )


def test_doubles_are_found_merged_and_parted_again(admin, pair):
    one, other = pair
    with at_most():
        listed = admin.get(reverse("admin_desk:doubles"))
    assert "赵小兰" in words(listed)
    compare = reverse("admin_desk:doubles_compare", args=[one.pk, other.pk])
    with at_most():
        page = admin.get(compare)
    assert one.id_number not in page.content.decode()
    assert AuditEntry.objects.filter(action="resident.read").count() == 2
    assert admin.post(compare, {"keep": str(one.pk), "reason": ""}).status_code == 422
    done = admin.post(compare, {"keep": str(one.pk), "reason": "同一人，已核对户口簿"}, follow=True)
    assert "已合并" in words(done)
    made = ResidentMerge.objects.get()
    assert (made.kept_id, made.dropped_id) == (one.pk, other.pk)
    undone = admin.post(reverse("admin_desk:merge_undo", args=[made.pk]), follow=True)
    assert "两份档案恢复原样" in words(undone)
    again = admin.post(reverse("admin_desk:merge_undo", args=[made.pk]), follow=True)
    assert again.status_code == 200
    assert AuditEntry.objects.filter(action="resident.merged").count() == 2
    assert AuditEntry.objects.filter(action="resident.merge_undone").count() == 2


def test_keeping_a_third_record_is_not_among_the_choices(county, admin, pair):
    third = county.resident("外人")
    compare = reverse("admin_desk:doubles_compare", args=[pair[0].pk, pair[1].pk])
    assert admin.post(compare, {"keep": str(third.pk), "reason": "x"}).status_code == 422
    assert not ResidentMerge.objects.exists()


def test_a_record_is_not_merged_with_itself(admin, pair):
    same = reverse("admin_desk:doubles_compare", args=[pair[0].pk, pair[0].pk])
    answer = admin.post(same, {"keep": str(pair[0].pk), "reason": "x"})
    assert answer.status_code in {404, 422}
    assert not ResidentMerge.objects.exists()


# Accounts


def test_an_account_is_made_gets_a_duty_works_and_is_frozen(county, chief):
    made = chief.post(
        reverse("admin_desk:account_add"),
        {"full_name": "孙会计", "username": "sunkj", "telephone": "13935622222"},
    )
    new = Account.objects.get(username="sunkj")
    password = made.context["password"]
    assert password in made.content.decode()
    assert new.must_change_password
    with at_most():
        page = chief.get(reverse("admin_desk:account", args=[new.pk]))
    assert "还没有岗位" in words(page)
    point = county.points[county.shuicun.code]
    given = chief.post(
        reverse("admin_desk:duty_give", args=[new.pk]),
        {"kind": "point_clerk", "point": point.code},
        follow=True,
    )
    assert "水村服务点" in words(given)
    browser = Client()
    came = browser.post("/account/sign-in/", {"username": "sunkj", "password": password})
    assert came.status_code == 302
    assert browser.get("/").url == reverse("account:password")
    freeze = reverse("admin_desk:account_act", args=[new.pk, "freeze"])
    assert "请填写停用原因" in words(chief.post(freeze, {"reason": ""}, follow=True))
    chief.post(freeze, {"reason": "调离"})
    assert browser.get("/account/").status_code == 302
    chief.post(reverse("admin_desk:account_act", args=[new.pk, "unfreeze"]))
    reset = chief.post(reverse("admin_desk:account_act", args=[new.pk, "reset"]))
    assert reset.context["password"] != password
    duty = Duty.objects.get(account=new)
    chief.post(reverse("admin_desk:duty_end", args=[duty.pk]))
    assert not Duty.objects.in_force().filter(account=new).exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "account.created",
        "duty.given",
        "account.frozen",
        "account.unfrozen",
        "account.password_reset",
        "duty.ended",
    } <= actions
    details = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert password not in details


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"full_name": "孙", "username": "Ab c"}, "小写字母"),
        ({"full_name": "", "username": "abc"}, "请填写使用人姓名"),
        ({"full_name": "孙", "username": "taken"}, "已被使用"),
        ({"full_name": "孙", "username": "abc", "telephone": "12"}, "电话"),
    ],
)
def test_an_account_that_can_not_be_is_refused(chief, form, said):
    account("taken")
    before = Account.objects.count()
    page = chief.post(reverse("admin_desk:account_add"), form)
    assert page.status_code == 422
    assert said in words(page)
    assert Account.objects.count() == before


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "point_clerk"},
        {"kind": "reviewer", "division": "140522"},
        {"kind": "overseer"},
        {"kind": "overseer", "division": "110000"},
        {"kind": "king", "division": "140522"},
        {"kind": "point_clerk", "point": "99999999999999"},
    ],
)
def test_a_duty_that_can_not_be_is_refused(chief, form):
    new = account()
    page = chief.post(reverse("admin_desk:duty_give", args=[new.pk]), form)
    assert page.status_code == 422
    assert not Duty.objects.filter(account=new).exists()


def test_a_township_administrator_of_the_system_stays_inside_the_township(county):
    browser = signed_in(county.caller(DutyKind.SYSTEM_ADMIN, county.beiliu))
    clerk = county.clerk()
    url = reverse("admin_desk:account", args=[clerk.account.pk])
    assert browser.get(url).status_code == 404
    for act in ("freeze", "reset", "unlock", "unfreeze"):
        act_url = reverse("admin_desk:account_act", args=[clerk.account.pk, act])
        assert browser.post(act_url, {"reason": "x"}).status_code == 404
    duty = Duty.objects.get(account=clerk.account)
    assert browser.post(reverse("admin_desk:duty_end", args=[duty.pk])).status_code == 404
    new = account()
    refused = browser.post(
        reverse("admin_desk:duty_give", args=[new.pk]), {"kind": "system_admin", "division": "140522"}
    )
    assert refused.status_code == 422
    clerk.account.refresh_from_db()
    assert clerk.account.is_active
    assert Duty.objects.in_force().filter(pk=duty.pk).exists()


def test_nobody_changes_their_own_duties_or_freezes_themselves(county):
    own = county.caller(DutyKind.SYSTEM_ADMIN, county.county)
    browser = signed_in(own)
    pk = own.account.pk
    page = browser.post(reverse("admin_desk:account_act", args=[pk, "freeze"]), {"reason": "x"}, follow=True)
    assert "不能改变自己的岗位" in words(page)
    give = browser.post(reverse("admin_desk:duty_give", args=[pk]), {"kind": "auditor", "division": "140522"})
    assert give.status_code == 422
    assert Duty.objects.filter(account_id=pk).count() == 1


@pytest.mark.parametrize("page", ["1", "2", "0", "-1", "abc", "²", "9" * 40])
def test_the_list_of_accounts_takes_any_page_number_and_stays_cheap(county, chief, page):
    for _ in range(60):
        county.clerk()
    with at_most():
        answer = chief.get(reverse("admin_desk:accounts"), {"page": page})
    assert answer.status_code == 200


def test_the_next_page_of_accounts_keeps_what_was_searched_for(county, chief):
    for _ in range(51):
        county.clerk()
    Account.objects.update(full_name="张&三")
    page = chief.get(reverse("admin_desk:accounts"), {"q": "张&三"})
    assert parse_qs(page.context["next_url"].lstrip("?")) == {"q": ["张&三"], "page": ["2"]}


def test_accounts_are_searched_by_name_account_and_place(county, chief):
    county.clerk(county.huangcheng)
    assert "皇城村" in words(chief.get(reverse("admin_desk:accounts"), {"q": "皇城"}))
    nothing = chief.get(reverse("admin_desk:accounts"), {"q": "'><script>alert(1)</script>"})
    assert "<script>alert(1)" not in nothing.content.decode()


# Audit


def entries(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            record(actor=None, action="test.made", object_type="test", object_id=str(number))


def test_the_log_is_read_page_by_page_and_filtered(auditor):
    entries(120)
    url = reverse("admin_desk:audit")
    with at_most():
        first = auditor.get(url)
    second = auditor.get(url + first.context["next_url"])
    assert len(first.context["entries"]) == len(second.context["entries"]) == 50
    assert first.context["entries"][-1].pk > second.context["entries"][0].pk
    one = auditor.get(url, {"object": "7", "action": "test"})
    assert [entry.object_id for entry in one.context["entries"]] == ["7"]
    assert auditor.get(url, {"day": "20200101"}).context["entries"] == []
    today = f"{timezone.localdate():%Y%m%d}"
    assert len(auditor.get(url, {"day": today}).context["entries"]) == 50


@pytest.mark.parametrize("asked", [{"before": "²"}, {"before": "9" * 40}, {"day": "昨天"}, {"who": "'--"}])
def test_odd_questions_to_the_log_do_no_harm(auditor, asked):
    entries(3)
    assert auditor.get(reverse("admin_desk:audit"), asked).status_code == 200


def test_a_township_auditor_reads_what_was_done_in_the_township(county):
    for village in (county.shuicun, county.huangcheng):
        person = county.resident("某人", village)
        signed_in(county.clerk(village)).get(reverse("counter:desk", args=[person.pk]))
    browser = signed_in(county.caller(DutyKind.AUDITOR, county.beiliu))
    page = browser.get(reverse("admin_desk:audit"), {"action": "resident"})
    assert {entry.area for entry in page.context["entries"]} == {county.huangcheng.code}


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_walked_and_a_change_is_named(county, auditor):
    entries(5)
    seal_pending()
    good = auditor.post(reverse("admin_desk:audit_verify"))
    assert "完整无误" in words(good)
    row = AuditEntry.objects.filter(object_id="2", action="test.made").get()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET object_id = 'other' WHERE id = %s", [row.pk])
    bad = auditor.post(reverse("admin_desk:audit_verify"))
    assert "发现问题" in words(bad)
    assert AuditEntry.objects.filter(action="audit.verified").count() == 2


def test_the_log_is_exported_and_that_is_recorded(auditor):
    entries(3)
    answer = auditor.get(reverse("admin_desk:audit_export"), {"action": "test"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content.startswith(b"PK")
    assert AuditEntry.objects.get(action="audit.exported").detail["action"] == "test"


def test_only_a_post_walks_the_chain(auditor):
    assert auditor.get(reverse("admin_desk:audit_verify")).status_code == 405


def test_a_task_that_is_not_failed_is_not_run_again(chief):
    url = reverse("admin_desk:task_again", args=["00000000-0000-4000-8000-000000000000"])
    assert "已不在失败清单里" in words(chief.post(url, follow=True))


def test_rows_of_tables_escape_what_people_typed(county, chief):
    evil = "<img src=x onerror=alert(1)>"
    Account.objects.create(username="evil", full_name=evil[:40])
    page = chief.get(reverse("admin_desk:accounts"))
    assert "<img src=x" not in page.content.decode()
    assert any("&lt;img" in row for row in table_rows(page))
