"""What stands for a resident, over all ledgers, in one question."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.selectors import standings_of
from tests.ledgers.make import County, basic_account, card
from tests.ledgers.training import make


def test_nobody_without_rows_has_a_name(county: County) -> None:
    assert standings_of(county.resident()) == frozenset()


def test_each_ledger_says_what_it_holds_in_one_question(
    county: County, django_assert_num_queries: object
) -> None:
    person, other = county.resident(), county.resident()
    basic_account(person)
    today = timezone.localdate()
    register_seeker(resident=person, kind="gig", occupation="保洁", work_place="本县", on=today, actor=None)
    make.wish(person)
    card(other, state=CardState.TEMPORARY_LOSS, loss_ends_at=timezone.now() + dt.timedelta(days=1))
    with django_assert_num_queries(1), reading_once(person):  # type: ignore[operator]
        found = standings_of(person)
        assert standings_of(person) == found
    assert found == {"pension.basic", "pension.not_drawn", "seeker.gig", "training.waits"}
    assert standings_of(other) == {"card.held", "card.lost"}
