"""Recommending: the best of all, both ways, with reasons; nobody who did not agree; health kept sealed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from cuncuntong.ledgers.jobs.models import JobSeeker, Posting
from cuncuntong.ledgers.jobs.selectors import matching as module
from cuncuntong.ledgers.jobs.selectors.match_facts import matching_on
from cuncuntong.ledgers.jobs.selectors.matching import (
    explain,
    pair_of,
    recommend_postings,
    recommend_seekers,
)
from cuncuntong.ledgers.jobs.services import close_seeker, pause_seeker, resume_seeker
from cuncuntong.network.models import Division
from cuncuntong.rules.matching import Voice, barriers, measure
from cuncuntong.rules.matching.score import near_value
from tests.ledgers.jobs.matches import (
    CARER,
    DAY,
    GUARD,
    MASON,
    NANNY,
    WELDER,
    employer,
    placed,
    posting,
    seeker,
)
from tests.ledgers.make import County, division

ALL = (WELDER, MASON, GUARD, NANNY, CARER)


@pytest.fixture
def wide(county: County) -> list[Division]:
    """Eight townships with three villages each, on a grid of some eight kilometres."""
    villages = []
    for number in range(8):
        code = f"1405223{number:02}"
        township = division(code, f"测试{number}镇", "township", county.county)
        placed(township, f"{112.1 + number * 0.09:.6f}", "35.4")
        for which in range(3):
            village = division(f"{code}20{which}", f"测试{number}{which}村", "village", township)
            if which < 2:
                placed(village, f"{112.1 + number * 0.09 + which * 0.01:.6f}", f"{35.4 + which * 0.02:.6f}")
            villages.append(village)
    return villages


def fill(county: County, villages: list[Division], rng: Random, count: int) -> None:
    boss = employer(villages[0])
    hidden = employer(villages[1], state="blocked", telephone="13835600008")
    for _ in range(count):
        low = Decimal(rng.randrange(20, 60) * 100)
        posting(
            rng.choice([boss, boss, boss, hidden]),
            rng.choice([*villages, county.county, villages[0].parent]),
            occupation=rng.choice(ALL),
            pay_low=low,
            pay_high=low + rng.choice([0, 500]),
            hours=rng.choice(["day", "shift", "any"]),
            education=rng.choice(["", "", "70", "60"]),
            certificates=rng.choice([[], [], ["welding"], ["health"]]),
            health_demands=rng.choice([[], ["height"]]),
            state=rng.choice(["published", "published", "published", "paused"]),
        )


def wishes(rng: Random) -> dict[str, Any]:
    return {
        "occupations": rng.sample(ALL, rng.randrange(0, 3)),
        "pay_floor": rng.choice([None, Decimal(rng.randrange(20, 60) * 100)]),
        "distance_km": rng.choice([None, 5, 15, 40]),
        "hours": rng.choice(["any", "day"]),
        "certificates": rng.choice([[], ["welding"], ["health", "welding"]]),
        "education": rng.choice(["", "70", "60"]),
        "health_limits": rng.choice([[], ["height"]]),
    }


def order(one: JobSeeker, other: Posting) -> int:
    """What a pair measures, worked out alone; -1 for one that is excluded."""
    matching = matching_on(DAY)
    pair = pair_of(one, other, matching)
    near = near_value(pair.nearness, matching.later_choice) if pair.nearness else matching.nearest_needed
    if barriers(pair, matching, Voice.SEEKER):
        return -1
    return measure(near, pair.hectometres, pair.wish, pair.offer, matching)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_postings_of_all_are_found(county: County, wide: list[Division], seed: int) -> None:
    rng = Random(seed)
    fill(county, wide, rng, 160)
    one = seeker(county.resident(village=rng.choice(wide)), **wishes(rng))
    for most in (3, 20):
        found = [two.posting.pk for two in recommend_postings(one, DAY, most).best]
        every = [
            (order(one, two), two.pk)
            for two in Posting.objects.filter(state="published", employer__state="verified")
        ]
        assert found == [key for measured, key in sorted(every, reverse=True)[:most] if measured >= 0]


@pytest.mark.parametrize("seed", range(4))
def test_the_best_people_of_all_are_found(county: County, wide: list[Division], seed: int) -> None:
    rng = Random(seed)
    for number in range(80):
        seeker(
            county.resident(f"求职{number}", village=rng.choice(wide), telephone="13835600001"),
            **wishes(rng),
            shown_to_employers=rng.random() < 0.8,
            on=DAY - dt.timedelta(days=rng.randrange(100)),
        )
    wanted = posting(
        employer(wide[0]), rng.choice(wide), occupation=rng.choice(ALL), health_demands=["height"]
    )
    every = [(order(one, wanted), one.pk) for one in JobSeeker.objects.filter(shown_to_employers=True)]
    for most in (3, 20):
        found = [one.seeker.pk for one in recommend_seekers(wanted, DAY, most)]
        assert found == [key for measured, key in sorted(every, reverse=True)[:most] if measured >= 0]


def test_it_says_why_and_what_does_not_fit(county: County) -> None:
    placed(county.shuicun, "112.40", "35.48")
    placed(county.songzhuang, "112.44", "35.48")
    one = seeker(county.resident(), distance_km=3)
    posting(employer(county.songzhuang))
    (found,) = recommend_postings(one, DAY).best
    assert found.words == (
        "正是您想找的焊工；离家4公里，超过您说的3公里；月薪4500元，高于期望；白天干活；"
        "一般需要焊工证：您没有登记；用得上您的技能：电焊；今天发布"
    )
    assert found.against == "离家4公里，超过您说的3公里；一般需要焊工证：您没有登记"
    assert 0 < found.score < 1000


def test_what_one_condition_kept_out_is_told_apart(county: County) -> None:
    one = seeker(county.resident())
    boss = employer(county.shuicun)
    kept_out = posting(boss, certificates=["height"])
    posting(boss, certificates=["height"], pay_low=Decimal(500), pay_high=Decimal(500))
    found = recommend_postings(one, DAY)
    assert found.best == ()
    assert found.missed == ((kept_out, "需要高处作业证：您没有登记"),)


def test_nobody_is_shown_who_did_not_agree_or_is_no_longer_there(county: County) -> None:
    boss = employer(county.shuicun)
    wanted = posting(boss)
    agreed = seeker(county.resident("甲"))
    seeker(county.resident("乙"), shown_to_employers=False)
    seeker(county.resident("丙", standing="deceased"))
    seeker(county.resident("丁"), kind="gig")
    assert [one.seeker for one in recommend_seekers(wanted, DAY)] == [agreed]
    assert recommend_seekers(wanted, agreed.valid_until + dt.timedelta(days=1)) == ()


def test_who_pauses_or_ends_is_not_found_and_who_resumes_is(county: County) -> None:
    wanted = posting(employer(county.shuicun))
    one = seeker(county.resident())
    pause_seeker(seeker=one, on=DAY, actor=None, case_number="P1")
    assert recommend_seekers(wanted, DAY) == ()
    one.refresh_from_db()
    resume_seeker(seeker=one, on=DAY, actor=None, case_number="P2")
    assert len(recommend_seekers(wanted, DAY)) == 1
    close_seeker(seeker=one, reason="已就业", on=DAY, actor=None, case_number="P3")
    assert recommend_seekers(wanted, DAY) == ()


def test_health_keeps_out_and_is_not_told_to_the_employer(county: County) -> None:
    one = seeker(county.resident(), health_limits=["height"])
    high = posting(employer(county.shuicun), health_demands=["height"])
    assert recommend_seekers(high, DAY) == ()
    assert recommend_postings(one, DAY).best == ()
    told = explain(one, high, DAY, Voice.EMPLOYER)
    assert told.score == 0
    assert "登高" not in told.words
    assert "登高" in explain(one, high, DAY, Voice.SEEKER).words


def test_health_of_those_who_are_not_near_stays_sealed(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = posting(employer(county.shuicun), health_demands=["height"])
    for number in range(12):
        seeker(county.resident(f"求职{number}"), health_limits=["height"] if number % 2 else [])
    opened: list[int] = []
    original = module.health_mask
    monkeypatch.setattr(module, "health_mask", lambda keys: opened.append(1) or original(keys))
    assert len(recommend_seekers(wanted, DAY, 1)) == 1
    # Ten more than wanted are looked at, and no others.
    assert len(opened) <= 2 * 11


def test_few_questions_however_many_there_are(
    county: County, wide: list[Division], django_assert_max_num_queries: Any
) -> None:
    fill(county, wide, Random(1), 60)
    one = seeker(county.resident(village=wide[0]))
    recommend_postings(one, DAY)
    with django_assert_max_num_queries(6):
        recommend_postings(one, DAY)
    wanted = Posting.objects.filter(state="published").select_related("employer").first()
    with django_assert_max_num_queries(6):
        recommend_seekers(wanted, DAY)
