"""What goes up and comes back: handing over, answers, and taking a change back after it was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.cards.enums import CardAnswer
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import to_look_at
from cuncuntong.ledgers.cards.services import (
    activate,
    lapse_due,
    note_looked,
    report_loss,
    reverse_change,
    undo_loss,
)
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import Ability, Line
from tests.cases.make import reviewer
from tests.ledgers import make
from tests.ledgers.above.answering import answer
from tests.ledgers.make import County

AT = dt.datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = AT + dt.timedelta(minutes=5)


@pytest.fixture
def card(county: County) -> SocialCard:
    return make.card(county.resident())


def lost(card: SocialCard, case: str = "L1", *, formal: bool = True) -> Handover:
    report_loss(card=card, formal=formal, at=AT, actor=None, case_number=case)
    return Handover.objects.order_by("-pk")[0]


def state(card: SocialCard) -> str:
    card.refresh_from_db()
    return card.state


def event(move: str) -> CardEvent:
    return CardEvent.objects.get(move=move)


def replaced(county: County) -> tuple[SocialCard, SocialCard]:
    """A lost card and the collected one that is to succeed it."""
    person = county.resident()
    old = make.card(person, "D20000001", state="2", making="07", replacement_requested=True)
    return old, make.card(person, "D20000002", state="0", making="03", successor=True)


def test_each_change_is_handed_over_with_what_the_province_needs(card: SocialCard) -> None:
    row = lost(card)
    assert (row.kind, row.case_number, row.resident) == ("cards.loss", "L1", card.resident)
    assert row.payload["card"] == "D21345678" and row.payload["move"] == "report_formal"
    assert row.payload["id_number"] == card.resident.id_number
    undo_loss(card=card, at=LATER, actor=None, case_number="U1")
    assert list(Handover.objects.order_by("pk").values_list("kind", flat=True)) == [
        "cards.loss",
        "cards.undo_loss",
    ]
    assert event("report_formal").answer == CardAnswer.WAITING


def test_agreed_is_noted(card: SocialCard) -> None:
    answer(lost(card), agreed=True, words="已办结")
    assert event("report_formal").answer == CardAnswer.AGREED
    assert state(card) == "2" and not Message.objects.exists()


def test_refused_gives_the_card_its_state_back_tells_the_resident_and_the_reviewer(
    county: County, card: SocialCard
) -> None:
    answer(lost(card), agreed=False, words="卡号不符")
    assert state(card) == "1"
    told = Message.objects.get()
    assert told.resident == card.resident and "上级没有同意：卡号不符" in told.text
    boss = reviewer(county, Line.CARD)
    (waiting,) = to_look_at(boss, Ability.CASE_REVIEW)
    assert "卡号不符" in waiting.look and "已恢复为“正常”" in waiting.look
    note_looked(caller=boss, event=waiting, note="已请居民带卡重办")
    assert not to_look_at(boss, Ability.CASE_REVIEW).exists()
    with pytest.raises(LedgerRefused):
        note_looked(caller=boss, event=waiting, note="再一次")
    with pytest.raises(LedgerRefused):
        note_looked(caller=boss, event=waiting, note=" ")
    # It can be reported anew.
    lost(card, "L2")
    assert state(card) == "2"


def test_a_refused_temporary_loss_that_is_over_is_left_alone(card: SocialCard) -> None:
    row = lost(card, formal=False)
    assert lapse_due(AT + dt.timedelta(days=8)) == 1
    answer(row, agreed=False, words="已过期")
    assert state(card) == "1"
    assert "没有自动恢复" in event("report_temporary").look
    assert list(card.events.values_list("move", flat=True)) == ["report_temporary", "lapse"]


def test_refused_and_then_agreed_asks_for_a_look(card: SocialCard) -> None:
    row = lost(card)
    answer(row, agreed=False, words="系统忙")
    answer(row, agreed=True)
    assert state(card) == "1"
    changed = event("report_formal")
    assert changed.answer == CardAnswer.AGREED and "先不同意、后又同意" in changed.look


def test_only_the_card_s_reviewers_decide_and_only_in_their_area(county: County, card: SocialCard) -> None:
    answer(lost(card), agreed=False, words="卡号不符")
    waiting = event("report_formal")
    with pytest.raises(Denied):
        note_looked(caller=county.clerk(), event=waiting, note="看过")
    with pytest.raises(Denied):
        note_looked(caller=reviewer(county, Line.EMPLOYMENT), event=waiting, note="看过")
    far = reviewer(county, Line.CARD, division=county.huangcheng)
    with pytest.raises(NotVisible):
        note_looked(caller=far, event=waiting, note="看过")


def test_reversed_before_it_was_sent_is_withdrawn(card: SocialCard) -> None:
    row = lost(card)
    reverse_change(case_number="L1", at=LATER, actor=None)
    row.refresh_from_db()
    assert row.state == "withdrawn" and Handover.objects.count() == 1
    # The same case again goes up anew.
    assert lost(card).state == "waiting" and Handover.objects.count() == 2


def test_reversed_after_it_was_agreed_to_is_reversed_above_too(card: SocialCard) -> None:
    row = lost(card)
    answer(row, agreed=True)
    reverse_change(case_number="L1", at=LATER, actor=None)
    assert state(card) == "1"
    back = Handover.objects.get(kind="cards.reverse")
    assert back.payload["reverses"] == row.key and back.payload["state"] == "1"
    answer(back, agreed=False, words="已超过撤销时限")
    assert state(card) == "1"
    assert "按上级台账更新" in event("reverse").look
    assert not Message.objects.exists()


def test_a_new_card_takes_the_place_of_the_old_one(county: County) -> None:
    old, new = replaced(county)
    activate(card=new, at=AT, actor=None, case_number="A1")
    activate(card=new, at=LATER, actor=None, case_number="A1")
    assert (state(old), state(new)) == ("9", "1")
    assert (new.making, new.successor) == ("04", False)
    assert Handover.objects.get().kind == "cards.activate"


def test_taking_that_back_gives_the_old_card_its_place(county: County) -> None:
    old, new = replaced(county)
    activate(card=new, at=AT, actor=None, case_number="A1")
    for _ in range(2):
        reverse_change(case_number="A1", at=LATER, actor=None)
    assert (state(old), state(new)) == ("2", "0")
    assert (new.making, new.successor, old.successor) == ("03", True, False)
    activate(card=new, at=LATER, actor=None, case_number="A2")
    assert (state(old), state(new)) == ("9", "1")


def test_so_does_the_province_s_refusal(county: County) -> None:
    old, new = replaced(county)
    activate(card=new, at=AT, actor=None, case_number="A1")
    answer(Handover.objects.get(), agreed=False, words="制卡信息不符")
    assert (state(old), state(new), new.making) == ("2", "0", "03")
    assert list(old.events.values_list("move", flat=True)) == ["replaced", "reinstated"]


@pytest.mark.parametrize("making", ["00", "01", "02", "04", "07", "08"])
def test_only_a_collected_card_is_enabled(county: County, making: str) -> None:
    card = make.card(county.resident(), state="0", making=making)
    with pytest.raises(LedgerRefused):
        activate(card=card, at=AT, actor=None)
    assert state(card) == "0" and not Handover.objects.exists()


def test_a_card_of_another_province_is_only_changed_there(county: County) -> None:
    card = make.card(county.resident(), issued_in="河南省")
    calls: list[Any] = [
        lambda: report_loss(card=card, formal=True, at=AT, actor=None),
        lambda: undo_loss(card=card, at=AT, actor=None),
        lambda: activate(card=card, at=AT, actor=None),
    ]
    for call in calls:
        with pytest.raises(LedgerRefused) as refused:
            call()
        assert "河南省" in refused.value.remedy


def test_a_loss_that_ends_in_the_night_is_told(card: SocialCard) -> None:
    lost(card, formal=False)
    lapse_due(AT + dt.timedelta(days=7))
    assert "临时挂失已在2026年12月1日10:30到期" in Message.objects.get().text
