"""The night's matching: who is told of what, how often, and that a stopped run loses and doubles nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.jobs.models import JobSeeker, MatchRun, Recommendation
from cuncuntong.ledgers.jobs.services import close_seeker, nightly
from cuncuntong.ledgers.jobs.services.nightly import match_night
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.jobs.matches import DAY, GUARD, MASON, WELDER, employer, posting, seeker
from tests.ledgers.make import County

# The night after the day on which the postings of the tests are published.
NIGHT = dt.datetime(2026, 11, 26, 1, 40, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=False):
        forget_parameters()
        yield


def told() -> list[tuple[int, int]]:
    return sorted(Recommendation.objects.values_list("seeker_id", "posting_id"))


def test_who_agreed_is_told_of_the_best_new_posting(county: County) -> None:
    boss = employer(county.shuicun)
    posting(boss, pay_low="4000", pay_high="4000")
    best = posting(boss)
    posting(boss, occupation=GUARD, title="招保安")
    one = seeker(county.resident("甲"))
    seeker(county.resident("乙"), push_agreed=False)
    seeker(county.resident("丙", standing="deceased"))
    seeker(county.resident("丁"), occupations=[MASON], occupation="泥瓦匠")
    run = match_night(NIGHT.date())
    assert told() == [(one.pk, best.pk)]
    assert (run.state, run.seekers, run.pairs, run.told) == ("done", 2, 1, 1)
    message = Message.objects.get()
    assert message.resident == one.resident
    assert message.key == f"jobs.recommended:{one.pk}:{best.pk}"
    assert "有适合您的岗位：招电焊工" in message.text
    kept = Recommendation.objects.get()
    assert kept.nightly and kept.told_at and kept.score >= 700
    assert [True, "正是您想找的焊工"] in kept.reasons


def test_a_night_that_is_done_is_not_done_again(county: County) -> None:
    posting(employer(county.shuicun))
    seeker(county.resident())
    assert match_night(NIGHT.date()).told == 1
    seeker(county.resident("乙"))
    assert match_night(NIGHT.date()).told == 1
    assert Message.objects.count() == 1


def test_the_next_night_looks_at_what_came_since(county: County) -> None:
    boss = employer(county.shuicun)
    posting(boss)
    one = seeker(county.resident())
    match_night(NIGHT.date())
    with time_machine.travel(NIGHT + dt.timedelta(hours=9), tick=False):
        late = posting(boss, published_at=timezone.now())
    with time_machine.travel(NIGHT + dt.timedelta(days=1), tick=False):
        seeker(county.resident("乙"))
        match_night(timezone.localdate())
    assert (one.pk, late.pk) in told()
    # Who registered since is told of what is new, not of what was there: nothing is pushed twice over.
    assert len(told()) == 3


def test_a_weeks_limit_is_kept(county: County) -> None:
    boss = employer(county.shuicun)
    one = seeker(county.resident())
    # 2026-11-26 is a Thursday: five nights to the Monday after.
    for night in range(5):
        moment = NIGHT + dt.timedelta(days=night)
        with time_machine.travel(moment, tick=False):
            posting(boss, published_at=timezone.now() - dt.timedelta(hours=5))
            match_night(timezone.localdate())
    days = sorted(timezone.localdate(row.made_at) for row in Message.objects.filter(resident=one.resident))
    assert days == [dt.date(2026, 11, 26), dt.date(2026, 11, 27), dt.date(2026, 11, 30)]


def test_what_was_recommended_already_or_health_forbids_is_passed_over(county: County) -> None:
    boss = employer(county.shuicun)
    third = posting(boss, pay_low="4100", pay_high="4100")
    high = posting(boss, health_demands=["height"], pay_low="5000", pay_high="5000")
    known = posting(boss, pay_low="6000", pay_high="6000")
    one = seeker(county.resident(), health_limits=["height"])
    place = {"village_code": one.village_code, "township_code": one.township_code, "county_code": "140522"}
    Recommendation.objects.create(seeker=one, posting=known, score=900, **place)
    match_night(NIGHT.date())
    assert told() == [(one.pk, third.pk), (one.pk, known.pk)]
    assert high.pk not in [key for _, key in told()]


def crowd(county: County, rng: Random) -> None:
    boss = employer(county.shuicun)
    for _ in range(12):
        posting(boss, occupation=rng.choice([WELDER, MASON, GUARD]))
    for number in range(23):
        seeker(
            county.resident(f"求职{number}", village=rng.choice([county.shuicun, county.huangcheng])),
            occupations=[rng.choice([WELDER, MASON, GUARD])],
            health_limits=[],
        )


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(5))
def test_stopped_anywhere_and_started_again_it_loses_and_doubles_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, rng = County(), Random(seed)
    crowd(county, rng)
    # What an undisturbed run does, rolled back.
    with transaction.atomic():
        match_night(NIGHT.date(), batch=3)
        wanted = told()
        transaction.set_rollback(True)
    assert len(wanted) == 23
    places = ("choose", "tell", "saved")
    for _ in range(200):
        place, after = rng.choice(places), rng.randrange(4)
        with monkeypatch.context() as patch:
            _kill(patch, place, after)
            try:
                run = match_night(NIGHT.date(), batch=3)
                break
            except Killed:
                continue
    assert told() == wanted
    assert Message.objects.count() == len(wanted)
    assert (run.seekers, run.pairs, run.told) == (23, 23, 23)


def _kill(patch: pytest.MonkeyPatch, place: str, after: int) -> None:
    """Ends the process the so-and-so-manieth time that it comes by a place."""
    left = [after]

    def dying(function: Any) -> Any:
        def called(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return function(*args, **kwargs)

        return called

    if place == "choose":
        patch.setattr(nightly.Night, "choose", dying(nightly.Night.choose))
    elif place == "tell":
        patch.setattr(nightly, "tell_many", dying(nightly.tell_many))
    else:
        patch.setattr(MatchRun, "save", dying(MatchRun.save))


def test_a_run_left_from_the_day_before_is_finished_first(county: County) -> None:
    posting(employer(county.shuicun))
    one, two = seeker(county.resident("甲")), seeker(county.resident("乙"))
    yesterday = NIGHT.date() - dt.timedelta(days=1)
    MatchRun.objects.create(day=yesterday, position=one.pk)
    match_night(NIGHT.date())
    assert [key for key, _ in told()] == [two.pk]
    assert list(MatchRun.objects.values_list("state", flat=True)) == ["done", "done"]


def test_who_found_work_before_the_batch_comes_is_not_told(county: County) -> None:
    posting(employer(county.shuicun))
    one, two = seeker(county.resident("甲")), seeker(county.resident("乙"))

    def found_work(run: MatchRun) -> None:
        close_seeker(seeker=JobSeeker.objects.get(pk=two.pk), reason="已就业", on=DAY, actor=None)

    match_night(NIGHT.date(), batch=1, after_batch=found_work)
    assert [key for key, _ in told()] == [one.pk]
