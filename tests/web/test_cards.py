"""Cards through their pages: what the reviewer decides, and what the counter's pages cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.network.enums import Line
from cuncuntong.network.models import ServicePoint
from tests.cases.make import reviewer
from tests.ledgers import make
from tests.ledgers.proofs.make import insured, months
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def boss(county):
    return signed_in(reviewer(county, Line.CARD))


def differing(county, name: str = "卡不一致", number: str = "D7000001") -> SocialCard:
    today = timezone.localdate()
    return make.card(
        county.resident(name), number, state="2", above_state="1", above_making="04", as_of=today,
        differs_since=today,
    )  # fmt: skip


def refused(county) -> CardEvent:
    card = make.card(county.resident("卡不同意"), "D7100001")
    return CardEvent.objects.create(
        card=card, move="report_formal", before="1", after="2", at=timezone.now(), answer="refused",
        look="上级不同意：资料不全。",
    )  # fmt: skip


def test_both_sides_are_shown_and_the_number_is_masked(county, boss):
    card = differing(county)
    with at_most():
        page = boss.get("/cards/")
    (row,) = table_rows(page)[1:]
    assert "卡不一致" in row and "正式挂失" in row and "正常" in row and "****0001" in row
    assert str(card.number) not in page.content.decode()


def test_deciding_needs_a_word_and_keeps_the_row_open(county, boss):
    card = differing(county)
    address = reverse("cards:settle", args=[card.pk])
    wrong = boss.post(address, {"act": "accept", "reason": " "})
    assert wrong.status_code == 422 and "请写明核对的结果" in words(wrong)
    done = boss.post(address, {"act": "accept", "reason": "电话问过"}, follow=True)
    assert "已按上级台账更新" in words(done) and "没有与上级不一致的社保卡" in words(done)
    card.refresh_from_db()
    assert card.state == "1"
    assert boss.post(address, {"act": "accept", "reason": "再来"}).status_code == 404


def test_keeping_ours_reports_a_correction(county, boss):
    card = differing(county)
    boss.post(reverse("cards:settle", args=[card.pk]), {"act": "keep", "reason": "居民确认丢了"})
    card.refresh_from_db()
    assert (card.state, card.differs_since) == ("2", None)
    assert Handover.objects.get().kind == "cards.correct"


def test_a_refusal_is_noted_as_dealt_with(county, boss):
    event = refused(county)
    with at_most():
        assert "上级不同意：资料不全" in words(boss.get("/cards/refused/"))
    address = reverse("cards:looked", args=[event.pk])
    assert boss.post(address, {"reason": ""}).status_code == 422
    assert "已记下核对结果" in words(boss.post(address, {"reason": "已重办"}, follow=True))
    event.refresh_from_db()
    assert event.looked_note == "已重办"


def test_other_lines_and_other_places_decide_nothing(county):
    card = differing(county)
    address = reverse("cards:settle", args=[card.pk])
    asked = {"act": "accept", "reason": "看过"}
    assert signed_in(reviewer(county, Line.EMPLOYMENT)).post(address, asked).status_code == 403
    assert signed_in(county.clerk()).get("/cards/").status_code == 403
    far = signed_in(reviewer(county, Line.CARD, division=county.beiliu))
    assert far.post(address, asked).status_code == 404
    card.refresh_from_db()
    assert card.state == "2"


@pytest.mark.parametrize("number", ["38", "39", "40", "D1"])
def test_the_counter_s_pages_ask_few_questions_however_much_is_known(county, number):
    ServicePoint.objects.update(demonstration=True)
    card = differing(county)
    person = card.resident
    make.card(person, "D7200001", state="0", making="03", successor=True)
    for count in range(6):
        make.card(person, f"D730000{count}", state="9")
        CardEvent.objects.create(card=card, move="undo_loss", before="2", after="1", at=timezone.now())
    for scheme in ("employee", "unemployment", "injury"):
        months(insured(person, scheme), dt.date(2015, 1, 1), 60)
    client = signed_in(county.clerk())
    address = reverse("counter:form", args=[person.pk, number])
    if number == "39":
        client.get(address)  # the first look of the day becomes a case of its own
    with at_most():
        page = client.get(address, {"fresh": "1"})
    assert page.status_code == 200


def test_a_card_is_enabled_at_the_counter_and_the_new_state_is_told(county):
    card = make.card(county.resident(), state="0", making="03")
    client = signed_in(county.clerk())
    page = client.get(reverse("counter:form", args=[card.resident_id, "39"]), {"fresh": "1"})
    said = words(page)
    assert "已领卡" in said and "现在在这一步" in said and "可以启用社保功能" in said
