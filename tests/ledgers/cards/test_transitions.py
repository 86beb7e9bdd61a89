"""Loss of a card: the table of moves, the end of a temporary loss, and undoing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cuncuntong.ledgers.cards.enums import CardMove, CardState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services import (
    lapse_due,
    report_loss,
    reverse_change,
    undo_loss,
    unmask_number,
)
from cuncuntong.ledgers.cards.transitions import TABLE, WrongCardState, allowed_moves, effective_state, need
from cuncuntong.ledgers.contradictions import CARD, CARD_IN_USE, find_contradictions
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from tests.ledgers import make
from tests.ledgers.make import County

AT = dt.datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
END = AT + dt.timedelta(days=7)
TICK = dt.timedelta(seconds=1)

# Written out by hand from item 40 and the card's states: every (move, state) that may start.
ALLOWED = {
    ("activate", "0"),
    *(("replaced", state) for state in "01234"),
    ("reinstated", "9"),
    *(("from_above", state) for state in "012349"),
    *(("refused", state) for state in "01234"),
    ("report_temporary", "1"),
    ("report_formal", "0"),
    ("report_formal", "1"),
    ("report_formal", "3"),
    ("report_formal", "4"),
    ("undo_loss", "2"),
    ("undo_loss", "4"),
    ("lapse", "4"),
    ("reverse", "0"),
    ("reverse", "1"),
    ("reverse", "2"),
    ("reverse", "3"),
    ("reverse", "4"),
}


@pytest.fixture
def card(county: County) -> SocialCard:
    return make.card(county.resident())


def lose(
    card: SocialCard, *, formal: bool = False, at: dt.datetime = AT, case: str = "L1", **more: Any
) -> Any:
    return report_loss(card=card, formal=formal, at=at, actor=None, case_number=case, **more)


def state(card: SocialCard) -> tuple[str, dt.datetime | None]:
    card.refresh_from_db()
    return card.state, card.loss_ends_at


@pytest.mark.parametrize(("move", "source"), list(itertools.product(CardMove, CardState)))
def test_the_table_allows_these_and_no_others(move: CardMove, source: CardState) -> None:
    if (move.value, source.value) in ALLOWED:
        need(move, source)
        assert source in TABLE[move].sources
    else:
        with pytest.raises(WrongCardState) as refused:
            need(move, source)
        assert source.label in refused.value.message


def test_a_temporary_loss_ends_by_itself_after_seven_days(
    card: SocialCard, audited: Callable[[], list[str]]
) -> None:
    lose(card)
    assert state(card) == ("4", END)
    assert effective_state(card, END - TICK) == "4"
    # Read as normal at once, before any task ran.
    assert effective_state(card, END) == "1"
    assert lapse_due(END - TICK) == 0
    assert lapse_due(END + dt.timedelta(hours=3)) == 1
    assert lapse_due(END + dt.timedelta(hours=3)) == 0
    assert state(card) == ("1", None)
    event = card.events.get(move="lapse")
    assert (event.at, event.actor) == (END, None)
    assert audited() == ["card.report_temporary", "above.made", "card.lapse", "message.made"]


def test_a_formal_loss_does_not_end_by_itself(card: SocialCard) -> None:
    lose(card, formal=True)
    assert lapse_due(AT + dt.timedelta(days=400)) == 0
    assert state(card) == ("2", None)


def test_formal_over_temporary_and_back_to_normal(card: SocialCard) -> None:
    lose(card)
    lose(card, formal=True, case="L2", at=AT + dt.timedelta(days=1))
    assert state(card) == ("2", None)
    undo_loss(card=card, at=AT + dt.timedelta(days=2), actor=None, case_number="U1")
    assert state(card) == ("1", None)
    assert list(card.events.values_list("move", flat=True)) == [
        "report_temporary",
        "report_formal",
        "undo_loss",
    ]


@pytest.mark.parametrize("first", ["0", "3"])
def test_a_sealed_or_locked_card_gets_its_state_back(county: County, first: str) -> None:
    card = make.card(county.resident(), state=first)
    with pytest.raises(WrongCardState):
        lose(card)
    lose(card, formal=True)
    undo_loss(card=card, at=AT, actor=None)
    assert state(card) == (first, None)
    assert allowed_moves(card, AT) == ["report_formal"]


def test_a_card_that_came_in_as_lost_becomes_normal(county: County) -> None:
    card = make.card(county.resident(), state="2")
    undo_loss(card=card, at=AT, actor=None)
    assert state(card) == ("1", None)


def test_one_case_acts_once(card: SocialCard) -> None:
    lose(card)
    version = SocialCard.objects.get(pk=card.pk).version
    lose(card, at=AT + dt.timedelta(hours=1))
    assert state(card) == ("4", END)
    assert (card.version, card.events.count()) == (version, 1)
    for _ in range(2):
        undo_loss(card=card, at=AT, actor=None, case_number="U1")
    assert card.events.count() == 2


def test_a_late_report_first_writes_down_the_end(card: SocialCard) -> None:
    lose(card)
    lose(card, case="L2", at=END + dt.timedelta(days=1))
    assert state(card) == ("4", END + dt.timedelta(days=8))
    assert list(card.events.values_list("move", flat=True)) == [
        "report_temporary",
        "lapse",
        "report_temporary",
    ]


def test_a_loss_that_is_over_is_not_undone(card: SocialCard) -> None:
    lose(card)
    with pytest.raises(WrongCardState):
        undo_loss(card=card, at=END, actor=None, case_number="U1")


def test_no_undoing_once_a_replacement_is_asked_for(card: SocialCard) -> None:
    lose(card, formal=True)
    SocialCard.objects.filter(pk=card.pk).update(replacement_requested=True)
    card.refresh_from_db()
    assert allowed_moves(card, AT) == []
    with pytest.raises(LedgerRefused) as refused:
        undo_loss(card=card, at=AT, actor=None)
    assert "补卡" in refused.value.message


def test_what_a_clerk_may_choose(card: SocialCard) -> None:
    assert allowed_moves(card, AT) == ["report_temporary", "report_formal"]
    lose(card)
    card.refresh_from_db()
    assert allowed_moves(card, AT) == ["report_formal", "undo_loss"]
    assert allowed_moves(card, END) == ["report_temporary", "report_formal"]


def test_reversing_a_case_restores_exactly(card: SocialCard) -> None:
    lose(card)
    reverse_change(case_number="L1", at=AT + TICK, actor=None, reason="误操作")
    reverse_change(case_number="L1", at=AT + TICK, actor=None)
    assert state(card) == ("1", None)
    assert card.events.count() == 2
    lose(card, case="L2")
    undo_loss(card=card, at=AT + TICK, actor=None, case_number="U1")
    reverse_change(case_number="U1", at=AT + dt.timedelta(days=1), actor=None)
    # The temporary loss is back, with its first end.
    assert state(card) == ("4", END)
    undo_loss(card=card, at=AT + dt.timedelta(days=2), actor=None, case_number="U2")
    assert state(card) == ("1", None)


def test_a_reversed_undoing_whose_loss_is_over_stays_normal(card: SocialCard) -> None:
    lose(card)
    undo_loss(card=card, at=AT + TICK, actor=None, case_number="U1")
    reverse_change(case_number="U1", at=END, actor=None)
    assert state(card) == ("1", None)


def test_what_came_later_is_reversed_first(card: SocialCard) -> None:
    lose(card)
    lose(card, formal=True, case="L2")
    with pytest.raises(LedgerRefused):
        reverse_change(case_number="L1", at=AT, actor=None)
    reverse_change(case_number="L2", at=AT, actor=None)
    assert state(card) == ("4", END)
    reverse_change(case_number="L1", at=AT, actor=None)
    assert state(card) == ("1", None)


def test_a_lapsed_loss_needs_no_reversing(card: SocialCard) -> None:
    lose(card)
    with pytest.raises(LedgerRefused) as refused:
        reverse_change(case_number="L1", at=END, actor=None)
    assert "到期" in refused.value.remedy
    with pytest.raises(LedgerRefused):
        reverse_change(case_number="none", at=END, actor=None)


def test_a_row_that_changed_meanwhile_is_left_alone(card: SocialCard, monkeypatch: Any) -> None:
    from cuncuntong.ledgers.cards.services import losing

    stale = SocialCard.objects.get(pk=card.pk)
    lose(card)
    monkeypatch.setattr(losing, "locked", lambda _: stale)
    with pytest.raises(LedgerRefused):
        lose(card, case="L2", formal=True)
    assert state(card) == ("4", END)


def test_unmasking_a_number(county: County, card: SocialCard, audited: Callable[[], list[str]]) -> None:
    assert unmask_number(caller=county.clerk(), card=card, reason="核对实卡") == "D21345678"
    with pytest.raises(NotVisible):
        unmask_number(caller=county.clerk(county.huangcheng), card=card, reason="x")
    with pytest.raises(LedgerRefused):
        unmask_number(caller=county.clerk(), card=card, reason="")
    assert audited() == ["card.unmasked"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, [("card_missing", "stop")]),
        ({"state": "9"}, [("card_cancelled", "stop")]),
        ({"state": "0"}, [("card_sealed", "look")]),
        ({"replacement_requested": True}, [("card_replacing", "look")]),
        ({}, []),
    ],
)
def test_what_speaks_against_a_decision_about_a_card(
    county: County, values: dict[str, Any] | None, expected: list[tuple[str, str]]
) -> None:
    resident = county.resident()
    if values is not None:
        make.card(resident, **values)
    found = find_contradictions(resident, AT.date(), [CARD, CARD_IN_USE])
    assert [(one.code, one.weight) for one in found] == expected
    # Enabling a card has nothing against one that nobody enabled.
    found = find_contradictions(resident, AT.date(), [CARD])
    assert [one.code for one in found] == [code for code, _ in expected if code != "card_sealed"]


def test_two_runs_at_once_end_each_loss_once(
    county: County, monkeypatch: Any, audited: Callable[[], list[str]]
) -> None:
    """The second run comes in after the first has read what is due, and before it acts."""
    from cuncuntong.ledgers.cards.services import losing as services

    for number in range(4):
        lose(make.card(county.resident(), f"D0000000{number}"), case=f"L{number}")
    one_card = services.lapse_one
    ended: list[int] = []

    def interrupted(card: SocialCard, at: dt.datetime) -> int:
        monkeypatch.setattr(services, "lapse_one", one_card)
        ended.append(lapse_due(END))
        return one_card(card, at)

    monkeypatch.setattr(services, "lapse_one", interrupted)
    assert (lapse_due(END), ended) == (0, [4])
    assert CardEvent.objects.filter(move="lapse").count() == 4
    assert audited().count("card.lapse") == 4
