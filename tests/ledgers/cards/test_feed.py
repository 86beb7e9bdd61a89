"""The province's card ledger: what is taken over, what is compared, what is given back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Taken
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.cards.feed import FEED
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import differing, sorted_cards
from cuncuntong.ledgers.cards.services import report_loss, settle_difference, undo_loss
from cuncuntong.ledgers.contradictions import CARD, find_contradictions
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Ability, Line
from tests.cases.make import reviewer
from tests.ledgers import make
from tests.ledgers.above.answering import answer
from tests.ledgers.make import County

TODAY = timezone.localdate()
TOMORROW = TODAY + dt.timedelta(days=1)
YESTERDAY = TODAY - dt.timedelta(days=1)


def row(
    person: Resident, number: str = "D21345678", state: str = "1", making: str = "04", **said: str
) -> Any:
    return {
        "id_number": person.id_number,
        "name": person.name,
        "card": number,
        "state": state,
        "making": making,
        "bank": "演示农信社",
        "issued_on": "",
        "loss_ends": "",
        "issued_in": "",
        **said,
    }


def take(*rows: Any, as_of: dt.date = TODAY) -> Taken:
    assert FEED.check(rows) == [""] * len(rows), FEED.check(rows)
    return FEED.take(rows, as_of)


def cards(person: Resident) -> list[tuple[str, str, str, bool]]:
    found = SocialCard.objects.filter(resident=person).order_by("pk")
    return [(str(one.number), one.state, one.making, one.successor) for one in found]


def answered_loss(card: SocialCard) -> None:
    """Lost here, and the province agreed."""
    report_loss(card=card, formal=True, at=timezone.now(), actor=None, case_number="L1")
    answer(Handover.objects.get(), agreed=True)


def test_new_cards_come_in_once(county: County) -> None:
    one, two = county.resident("甲"), county.resident("乙")
    rows = [row(one, "D10000001"), row(two, "D10000002", "封存", "待领卡")]
    assert take(*rows) == Taken(new=2)
    assert take(*rows) == Taken(same=2)
    assert cards(two) == [("D10000002", "0", "02", False)]
    assert sorted_cards(one).as_of == TODAY
    assert take(*rows, as_of=TOMORROW) == Taken(same=2)
    assert sorted_cards(one).as_of == TOMORROW
    assert CardEvent.objects.count() == 0


def test_what_nobody_changed_here_follows_the_province(county: County) -> None:
    person = county.resident()
    card = make.card(person, making="02", state="0")
    assert take(row(person, state="0", making="03")) == Taken(changed=1)
    assert cards(person) == [("D21345678", "0", "03", False)]
    assert take(row(person, state="3"), as_of=TOMORROW) == Taken(changed=1)
    assert cards(person) == [("D21345678", "3", "04", False)]
    assert list(card.events.values_list("move", "before", "after")) == [
        ("from_above", "0", "0"),
        ("from_above", "0", "3"),
    ]


def test_older_data_say_nothing(county: County) -> None:
    person = county.resident()
    take(row(person, state="3"))
    assert take(row(person), as_of=YESTERDAY) == Taken(same=1)
    assert cards(person)[0][1] == "3"


def test_a_loss_that_the_province_can_t_know_yet_is_no_contradiction(county: County) -> None:
    card = make.card(county.resident())
    report_loss(card=card, formal=True, at=timezone.now(), actor=None, case_number="L1")
    # Not answered yet: whatever the day of the data.
    take(row(card.resident), as_of=TOMORROW)
    card.refresh_from_db()
    assert (card.state, card.above_state, card.differs_since) == ("2", "1", None)


def test_a_loss_that_it_should_know_is_shown_and_not_overwritten(county: County) -> None:
    card = make.card(county.resident())
    answered_loss(card)
    take(row(card.resident), as_of=TODAY)
    card.refresh_from_db()
    assert card.differs_since is None  # the same day: not known yet
    take(row(card.resident), as_of=TOMORROW)
    card.refresh_from_db()
    assert (card.state, card.differs_since) == ("2", TOMORROW)
    found = find_contradictions(card.resident, TODAY, [CARD])
    assert [one.code for one in found] == ["card_differs"] and "上级台账是“正常”" in found[0].words
    # Told the same by both again: it differs no more.
    take(row(card.resident, state="2"), as_of=TOMORROW + dt.timedelta(days=1))
    card.refresh_from_db()
    assert card.differs_since is None


@pytest.mark.parametrize("accept", [True, False])
def test_a_difference_is_decided_by_a_reviewer(county: County, accept: bool) -> None:
    card = make.card(county.resident())
    answered_loss(card)
    take(row(card.resident), as_of=TOMORROW)
    boss = reviewer(county, Line.CARD)
    (waiting,) = differing(boss, Ability.CASE_REVIEW)
    with pytest.raises(LedgerRefused):
        settle_difference(caller=boss, card=waiting, accept=accept, reason=" ")
    settle_difference(caller=boss, card=waiting, accept=accept, reason="电话核实过")
    card.refresh_from_db()
    assert (card.state, card.differs_since) == ("1" if accept else "2", None)
    sent = Handover.objects.filter(kind="cards.correct")
    assert sent.exists() != accept
    with pytest.raises(LedgerRefused):
        settle_difference(caller=boss, card=waiting, accept=accept, reason="再来")
    if not accept:
        answer(sent.get(), agreed=False, words="以省系统为准")
        card.refresh_from_db()
        assert card.differs_since == TOMORROW


def test_a_card_that_is_made_anew_stands_beside_the_lost_one(county: County) -> None:
    person = county.resident()
    make.card(person, "D10000001", state="2")
    take(row(person, "D10000001", "2", "07"), row(person, "D10000002", "0", "01"))
    assert cards(person) == [("D10000001", "2", "07", False), ("D10000002", "0", "01", True)]
    assert sorted_cards(person).in_use.replacement_requested
    # Enabled at the bank: the former is cancelled, whichever row comes first.
    take(row(person, "D10000002"), row(person, "D10000001", "9", "04"), as_of=TOMORROW)
    assert [one[1:] for one in cards(person)] == [("9", "07", False), ("1", "04", False)] or [
        one[1] for one in cards(person)
    ] == ["9", "1"]
    assert sorted_cards(person).in_use.successor is False


def test_a_replacement_that_was_given_up_lets_the_found_card_be_used(county: County) -> None:
    person = county.resident()
    card = make.card(person, "D10000001", state="2")
    take(row(person, "D10000001", "2", "07"), row(person, "D10000002", "0", "01"))
    with pytest.raises(LedgerRefused):
        undo_loss(card=card, at=timezone.now(), actor=None)
    take(row(person, "D10000001", "2", "04"), row(person, "D10000002", "9", "01"), as_of=TOMORROW)
    undo_loss(card=card, at=timezone.now(), actor=None)
    assert [one[1] for one in cards(person)] == ["1", "9"]


def test_a_second_card_in_use_is_not_believed_at_once(county: County) -> None:
    person = county.resident()
    make.card(person, "D10000001")
    take(row(person, "D10000002"))
    known = sorted_cards(person)
    assert str(known.in_use.number) == "D10000001" and known.in_use.state == "1"
    assert known.successor.state == "0" and known.successor.differs_since == TODAY
    boss = reviewer(county, Line.CARD)
    settle_difference(caller=boss, card=known.successor, accept=True, reason="旧卡已交回")
    assert [one[1] for one in cards(person)] == ["9", "1"]


def test_the_former_card_s_end_promotes_the_second(county: County) -> None:
    person = county.resident()
    make.card(person, "D10000001")
    take(row(person, "D10000002"))
    take(row(person, "D10000001", "9"), as_of=TOMORROW)
    assert [(one[1], one[3]) for one in cards(person)] == [("9", False), ("1", False)]
    assert not SocialCard.objects.filter(differs_since__isnull=False).exists()


def test_a_card_of_another_province_is_marked(county: County) -> None:
    person = county.resident()
    take(row(person, issued_in="河南省"))
    found = find_contradictions(person, TODAY, [CARD])
    assert [(one.code, one.weight) for one in found] == [("card_elsewhere", "stop")]


def test_what_is_wrong_is_said_and_nothing_is_written(county: County) -> None:
    person, other = county.resident("甲"), county.resident("乙")
    make.card(other, "D20000002")
    wrong = [
        row(person, id_number="110101199001011237"),
        row(person, name="丙"),
        row(person, state="好"),
        row(person, making="7"),
        row(person, issued_on="2026-13-01"),
        row(person, "D-1"),
        row(person, "D20000002"),
        row(person, "D20000003"),
        row(person, "D20000003"),
        row(person, state="4", loss_ends="明天"),
        row(person, id_number="1"),
    ]
    said = FEED.check(wrong)
    for words, part in zip(
        said,
        [
            "没有这个身份证号码", "不同，请先核实", "不认识的应用状态", "不认识的制卡进度", "发卡日期",
            "只有字母和数字", "是另一个人的", "", "与前面的一行相同", "临时挂失到期", "",
        ],
        strict=True,
    ):  # fmt: skip
        assert part in words, (words, part)
    assert said[7] == "" and said[10]
    assert SocialCard.objects.count() == 1


def test_a_chunk_asks_a_few_questions_however_long_it_is(county: County) -> None:
    def asked(count: int) -> int:
        rows = [row(county.resident(f"人{count}{n}"), f"D{count}{n:06}") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            take(*rows)
            take(*(one | {"state": "3"} for one in rows), as_of=TOMORROW)
        return len(captured)

    few = asked(3)
    assert asked(40) <= few + 2
