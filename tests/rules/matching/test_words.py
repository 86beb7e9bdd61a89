"""What is told of a pair: made of what is scored, and readable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules.matching import (
    OfferTold,
    Pair,
    Reason,
    Voice,
    WishTold,
    barred,
    barriers,
    health_barred,
    offer_of,
    reasons,
    sentence,
    wish_of,
)
from cuncuntong.rules.matching.rows import health_mask
from cuncuntong.rules.matching.score import distance_value, hours_value, near_value, pay_value
from cuncuntong.rules.matching.settings import DISTANCE, HOURS, OCCUPATION, PAY
from tests.rules.matching.make import HEALTH, MATCHING, offers, pair, wishes

VOICES = st.sampled_from(list(Voice))


def told(one: Pair, voice: Voice = Voice.SEEKER) -> str:
    return sentence(reasons(one, MATCHING, voice))


def stopped(one: Pair, voice: Voice = Voice.SEEKER) -> str:
    return sentence(barriers(one, MATCHING, voice))


@st.composite
def pairs(draw: Any) -> Pair:
    wish: WishTold = draw(wishes())
    offer: OfferTold = draw(offers())
    near = draw(st.lists(st.sampled_from([0.0, 0.3, 0.5, 0.75, 1.0]), max_size=3))
    hectometres = draw(st.integers(0, 900))
    return Pair(
        wish_of(wish, MATCHING),
        offer_of(offer, MATCHING),
        wish,
        offer,
        tuple(near),
        ("焊工", "电工", "钳工")[: len(near)],
        "焊工",
        hectometres,
        f"{hectometres / 10:.0f}公里",
        health_mask(draw(st.lists(st.sampled_from(HEALTH)))),
    )


@given(pairs(), VOICES)
def test_whoever_is_excluded_is_told_why_and_nobody_else(one: Pair, voice: Voice) -> None:
    near = near_value(one.nearness, MATCHING.later_choice)
    excluded = (
        barred(one.wish, one.offer, MATCHING.pay_cut)
        or health_barred(one.limits, one.offer)
        or bool(one.nearness)
        and near < MATCHING.nearest_needed
    )
    assert bool(barriers(one, MATCHING, voice)) == excluded


@given(pairs(), VOICES)
def test_words_say_what_the_numbers_say(one: Pair, voice: Voice) -> None:
    by_factor: dict[str, list[Reason]] = {}
    for reason in reasons(one, MATCHING, voice):
        assert reason.words
        by_factor.setdefault(reason.factor, []).append(reason)
    assert by_factor[DISTANCE][0].fits == (distance_value(one.hectometres, one.wish.limit) >= 500)
    if one.wish.pay and one.offer.pay:
        fits = pay_value(one.wish.pay, one.offer.pay, MATCHING.pay_cut) >= 800
        assert by_factor[PAY][0].fits == fits == (one.offer.pay >= one.wish.pay)
    else:
        assert by_factor[PAY][0].fits is None
    hours = [reason.fits for reason in by_factor.get(HOURS, [])]
    assert (False in hours) == (hours_value(one.wish.hours, one.offer.hours) < 800)
    assert len(by_factor[OCCUPATION]) == 1


def test_the_example_of_the_issue() -> None:
    one = pair(
        {"pay_floor": Decimal(150), "pay_unit": "day"},
        {"pay_low": Decimal(180), "pay_high": Decimal(180), "pay_unit": "day", "certificates": ["height"]},
    )
    assert "离家4公里；日薪180元，高于期望" in told(one)
    assert stopped(one) == "需要高处作业证：您没有登记"


@pytest.mark.parametrize(
    ("wish", "offer", "words"),
    [
        ({}, {}, "正是您想找的焊工；离家4公里；月薪4500元，高于期望；白天干活，您有时间；今天发布"),
        ({}, {"pay_low": Decimal(3500)}, "月薪3500至4500元，符合期望"),
        ({}, {"pay_low": Decimal(3400)}, "月薪3400至4500元，最高够得上期望的月薪4000元"),
        ({}, {"pay_low": Decimal(3000), "pay_high": Decimal(3500)}, "月薪3000至3500元，低于期望的月薪4000元"),
        ({}, {"pay_low": None, "pay_high": None}, "报酬面议，不好和期望的月薪4000元比"),
        ({}, {"pay_low": Decimal("0.5"), "pay_high": None, "pay_unit": "piece"}, "每件0.5元，不好和期望的"),
        (
            {},
            {"pay_low": Decimal(200), "pay_high": None, "pay_unit": "day"},
            "日薪200元，高于期望的月薪4000元（按每月22天比）",
        ),
        ({"pay_floor": None}, {}, "；月薪4500元；"),
        ({"distance_km": 3}, {}, "离家4公里，超过您说的3公里"),
        ({"hours": "day"}, {"hours": "shift"}, "倒班（含夜班）干活，您能干的是白天"),
        (
            {"skills": "会缝纫"},
            {"title": "招平车缝纫，会做饭优先"},
            "用得上您的技能：缝纫；提到做饭：您没有登记",
        ),
        ({}, {"education": "60"}, "要求高中、中专以上：您没有登记文化程度"),
        ({"education": "20"}, {"education": "60"}, "要求高中、中专以上：您是大学本科"),
        ({"experience_years": 5}, {"experience_years": 3}, "要求干过3年：您干过5年"),
        ({"certificates": ["height"]}, {"certificates": ["height"]}, "您有高处作业证"),
        ({}, {"published_on": dt.date(2026, 11, 20)}, "5天前发布"),
    ],
)
def test_words_for_the_seeker(wish: dict[str, Any], offer: dict[str, Any], words: str) -> None:
    assert words in told(pair(wish, offer))


def test_words_for_the_employer() -> None:
    one = pair({"contact_on": dt.date(2026, 11, 22), "experience_years": 2})
    assert told(one, Voice.EMPLOYER) == (
        "想找的正是焊工；家离干活的地方4公里；期望月薪4000元，您给月薪4500元，高于期望；"
        "白天干活，本人有时间；本人干过2年；3天前联系过本人"
    )
    long_ago = pair({"contact_on": dt.date(2026, 6, 1), "pay_floor": None})
    assert "没有说期望的报酬，您给月薪4500元" in told(long_ago, Voice.EMPLOYER)
    assert "已177天没有联系过本人" in told(long_ago, Voice.EMPLOYER)


def test_words_for_a_gigs_days() -> None:
    gig = {"kind": "gig", "starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2026, 12, 3)}
    assert "12月1日至12月3日，您没有说哪天有空" in told(pair({}, gig))
    free = {"free_from": dt.date(2026, 11, 30)}
    assert "12月1日至12月3日，您有空" in told(pair(free, gig))
    late = {"free_from": dt.date(2026, 12, 2)}
    assert stopped(pair(late, gig)) == "12月1日至12月3日干活：您12月2日以后有空"


def test_an_occupation_that_is_near_or_only_of_the_same_kind() -> None:
    assert told(pair(nearness=(0.75,), wanted=("钳工",))).startswith("焊工，和您想找的钳工相近；")
    only = reasons(pair(nearness=(0.5,), wanted=("司机",)), MATCHING, Voice.SEEKER)[0]
    assert (only.fits, only.words) == (False, "焊工，和您想找的司机同属一大类")
    second = pair(nearness=(0.0, 1.0), wanted=("保安", "焊工"))
    assert told(second).startswith("正是您想找的焊工")
    unknown = pair({"occupation": "随便"}, nearness=(), wanted=())
    assert told(unknown).startswith("您说的“随便”没有对应的职业名称，按其他条件比")


def test_health_is_told_to_the_person_and_to_nobody_else() -> None:
    one = pair({}, {"health_demands": ["height", "night"]}, limits=("height",))
    assert stopped(one) == "要干登高的活：您登记了干不了"
    assert "登高" not in stopped(one, Voice.EMPLOYER)
    assert stopped(pair({}, {"health_demands": ["night"]}, limits=("height",))) == ""


def test_where_a_place_is_not_known() -> None:
    assert "和您家同乡镇" in told(pair(said="同乡镇", hectometres=80))
    assert "；在全县范围干活，没有固定的地方；" in told(pair(said="全县范围", hectometres=300))
    assert "；就住在附近；" in told(pair(said="同村", hectometres=0), Voice.EMPLOYER)
    assert "和您家同村" in told(pair(said="同村", hectometres=0))


def test_another_township_than_the_wished_one_is_said_however_near() -> None:
    one = replace(pair({"work_place": "本乡镇"}, {}), elsewhere=True)
    assert "离家4公里，在别的乡镇，您想在本乡镇干" in told(one)
    assert "本人想在本乡镇干" in told(one, Voice.EMPLOYER)
    assert "别的乡镇" not in told(replace(one, elsewhere=False))
    assert "别的乡镇" not in told(replace(pair({"work_place": "本县"}, {}), elsewhere=True))
