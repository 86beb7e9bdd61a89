"""Names and the pinyin that people type for them."""

from __future__ import annotations

import pytest

from cuncuntong.ledgers.residents.fields import prefix
from cuncuntong.ledgers.residents.names import is_han, normal_name, pinyin_of


@pytest.mark.parametrize(
    ("name", "initials", "pinyin"),
    [
        ("李秀英", "lxy", "lixiuying"),
        ("单秀英", "sxy", "shanxiuying"),
        ("仇和", "qh", "qiuhe"),
        ("解晓东", "xxd", "xiexiaodong"),
        ("曾国藩", "zgf", "zengguofan"),
        ("查小红", "zxh", "zhaxiaohong"),
        ("区大为", "odw", "oudawei"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("万俟明", "mqm", "moqiming"),
        ("单于明", "cym", "chanyuming"),
        # Not a double surname: nothing would be left as a given name.
        ("单于", "sy", "shanyu"),
        ("吕布", "lb", "lvbu"),
        ("王解放", "wjf", "wangjiefang"),
        ("李䶮", "ly", "liyan"),
        ("张𬭚", "zc", "zhangchun"),
        ("阿依古丽·买买提", "ayglmmt", "ayigulimaimaiti"),
        ("John Li", "j", "johnli"),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, initials: str, pinyin: str) -> None:
    assert pinyin_of(name) == (initials, pinyin)


def test_a_character_without_a_reading_is_left_out() -> None:
    assert pinyin_of("李\ue81e英") == ("ly", "liying")


def test_long_names_fit_their_columns() -> None:
    initials, pinyin = pinyin_of("庄" * 60)
    assert (len(initials), len(pinyin)) == (30, 120)


def test_names_have_one_spelling() -> None:
    assert normal_name(" 阿依古丽•买买提　") == "阿依古丽·买买提"
    assert normal_name("李 秀　英") == "李秀英"


@pytest.mark.parametrize("char", ["李", "䶮", "𬭚", "〇", "\ue81e"])
def test_rare_characters_are_characters(char: str) -> None:
    assert is_han(char)


def test_a_prefix_ends_before_the_next_character() -> None:
    assert dict(prefix("name", "李").children) == {"name__gte": "李", "name__lt": "杏"}
    # The last one before the surrogates, which are no characters.
    assert dict(prefix("name", "\ud7ff").children)["name__lt"] == "\ue000"
    assert not prefix("name", "")
