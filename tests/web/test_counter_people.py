"""Residents' records at the counter: registered, visited, shown whole, corrected."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.residents.models import Resident, VisitGrant
from tests.ledgers.make import County, id_number
from tests.web.counter_make import hidden, signed_in, words


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


def new_person(county: County, **more: str) -> dict[str, str]:
    return {
        "name": "赵秀兰",
        "id_number": id_number("19700512", male=False),
        "village_code": county.shuicun.code,
        "telephone": "13835600009",
        "address": "水村3号",
        "hukou": "rural",
        "education": "",
        **more,
    }


def test_what_was_searched_for_stands_in_the_registration(clerk: Client) -> None:
    assert 'value="赵秀兰"' in clerk.get(reverse("counter:register"), {"q": "赵秀兰"}).content.decode()
    number = id_number("19700512")
    assert f'value="{number}"' in clerk.get(reverse("counter:register"), {"q": number}).content.decode()


def test_a_new_resident_is_registered_and_opened(county: County, clerk: Client) -> None:
    sent = clerk.post(reverse("counter:register"), new_person(county))
    person = Resident.objects.get(name="赵秀兰")
    assert sent.headers["Location"] == reverse("counter:desk", args=[person.pk])
    assert (person.birth_date.isoformat(), person.get_sex_display()) == ("1970-05-12", "女")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id_number": "14052219700512001"}, "18位"),
        ({"id_number": id_number("20990512")}, "出生日期"),
        ({"name": ""}, "请填写姓名"),
        ({"telephone": "12345"}, "电话"),
        ({"village_code": "140522101201"}, "村"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_kept(
    county: County, clerk: Client, wrong: dict[str, str], said: str
) -> None:
    page = clerk.post(reverse("counter:register"), new_person(county, **wrong))
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="水村3号"' in page.content.decode()
    assert "<title>错误：" in page.content.decode()
    assert not Resident.objects.exists()


def test_likely_doubles_are_shown_before_anything_is_made(county: County, clerk: Client) -> None:
    known = county.resident("赵秀兰", birth="19700512")
    page = clerk.post(reverse("counter:register"), new_person(county))
    assert page.status_code == 422
    assert reverse("counter:desk", args=[known.pk]) in page.content.decode()
    assert Resident.objects.count() == 1
    seen = {**new_person(county), "doubles_seen": hidden(page, "doubles_seen")}
    clerk.post(reverse("counter:register"), seen)
    assert Resident.objects.count() == 2


def test_a_number_of_another_township_is_refused_without_telling(county: County, clerk: Client) -> None:
    stranger = county.resident("孙桂花", village=county.huangcheng)
    page = clerk.post(reverse("counter:register"), new_person(county, id_number=stranger.id_number))
    assert page.status_code == 422
    assert "异地到场" in words(page)
    assert "孙桂花" not in page.content.decode()
    assert "皇城" not in page.content.decode()


def test_a_visitor_is_served_today_by_whole_number_and_declaration(county: County, clerk: Client) -> None:
    stranger = county.resident("孙桂花", village=county.huangcheng)
    url = reverse("counter:visit")
    undeclared = clerk.post(url, {"id_number": stranger.id_number, "reason": "本人持身份证到场"})
    assert undeclared.status_code == 422
    assert not VisitGrant.objects.exists()
    sent = clerk.post(url, {"id_number": stranger.id_number, "present": "on", "reason": "本人到场"})
    assert sent.headers["Location"] == reverse("counter:desk", args=[stranger.pk])
    assert clerk.get(sent.headers["Location"]).status_code == 200
    nobody = clerk.post(url, {"id_number": id_number("19500101"), "present": "on", "reason": "本人到场"})
    assert nobody.status_code == 422
    assert "没有查到" in words(nobody)


def test_a_whole_number_needs_a_reason_and_is_logged(county: County, clerk: Client) -> None:
    person = county.resident(telephone="13835600001")
    url = reverse("counter:unmask", args=[person.pk])
    refused = clerk.post(url, {"field": "id_number", "reason": ""}, follow=True)
    assert person.id_number not in refused.content.decode()
    shown = clerk.post(url, {"field": "id_number", "reason": "核对本人身份"}, headers={"HX-Request": "true"})
    assert person.id_number in shown.content.decode()
    whole = clerk.post(url, {"field": "telephone", "reason": "与居民联系"})
    assert "13835600001" in words(whole)
    assert AuditEntry.objects.filter(action="resident.unmasked").count() == 2
    assert clerk.post(url, {"field": "name", "reason": "核对"}).status_code == 404
    assert clerk.get(url).status_code == 405


def test_the_whole_telephone_in_the_contact_form_is_logged(county: County, clerk: Client) -> None:
    person = county.resident(telephone="13835600001")
    shown = AuditEntry.objects.filter(action="resident.unmasked", object_id=str(person.pk))
    url = reverse("counter:contact", args=[person.pk])
    page = clerk.get(url)
    assert 'value="13835600001"' in page.content.decode()
    assert [entry.detail for entry in shown] == [{"field": "telephone", "reason": "修改联系方式"}]
    clerk.post(url, {"telephone": "", "address": "水村9号", "version": hidden(page, "version")})
    clerk.get(url)
    assert shown.count() == 1


def test_two_who_change_a_telephone_at_once_see_each_other(county: County, clerk: Client) -> None:
    person = county.resident(telephone="13835600001", address="水村1号")
    url = reverse("counter:contact", args=[person.pk])
    mine, theirs = clerk.get(url), signed_in(county.clerk()).get(url)
    first = {"telephone": "13835600002", "address": "水村2号", "version": hidden(theirs, "version")}
    assert clerk.post(url, first).status_code == 302
    second = {"telephone": "13835600003", "address": "水村1号", "version": hidden(mine, "version")}
    page = clerk.post(url, second)
    assert page.status_code == 422
    assert "水村2号" in words(page)
    assert 'value="13835600003"' in page.content.decode()
    clerk.post(url, {**second, "version": hidden(page, "version")})
    person.refresh_from_db()
    assert person.telephone == "13835600003"


def test_everything_wrong_with_the_entries_is_said_at_once(county: County, clerk: Client) -> None:
    wrong = {"id_number": "140522197005120011", "telephone": "123", "name": "<script>1</script>"}
    said = words(clerk.post(reverse("counter:register"), new_person(county, **wrong)))
    for part in ("校验", "联系电话应为", "不能用的字符"):
        assert part in said


def test_a_number_on_file_under_another_name_is_said_so(county: County, clerk: Client) -> None:
    first = new_person(county)
    clerk.post(reverse("counter:register"), first)
    again = clerk.post(reverse("counter:register"), {**first, "name": "王五"}, follow=True)
    assert "已登记在“赵秀兰”名下，与填写的“王五”不同" in words(again)
