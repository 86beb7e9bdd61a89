"""Fairs on screen: made and published, employers signed up, the door, papers, and what everybody sees."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from django.test import Client
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Fair, FairInterest, Stand
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.network.enums import DutyKind
from tests.ledgers.fairs.make import at, employer, fair, posting, soon
from tests.web.support import County, signed_in, table_rows, words


@pytest.fixture
def county(db) -> County:
    return County()


@pytest.fixture
def caller(county):
    return county.business_admin()


@pytest.fixture
def admin(caller):
    return signed_in(caller)


def form(**more: str) -> dict[str, str]:
    return {
        "title": "春风行动专场招聘会",
        "kind": "special",
        "way": "on_site",
        "day": f"{soon():%Y%m%d}",
        "starts": "9:00",
        "ends": "12:00",
        "place": "140522100",
        "address": "凤城镇文化广场",
        "audience": "有就业意愿的城乡劳动者",
        "organiser": "阳城县人社局",
        "stands": "30",
        **more,
    }


def stand_of(caller, one: Fair, *, of: Employer, postings: Sequence[int] = ()) -> Stand:
    return services.sign_up_by_county(caller=caller, fair_id=one.pk, employer_id=of.pk, postings=postings)


def test_a_fair_is_kept_as_a_draft_and_published_for_everybody(county, admin, client):
    made = admin.post("/fairs/add/", form())
    one = Fair.objects.get()
    assert made.url == f"/fairs/{one.pk}/"
    assert (one.starts_at, one.township_code) == (at(soon(), 9), county.fengcheng.code)
    assert client.get(f"/p/fairs/{one.pk}/").status_code == 404
    assert "这是草稿" in words(admin.get(made.url))
    admin.post(f"/fairs/{one.pk}/publish/")
    page = words(client.get(f"/p/fairs/{one.pk}/"))
    assert "春风行动专场招聘会" in page and "凤城镇文化广场" in page and "有就业意愿的城乡劳动者" in page
    assert "春风行动专场招聘会" in words(client.get("/p/fairs/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "请填写名称。"),
        ({"day": "20261332"}, "应填日期，例如 20261206。"),
        ({"starts": "九点"}, "应填时间，例如 9:00。"),
        ({"ends": "8:00"}, "结束时间应在开始时间之后。"),
        ({"address": ""}, "请填写地点，写到群众找得到的地方。"),
        ({"way": "online", "url": "javascript:alert(1)"}, "网址应以 http:// 或 https:// 开头"),
        ({"telephone": "打给老王"}, "电话只能有数字和短横线。"),
        ({"stands": "-3"}, "展位数不能小于0。"),
        ({"plan_people": "9999999"}, "计划到场人数太大，请核对。"),
        ({"place": "110101"}, "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(county, admin, wrong, said):
    answer = admin.post("/fairs/add/", form(**wrong))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "阳城县人社局" in answer.content.decode()
    assert not Fair.objects.exists()


def test_a_script_in_a_title_is_only_text(county, admin, client, caller):
    one = fair(county, caller=caller, title="<script>alert(1)</script>")
    for page in (admin.get(f"/fairs/{one.pk}/"), client.get(f"/p/fairs/{one.pk}/"), client.get("/p/fairs/")):
        assert "<script>alert(1)" not in page.content.decode()


def test_moving_a_published_fair_says_that_people_are_told(county, admin, caller):
    one = fair(county, caller=caller)
    page = admin.get(f"/fairs/{one.pk}/edit/").content.decode()
    assert f'value="{soon():%Y-%m-%d}"' in page and 'value="09:00"' in page
    answer = admin.post(
        f"/fairs/{one.pk}/edit/", form(day=f"{soon(12):%Y%m%d}", version=str(one.version)), follow=True
    )
    assert "会告知报名的单位和群众" in words(answer)
    stale = admin.post(f"/fairs/{one.pk}/edit/", form(version="1"))
    assert stale.status_code == 422 and "别人刚刚改过" in words(stale)


def test_calling_off_shows_the_reason_to_everybody(county, admin, caller, client):
    one = fair(county, caller=caller)
    assert admin.post(f"/fairs/{one.pk}/cancel/", {"reason": ""}).status_code == 422
    admin.post(f"/fairs/{one.pk}/cancel/", {"reason": "大雪封路"})
    page = words(client.get(f"/p/fairs/{one.pk}/"))
    assert "这场招聘会取消了" in page and "大雪封路" in page
    entry = Calendar.from_ical(client.get(f"/p/fairs/{one.pk}/calendar.ics").content)
    assert str(entry["METHOD"]) == "CANCEL"


def test_the_calendar_file_has_a_name_and_a_type(county, client):
    one = fair(county)
    answer = client.get(f"/p/fairs/{one.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"] and ".ics" in answer["Content-Disposition"]
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert f"/p/fairs/{one.pk}/" in str(event["DESCRIPTION"])


def test_an_employer_is_found_and_signed_up_with_postings(county, admin, caller):
    one, factory = fair(county, caller=caller), employer(county, "演示丝绸厂")
    job = posting(factory, "缫丝挡车工")
    assert "演示丝绸厂" in words(admin.get(f"/fairs/{one.pk}/employers/", {"q": "丝绸"}))
    url = f"/fairs/{one.pk}/employers/{factory.pk}/"
    assert "缫丝挡车工" in words(admin.get(url))
    sent = admin.post(url, {"number": "A1", "postings": [str(job.pk)]}, follow=True)
    assert "参会确认" in words(sent) and "<svg" in sent.content.decode()
    shown = admin.get(f"/fairs/{one.pk}/")
    assert any("演示丝绸厂" in row and "A1" in row and "缫丝挡车工" in row for row in table_rows(shown))


def test_a_posting_of_somebody_else_is_refused_at_the_field(county, admin, caller):
    one, factory = fair(county, caller=caller), employer(county)
    foreign = posting(employer(county))
    answer = admin.post(f"/fairs/{one.pk}/employers/{factory.pk}/", {"postings": [str(foreign.pk)]})
    assert answer.status_code == 422 and "只能选本单位正在招聘的岗位" in words(answer)


def test_the_door_takes_the_scanners_whole_address_and_the_list(county, admin, caller):
    one = fair(county, caller=caller)
    first = stand_of(caller, one, of=employer(county, "甲厂"))
    second = stand_of(caller, one, of=employer(county, "乙厂"))
    url = f"/fairs/{one.pk}/door/"
    scanned = f"http://127.0.0.1:8000/fairs/c/{services.check_in_token(first)}/"
    assert "甲厂签到成功" in words(admin.post(url, {"token": scanned}, follow=True))
    assert "签到过，不用再签" in words(admin.post(url, {"token": scanned}, follow=True))
    assert "乙厂签到成功" in words(admin.post(url, {"stand": str(second.pk)}, follow=True))


@pytest.mark.parametrize("token", ["", "abc", "https://example.com/", "1-1-1:forged"])
def test_a_foreign_code_is_named_at_the_door(county, admin, caller, token):
    one = fair(county, caller=caller)
    answer = admin.post(f"/fairs/{one.pk}/door/", {"token": token})
    assert answer.status_code == 422 and "不是本系统的参会二维码" in words(answer)


def test_a_telephones_camera_shows_who_it_is_and_checks_nobody_in_by_looking(county, admin, caller):
    one = fair(county, caller=caller)
    stand = stand_of(caller, one, of=employer(county, "甲厂"))
    url = f"/fairs/c/{services.check_in_token(stand)}/"
    assert "甲厂" in words(admin.get(url, follow=True))
    stand.refresh_from_db()
    assert stand.checked_in_at is None
    admin.post(f"{url}in/")
    stand.refresh_from_db()
    assert stand.checked_in_at is not None
    dead = admin.get("/fairs/c/1-1-1:dead/", follow=True)
    assert dead.status_code == 422 and "不是本系统的参会二维码" in words(dead)


def test_a_withdrawn_employers_code_is_dead(county, admin, caller):
    one = fair(county, caller=caller)
    stand = stand_of(caller, one, of=employer(county, "甲厂"))
    url = f"/fairs/c/{services.check_in_token(stand)}/"
    admin.post(f"/fairs/{one.pk}/stands/{stand.pk}/withdraw/")
    answer = admin.get(url, follow=True)
    assert answer.status_code == 422 and "已经作废" in words(answer)


def test_whoever_opens_a_code_is_told_what_to_do(county, admin, caller):
    one = fair(county, caller=caller)
    stand = stand_of(caller, one, of=employer(county, "甲厂"))
    url = f"/fairs/c/{services.check_in_token(stand)}/"
    # Nobody signed in: an employer shows the code, staff sign in and arrive where the camera led.
    page = Client().get(url)
    assert page.status_code == 200 and "自己打开不算签到" in words(page) and "甲厂" not in words(page)
    assert f"next={quote(url + 'in/', safe='')}" in page.content.decode()
    # Signed in at a counter: not a bare refusal.
    clerk = signed_in(county.clerk()).get(url, follow=True)
    assert clerk.status_code == 200 and "交给主办招聘会的工作人员" in words(clerk)
    foreign = signed_in(county.caller("reviewer", county.beiliu)).get(url, follow=True)
    assert foreign.status_code == 404 and "不归您这里主办" in words(foreign)
    stand.refresh_from_db()
    assert stand.checked_in_at is None


def test_the_public_page_leads_to_the_jobs_and_says_how_others_stand(county, admin, caller):
    one, factory = fair(county, caller=caller), employer(county, "甲厂")
    open_one, paused = posting(factory), posting(factory, title="停着的岗位")
    services.sign_up_by_county(
        caller=caller, fair_id=one.pk, employer_id=factory.pk, postings=[open_one.pk, paused.pk]
    )
    Posting.objects.filter(pk=paused.pk).update(state="paused")
    page = Client().get(f"/p/fairs/{one.pk}/")
    assert f'href="/p/jobs/{open_one.code}/"' in page.content.decode()
    assert "已暂停" in words(page)
    over = Client().get(f"/p/jobs/{paused.code}/")
    assert over.status_code == 410 and "用工方暂停了" in words(over) and "招满" not in words(over)


def test_visitors_are_counted_once_a_click(county, admin, caller):
    one = fair(county, caller=caller)
    for number, key in (("5", "a"), ("5", "a"), ("2", "b"), ("x", "c"), ("900", "d")):
        admin.post(f"/fairs/{one.pk}/visitors/", {"number": number, "key": key})
    assert "7 人" in words(admin.get(f"/fairs/{one.pk}/door/"))


def test_results_start_from_what_was_counted_and_are_exported(county, admin, caller):
    one = fair(county, caller=caller, plan_people=100)
    stand = stand_of(caller, one, of=employer(county, "甲厂"))
    services.check_in(caller=caller, fair_id=one.pk, stand_id=stand.pk)
    services.count_visitors(caller=caller, fair_id=one.pk, number=80, key="k")
    Fair.objects.filter(pk=one.pk).update(starts_at=at(soon(-1)), ends_at=at(soon(-1), 12))
    page = admin.get(f"/fairs/{one.pk}/results/").content.decode()
    assert re.search(r'name="held_people"[^>]*value="80"', page)
    sent = {"held_employers": "1", "held_postings": "0", "held_people": "80", "held_agreements": "90"}
    wrong = admin.post(f"/fairs/{one.pk}/results/", sent)
    assert wrong.status_code == 422 and "多于到场人数" in words(wrong)
    admin.post(f"/fairs/{one.pk}/results/", {**sent, "held_agreements": "12"})
    assert "80%" in words(admin.get(f"/fairs/{one.pk}/"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(admin.get("/fairs/export/").content))
    rows = book.get_sheet_by_index(0).to_python()
    line = next(row for row in rows if row[0] == "演示招聘会")
    head = next(row for row in rows if row[0] == "招聘会" and row[1] == "开始")
    got = dict(zip(head, line, strict=True))
    assert (got["计划到场"], got["到场人数"], got["达成意向"], got["报名单位"]) == (100, 80, 12, 1)
    assert isinstance(got["开始"], dt.datetime)
    assert AuditEntry.objects.filter(action="fair.exported").exists()


@pytest.mark.parametrize("paper", ["poster", "leaflet"])
def test_papers_are_pdfs_of_what_is_public(county, paper, caller):
    one, factory = fair(county, caller=caller), employer(county, "演示丝绸厂" * 8)
    jobs = [posting(factory, f"岗位{number}" * 5) for number in range(8)]
    stand_of(caller, one, of=factory, postings=[job.pk for job in jobs])
    answer = signed_in(county.clerk()).get(f"/fairs/{one.pk}/{paper}/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert (
        signed_in(county.clerk()).get(f"/fairs/{fair(county, published=False).pk}/{paper}/").status_code
        == 404
    )


def test_the_poster_stays_on_one_page_whatever_the_words(county, caller):
    from cuncuntong.ledgers.fairs import papers, selectors

    one = fair(
        county, caller=caller, title="很长" * 30, audience="很长的服务对象" * 17, address="很远的地方" * 20
    )
    for number in range(16):
        factory = employer(county, f"名字很长很长的演示用工单位{number}" * 4)
        stand_of(caller, one, of=factory, postings=[posting(factory, "名称很长的岗位" * 6).pk])
    made = papers.poster(one, selectors.stands_of(one), address="https://example.com/p/fairs/1/")
    assert made.pages == 1


def test_a_private_employers_name_is_shortened_for_the_public(county, caller, client):
    one = fair(county, caller=caller)
    person = employer(county, "张三丰", kind="person", credit_code="")
    stand_of(caller, one, of=person, postings=[posting(person).pk])
    assert "张三丰" not in words(client.get(f"/p/fairs/{one.pk}/"))


def test_the_public_reads_only_what_stands_approved(county, caller, client):
    one, good = fair(county, caller=caller), employer(county)
    stopped, changed = employer(county, "演示停用厂"), posting(good, "改过没审的岗位")
    stand_of(caller, one, of=good, postings=[posting(good, "审过的岗位").pk, changed.pk])
    stand_of(caller, one, of=stopped, postings=[posting(stopped, "停用厂的岗位").pk])
    type(stopped).objects.filter(pk=stopped.pk).update(state="blocked")
    type(changed).objects.filter(pk=changed.pk).update(state="pending", valid_until=None)
    told = words(client.get(f"/p/fairs/{one.pk}/"))
    assert "审过的岗位" in told
    for hidden in ("改过没审的岗位", "演示停用厂", "停用厂的岗位"):
        assert hidden not in told


def test_a_clerk_looks_but_does_not_organise(county, caller):
    one = fair(county, caller=caller)
    clerk = signed_in(county.clerk())
    assert clerk.get(f"/fairs/{one.pk}/").status_code == 200
    assert "新增招聘会" not in words(clerk.get("/fairs/"))
    for name in ("edit", "cancel", "results", "door", "employers"):
        assert clerk.get(f"/fairs/{one.pk}/{name}/").status_code == 403
    assert clerk.post(f"/fairs/{one.pk}/publish/").status_code == 403


def test_another_townships_organiser_sees_but_does_not_touch(county, caller):
    one = fair(county, caller=caller)
    other = signed_in(county.caller(DutyKind.REVIEWER, county.beiliu))
    assert other.get(f"/fairs/{one.pk}/").status_code == 200
    assert other.get(f"/fairs/{one.pk}/edit/").status_code == 404
    assert other.post(f"/fairs/{one.pk}/cancel/", {"reason": "x"}).status_code == 404


def test_a_residents_wish_is_noted_at_the_counter_and_taken_back(county, caller):
    one, person = fair(county, caller=caller), county.resident("王愿去")
    clerk = signed_in(county.clerk())
    page = clerk.get(f"/counter/residents/{person.pk}/items/14/")
    assert "想去，提醒我" in words(page) and "凤城镇文化广场" in words(page)
    url = f"/fairs/{one.pk}/interest/{person.pk}/"
    back = clerk.post(url)
    assert back.url == f"/counter/residents/{person.pk}/items/14/"
    assert FairInterest.objects.get().resident == person
    assert "已登记，会提醒" in words(clerk.get(back.url))
    clerk.post(url, {"drop": "1"})
    assert not FairInterest.objects.exists()


def test_a_clerk_of_elsewhere_notes_nobodys_wish(county, caller):
    one, person = fair(county, caller=caller), county.resident("王愿去")
    stranger = signed_in(county.clerk(county.huangcheng))
    assert stranger.post(f"/fairs/{one.pk}/interest/{person.pk}/").status_code == 404
    assert not FairInterest.objects.exists()


def test_filters_out_of_an_address_are_read_without_trust(county, client, caller):
    fair(county, caller=caller)
    for query in (
        "since=20261399",
        "township=%27x",
        "way=zzz",
        "page=99999",
        "page=-1",
        "kind=" + "x" * 5000,
    ):
        assert client.get(f"/p/fairs/?{query}").status_code == 200
