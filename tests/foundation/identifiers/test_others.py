"""Credit codes, bank accounts, telephones, code lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from cuncuntong.foundation.identifiers import IdentifierError, bank_card, credit_code, telephone
from cuncuntong.foundation.identifiers.codes import EDUCATIONS, NATIONS, SEXES

# The example of GB 32100-2015, and a code in public use.
CODES = ["91350100M000100Y43", "91110000600037341L"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", CODES)
def test_genuine_credit_codes_pass_without_a_warning(code: str) -> None:
    assert credit_code.check(code).warning == ""
    assert credit_code.check(f" {code.lower()} ").code == code
    assert uscc.is_valid(code)


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_the_check_character_agrees_with_stdnum(first: str) -> None:
    assert credit_code.check_character(first) == uscc.calc_check_digit(first)


@given(st.sampled_from(CODES), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_a_wrong_character_warns_but_does_not_refuse(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    found = credit_code.check(changed)
    assert found.code == changed
    assert bool(found.warning) == (changed != code)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写18位"),
        (CODES[0][:15], "现在是15位"),
        ("91350100I000100Y43", "第9位“I”"),
        ("中" * 18, "第1位"),
    ],
)
def test_what_is_no_credit_code_is_refused(typed: str, words: str) -> None:
    with pytest.raises(IdentifierError, match=words):
        credit_code.check(typed)


def test_cards_by_luhn() -> None:
    number = "622202020000123456"
    number += luhn.calc_check_digit(number)
    spaced = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    assert bank_card.check(spaced) == bank_card.BankCard(number)
    changed = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "校验不符" in bank_card.check(changed).warning


@given(st.integers(10**14, 10**18 - 1).map(str), st.integers(0, 18), st.integers(1, 9))
def test_every_single_wrong_digit_of_a_card_warns(body: str, place: int, shift: int) -> None:
    number = body + luhn.calc_check_digit(body)
    place %= len(number)
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert bank_card.check(number).warning == ""
    assert bank_card.check(changed).warning


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "请填写"), ("6222O2020000", "只能是数字"), ("62220202", "现在是8位"), ("1" * 31, "现在是31位")],
)
def test_what_is_no_account_is_refused(typed: str, words: str) -> None:
    with pytest.raises(IdentifierError, match=words):
        bank_card.check(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13803561234", "13803561234"),
        (" 138 0356 1234 ", "13803561234"),
        ("138-0356-1234", "13803561234"),
        ("+86 13803561234", "13803561234"),
        ("8613803561234", "13803561234"),
        ("008613803561234", "13803561234"),
        ("１３８０３５６１２３４", "13803561234"),
        ("0356-4221234", "03564221234"),
        ("(0356)4221234", "03564221234"),
        ("（0356）4221234", "03564221234"),
        ("010-66668888", "01066668888"),
        ("+86 356 4221234", "03564221234"),
        ("021 6666 8888", "02166668888"),
    ],
)
def test_telephones_are_kept_as_plain_digits(typed: str, kept: str) -> None:
    assert telephone.check(typed) == kept
    assert telephone.check(kept) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("4221234", "请加区号"),
        ("66668888", "请加区号"),
        ("1380356123", "现在是10位"),
        ("138035612345", "现在是12位"),
        ("12345678901", "请核对"),
        ("110", "现在是3位"),
        ("", "请核对"),
        ("不详", "请核对"),
        ("1380356১234", "请核对"),
        ("03560221234", "请核对"),
    ],
)
def test_what_is_no_telephone_is_refused(typed: str, words: str) -> None:
    with pytest.raises(IdentifierError, match=words):
        telephone.check(typed)


def test_masks() -> None:
    assert telephone.mask("13803561234") == "138****1234"
    assert telephone.mask("03564221234") == "*******1234"
    assert telephone.mask("1234") == "****"
    assert telephone.mask("") == ""
    assert bank_card.mask("6222020200001234567") == "*" * 15 + "4567"
    assert bank_card.mask("1234") == "****"


def test_the_56_nations_in_the_standards_order() -> None:
    assert len(NATIONS) == 56
    names = dict(NATIONS)
    assert len(set(names.values())) == 56
    known = {"01": "汉族", "11": "满族", "15": "土家族", "29": "柯尔克孜族", "45": "鄂温克族", "56": "基诺族"}
    assert {code: names[code] for code in known} == known
    assert [code for code, _ in NATIONS] == [f"{n:02d}" for n in range(1, 57)]


def test_code_lists_have_no_doubles() -> None:
    for codes in (SEXES, EDUCATIONS):
        assert len(dict(codes)) == len(codes)
        assert len({name for _, name in codes}) == len(codes)
