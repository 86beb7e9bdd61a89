"""Resident identity numbers (GB 11643-1999): what is wrong is named exactly."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.resident_id import (
    check,
    check_character,
    make_resident_id,
    mask,
    normalise,
)

TODAY = dt.date(2026, 11, 24)
# The two examples of the standard's annex.
MALE, FEMALE = "11010519491231002X", "440524188001010014"
NUMBERS = st.builds(
    make_resident_id,
    st.integers(110000, 659999).map(str),
    st.dates(dt.date(1900, 1, 1), TODAY),
    st.integers(0, 499),
    st.sampled_from("12"),
)


def message(text: str) -> str:
    with pytest.raises(IdentifierError) as caught:
        check(text, today=TODAY)
    return str(caught.value)


def test_what_a_number_tells() -> None:
    found = check(MALE, today=TODAY)
    assert (found.number, found.division) == (MALE, "110105")
    assert (found.birth_date, found.sex) == (dt.date(1949, 12, 31), "2")
    assert check_character(FEMALE[:17]) == FEMALE[17]


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "110105–19491231—002X",
        "110105\u300019491231\t002X",
    ],
)
def test_ways_of_typing_it(typed: str) -> None:
    assert normalise(typed) == MALE
    assert check(typed, today=TODAY).number == MALE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写18位"),
        ("   ", "请填写18位"),
        (MALE[:17], "现在是17位"),
        (MALE + "1", "现在是19位"),
        ("110105491231002", "15位老号码"),
        ("1101051949123100O2", "第17位“O”"),
        ("X1010519491231002X", "第1位“X”"),
        ("11010519491231002Y", "第18位“Y”"),
        ("1101051949123100২X", "第17位"),
        ("01010519491231002X", "不会以0开头"),
        ("11010519491331002X", "第11、12位是出生月份，不会是13"),
        ("11010519490031002X", "不会是00"),
        ("11010519490230002X", "1949年2月没有30日"),
        ("11010519230229002X", "1923年2月没有29日"),
        ("11010518991231002X", "出生年份1899不合理"),
        ("110105194912310021", "校验不通过"),
    ],
)
def test_what_is_wrong_is_said(typed: str, words: str) -> None:
    assert words in message(typed)


def test_born_tomorrow_is_refused_born_today_is_not() -> None:
    today = make_resident_id("140522", TODAY, 1, "2")
    assert check(today, today=TODAY).birth_date == TODAY
    tomorrow = make_resident_id("140522", TODAY + dt.timedelta(days=1), 1, "2")
    assert "还没到" in message(tomorrow)
    assert "2026年11月25日" in message(tomorrow)


def test_leap_days_are_dates() -> None:
    number = make_resident_id("140522", dt.date(2000, 2, 29), 3, "1")
    assert check(number, today=TODAY).birth_date == dt.date(2000, 2, 29)


@given(NUMBERS)
def test_made_numbers_hold_and_agree_with_iso_7064(number: str) -> None:
    assert check(number, today=TODAY).number == number
    assert mod_11_2.is_valid(number)


@given(st.integers(0, 499), st.sampled_from("12"), st.dates(dt.date(1900, 1, 1), TODAY))
def test_made_numbers_carry_what_they_were_made_from(serial: int, sex: str, birth: dt.date) -> None:
    found = check(make_resident_id("140522", birth, serial, sex), today=TODAY)
    assert (found.sex, found.birth_date, found.division) == (sex, birth, "140522")
    assert int(found.number[14:17]) // 2 == serial


@given(NUMBERS, st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    digit = "0123456789X".index(number[place])
    other = "0123456789X"[(digit + shift) % (11 if place == 17 else 10)] if digit < 10 else str(shift)
    changed = number[:place] + other + number[place + 1 :]
    if changed != number:
        with pytest.raises(IdentifierError):
            check(changed, today=TODAY)


@given(NUMBERS, st.integers(0, 16))
def test_every_swap_of_neighbours_is_noticed(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if changed != number:
        with pytest.raises(IdentifierError):
            check(changed, today=TODAY)


@given(st.text(max_size=25))
def test_any_text_gives_a_number_or_words(text: str) -> None:
    try:
        assert len(check(text, today=TODAY).number) == 18
    except IdentifierError as error:
        assert str(error).endswith("。")


def test_masks_show_four_and_four() -> None:
    assert mask("140522199001011234") == "1405**********1234"
    assert mask("14052219") == "********"
    assert mask("") == ""


@pytest.mark.parametrize(
    "wrong", [("140522", 500, "1"), ("140522", -1, "1"), ("14052", 1, "1"), ("140522", 1, "9")]
)
def test_the_generator_refuses_what_makes_no_number(wrong: tuple) -> None:
    division, serial, sex = wrong
    with pytest.raises(ValueError, match="is|has"):
        make_resident_id(division, TODAY, serial, sex)
