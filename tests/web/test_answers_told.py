"""Whom an answer from above is told, and on whose list it waits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation import sms
from cuncuntong.ledgers.insurance.services import StopAsked, declare_flexible, suspend_above
from cuncuntong.ledgers.messages import services
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.ledgers.above.answering import answer
from tests.ledgers.insurance.make import drawing
from tests.ledgers.make import id_number
from tests.web.counter_make import signed_in, words
from tests.web.support import table_rows

pytestmark = pytest.mark.django_db
FAMILY = {"reporter": "family", "reporter_name": "王小", "reporter_telephone": "13800000001"}


@pytest.fixture
def county() -> make.Place:
    return make.Place()


def _case(
    monkeypatch: pytest.MonkeyPatch, clerk: Caller, person: Resident, like: str, form: dict[str, str]
) -> str:
    """A case of an item that takes its applicant as the item of this number does."""
    real = items.get(like)
    named, called = real.applicant, real.applicant_telephone
    what = make.item(
        "T8",
        applicant=(lambda _: named(form)) if named else None,
        applicant_telephone=(lambda _: called(form)) if called else None,
    )
    monkeypatch.setitem(items._items, "T8", what)
    case = make.file(clerk, what, person).case
    # A village with a point of its own, other than the one that took the case.
    Resident.objects.filter(pk=person.pk).update(village_code="140522100005")
    person.refresh_from_db()
    return case.number


def _stopped(county: make.Place, monkeypatch: pytest.MonkeyPatch, clerk: Caller, form: dict[str, str]) -> str:
    person = county.resident(
        "陈金才", county.songzhuang, id_number=id_number("19500305"), telephone="13900000009"
    )
    drawing(person)
    asked = StopAsked("death", timezone.localdate() - dt.timedelta(days=10), "家属申请")
    number = _case(monkeypatch, clerk, person, "24", form)
    row = suspend_above(
        resident=person,
        asked=asked,
        on=timezone.localdate(),
        at=timezone.now(),
        actor=None,
        case_number=number,
    )
    return row.handover_key


def test_of_a_death_the_family_that_applied_is_told_by_the_point_that_took_the_case(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "configured", lambda: True)
    taker = county.clerk(county.songzhuang)
    key = _stopped(county, monkeypatch, taker, FAMILY)
    answer(key, agreed=False, words="人员状态不符")
    told = Message.objects.get()
    assert (told.recipient_name, told.number_to_call) == ("王小", "13800000001")
    assert told.text.startswith("陈金才的企业职工养老待遇暂停（死亡），上级没有同意：人员状态不符")
    assert told.village_code == county.songzhuang.code != told.resident.village_code  # type: ignore[union-attr]
    rows = table_rows(signed_in(taker).get(reverse("messages:list")))
    assert any("王小" in row and "上级没有同意" in row for row in rows)
    assert table_rows(signed_in(county.clerk()).get(reverse("messages:list"))) == []
    page = words(signed_in(taker).get(reverse("messages:one", args=[told.pk])))
    assert "打开陈金才的办事页面" in page and "请把下面的话告诉王小" in page
    # Corrected, it is told again; and the same person.
    answer(key, agreed=True, words="已办结")
    assert Message.objects.latest("pk").recipient_name == "王小"


def test_of_a_death_without_a_telephone_nobody_is_called_at_the_dead_s(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "configured", lambda: True)
    monkeypatch.setattr(services, "enqueue", lambda *one, **more: pytest.fail("an SMS goes to the dead"))
    key = _stopped(county, monkeypatch, county.clerk(county.songzhuang), {**FAMILY, "reporter_telephone": ""})
    answer(key, agreed=False, words="人员状态不符")
    told = Message.objects.get()
    assert (told.recipient_name, told.number_to_call, told.state) == ("王小", "", "waiting")


def test_of_a_death_without_a_case_the_family_is_told_at_home(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = county.resident("陈金才", id_number=id_number("19500305"))
    drawing(person)
    asked = StopAsked("death", timezone.localdate() - dt.timedelta(days=10), "家属申请")
    row = suspend_above(
        resident=person, asked=asked, on=timezone.localdate(), at=timezone.now(), actor=None, case_number=""
    )
    answer(row.handover_key, agreed=True)
    told = Message.objects.get()
    assert (told.recipient_name, told.number_to_call) == ("陈金才的家属", "")
    assert told.village_code == person.village_code


def test_an_enrolment_s_refusal_waits_at_the_point_that_took_it(
    county: make.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker = county.clerk(county.songzhuang)
    person = county.resident("靳红玲", county.songzhuang, id_number=id_number("19900305", male=False))
    number = _case(monkeypatch, taker, person, "20", {})
    row = declare_flexible(
        resident=person,
        work="打零工",
        share=60,
        base=Decimal("4244.00"),
        on=timezone.localdate(),
        at=timezone.now(),
        actor=None,
        case_number=number,
    )
    answer(row.handover_key, agreed=False, words="姓名与省库不一致")
    told = Message.objects.get()
    assert (told.recipient_name, told.number_to_call) == ("靳红玲", person.telephone)
    assert told.village_code == county.songzhuang.code
