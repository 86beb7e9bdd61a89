"""Truly at the same moment, on either engine: one handover, one sending, one effect of an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.ledgers.above import circuit as breaker
from cuncuntong.ledgers.above.enums import Channel, CircuitState
from cuncuntong.ledgers.above.models import Answer, Circuit, Handover
from cuncuntong.ledgers.above.services import Said, take_answer
from cuncuntong.ledgers.above.services.sending import arrived, claim
from tests.cases.test_at_once import together
from tests.ledgers.above.make import Ledger, handed
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


def said(key: str, serial: int = 1) -> Said:
    return Said(key=key, serial=serial, agreed=True, words="同意", at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


def take(one: Said) -> Any:
    return take_answer(one, channel=Channel.HTTP)


def test_the_same_answer_in_two_processes_acts_once(county: County, ledger: Ledger) -> None:
    row = handed(county)
    arrived(row, reference="S1", channel=Channel.HTTP)
    results = together(*[lambda: take(said(row.key)) for _ in range(3)])
    assert sorted(one.repeated for one in results) == [False, True, True], results
    assert len(ledger.heard) == 1


def test_two_answers_in_two_processes_end_with_the_newer(county: County, ledger: Ledger) -> None:
    row = handed(county)
    arrived(row, reference="S1", channel=Channel.HTTP)
    together(lambda: take(said(row.key, 1)), lambda: take(said(row.key, 2)))
    row.refresh_from_db()
    assert row.serial == 2
    assert Answer.objects.exclude(state="taken").count() == 2 - len(ledger.heard)


def test_an_unknown_answer_in_two_processes_is_one_problem(county: County) -> None:
    results = together(*[lambda: take(said("no.such:1")) for _ in range(3)])
    assert sorted(one.repeated for one in results) == [False, True, True], results
    assert Answer.objects.count() == 1


def test_one_process_sends(county: County) -> None:
    row, now = handed(county), timezone.now() + dt.timedelta(seconds=1)
    results = together(*[lambda: claim(row.pk, now) for _ in range(3)])
    assert [one is None for one in results].count(True) == 2, results
    assert Handover.objects.get().tries == 1


def test_the_same_key_handed_over_at_once_is_one(county: County) -> None:
    person = county.resident()
    results = together(*[lambda: handed(county, 1, resident=person) for _ in range(3)])
    assert len({one.pk for one in results}) == 1, results


def test_one_call_goes_through_the_half_open_circuit(county: County) -> None:
    Circuit.objects.create(name=breaker.NAME, state=CircuitState.OPEN, retry_at=timezone.now())
    tried: list[int] = []

    def call() -> None:
        breaker._enter()
        tried.append(1)

    results = together(call, call, call)
    assert len(tried) == 1, results
    assert sum(isinstance(one, breaker.CircuitOpen) for one in results) == 2
