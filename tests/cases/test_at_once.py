"""Truly at the same moment, on either engine: sent twice, two reviewers, one blank form, two tabs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.models import BlankForm, Case, CaseEvent, InboxItem
from cuncuntong.cases.services.blank_forms import BlankFormUsed
from cuncuntong.cases.services.filing import Filed, FilingRefused, RepeatToday
from cuncuntong.cases.services.review import AlreadyClaimed, Stale, WrongState, approve, claim
from cuncuntong.ledgers.residents.hooks import merge_parts
from cuncuntong.ledgers.residents.models import ResidentMerge
from cuncuntong.ledgers.residents.services import merge, undo_merge
from cuncuntong.network.access import Caller
from tests.cases import make

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls in threads that start as one; gives results, or what was raised."""
    gate = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def county(transactional_db) -> make.Place:
    return make.Place()


def test_sent_twice_at_once_is_one_case(county):
    clerk, resident = county.clerk(), county.resident()
    results = together(
        *[
            lambda: make.file(Caller(clerk.account), make.INSTANT, resident, idempotency_key="same")
            for _ in range(4)
        ]
    )
    assert all(isinstance(result, Filed) for result in results), results
    assert len({result.case.pk for result in results}) == 1
    assert sorted(result.repeated for result in results) == [False, True, True, True]
    assert Case.objects.count() == 1
    assert CaseEvent.objects.filter(move=Move.APPLY).count() == 1


def test_two_tabs_at_once_are_one_case(county):
    clerk, resident = county.clerk(), county.resident()
    results = together(*[lambda: make.file(Caller(clerk.account), make.REVIEWED, resident) for _ in range(3)])
    assert sum(isinstance(result, Filed) for result in results) == 1, results
    assert sum(isinstance(result, RepeatToday) for result in results) == 2
    assert Case.objects.count() == 1


def test_two_reviewers_at_once_one_wins(county):
    first, second = make.reviewer(county), make.reviewer(county)
    case = make.file(county.clerk(), make.REVIEWED, county.resident()).case
    results = together(
        *[
            lambda who=who: approve(caller=Caller(who.account), case_id=case.pk, version=case.version)
            for who in (first, second)
        ]
    )
    assert sum(isinstance(result, Case) for result in results) == 1, results
    assert sum(isinstance(result, Stale | AlreadyClaimed | WrongState) for result in results) == 1
    assert Case.objects.get().state == State.APPLIED
    assert CaseEvent.objects.filter(move=Move.APPLY).count() == 1
    assert InboxItem.objects.count() == 1


def test_two_claims_at_once_one_gets_it(county):
    case = make.file(county.clerk(), make.REVIEWED, county.resident()).case
    callers = [make.reviewer(county), make.reviewer(county)]
    results = together(
        *[lambda who=who: claim(caller=Caller(who.account), case_id=case.pk) for who in callers]
    )
    assert sum(isinstance(result, Case) for result in results) == 1, results
    assert sum(isinstance(result, AlreadyClaimed | Stale) for result in results) == 1


def test_one_blank_form_entered_twice_at_once(county):
    clerk = county.clerk()
    blank = BlankForm.objects.create(
        number="B20261120000019",
        point=clerk.point,
        item="T1",
        county_code="140522",
        printed_by=clerk.account,
    )
    people = [county.resident("甲"), county.resident("乙")]
    results = together(
        *[
            lambda who=who: make.file(
                Caller(clerk.account),
                make.REVIEWED,
                who,
                blank_form=BlankForm.objects.get(pk=blank.pk),
                accepted_at=blank.printed_at,
            )
            for who in people
        ]
    )
    assert sum(isinstance(result, Filed) for result in results) == 1, results
    assert sum(isinstance(result, BlankFormUsed | FilingRefused) for result in results) == 1
    assert Case.objects.count() == 1


def test_deciding_while_records_are_merged_does_not_lock_both_up(county, monkeypatch):
    """One order of locks, resident before case: told by a merge that dawdles while a decision begins."""
    kept, dropped = county.resident(), county.resident()
    case = make.file(county.clerk(), make.REVIEWED, dropped).case
    admin, reviewer = county.business_admin(), make.reviewer(county)
    locked, part = threading.Event(), merge_parts["cases.Case"]

    def dawdle(kept: Any, dropped: Any) -> list[str]:
        locked.set()  # both residents are locked by now, their cases not yet
        time.sleep(0.5)
        return []

    def decide() -> Case:
        locked.wait(20)
        return approve(caller=Caller(reviewer.account), case_id=case.pk, version=None)

    with monkeypatch.context() as patched:
        patched.setattr(part, "conflicts", dawdle)
        merged, decided = together(
            lambda: merge(caller=Caller(admin.account), kept=kept, dropped=dropped, reason="同一人"), decide
        )
    assert isinstance(merged, ResidentMerge), merged
    assert isinstance(decided, Case | Stale), decided
    case.refresh_from_db()
    assert case.resident_id == kept.pk
    assert case.state == (State.APPLIED if isinstance(decided, Case) else State.ACCEPTED)
    undone, again = together(
        lambda: undo_merge(caller=Caller(admin.account), merge=merged),
        lambda: approve(caller=Caller(reviewer.account), case_id=case.pk, version=None),
    )
    assert isinstance(undone, ResidentMerge), undone
    assert isinstance(again, Case | Stale | WrongState), again
    case.refresh_from_db()
    assert case.resident_id == dropped.pk
