"""Cutting texts and queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.foundation.search import excerpt, read, words_of
from cuncuntong.foundation.search.words import fold


def test_words_and_pairs_are_both_there() -> None:
    words = words_of("招聘泥瓦匠，日薪180元")
    assert {"招聘", "泥瓦匠", "泥瓦", "瓦匠", "日薪", "180", "元"} <= set(words)
    assert "，" not in words and len(words) == len(set(words))


def test_full_width_and_capitals_are_one_with_plain_ones() -> None:
    assert set(words_of("Ｃ１驾照　ＡＢＣ")) == set(words_of("c1驾照 abc"))


def test_stop_words_tell_nothing() -> None:
    assert words_of("请问怎么") == []
    query = read("请问怎么的")
    assert not query and query.only_stop_words and not query.blank
    assert "太常见" in query.explanation


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed_is_not_the_same_as_only_stop_words(typed: str) -> None:
    query = read(typed)
    assert query.blank and not query.only_stop_words and query.explanation == ""


@pytest.mark.parametrize("typed", ["\"'()*-:^+{}", "，。！？", "\x00\x01", "\ud800"])
def test_marks_alone_find_nothing_and_say_so(typed: str) -> None:
    assert read(typed).only_stop_words


def test_a_question_is_read_as_its_words() -> None:
    assert read("请问失业保险怎么领取").words == ("失业", "保险", "领取")
    assert read("失业金能领几个月").words == ("失业金", "几个")
    assert read("灵活就业人员 社保 补贴").words == ("灵活", "就业", "人员", "社保", "补贴")


def test_five_thousand_characters_are_cut_and_said_so() -> None:
    query = read("失业保险金补贴培训" * 600)
    assert query and len(query.groups) <= 16 and query.cut_short
    assert "太长" in query.explanation


def test_synonyms_widen_a_word_and_a_known_phrase() -> None:
    def also(word: str) -> tuple[str, ...]:
        return {"泥瓦匠": ("瓦工", "砌筑工"), "护工": ("护理员",)}.get(word, ())

    (group,) = read("泥瓦匠", also).groups
    assert [[term.text for term in one] for one in group.alternatives] == [
        ["泥瓦", "瓦匠"],
        ["瓦工"],
        ["砌筑", "筑工"],
    ]
    assert read("泥瓦匠", also).marks == ("泥瓦匠", "砌筑工", "瓦工")


def test_an_excerpt_shows_where_the_words_stand() -> None:
    text = "前言。" * 60 + "失业人员可以领取失业保险金，期限最长24个月。" + "其他。" * 60
    pieces = excerpt(text, "失业保险金 期限", length=60)
    assert [piece.text for piece in pieces if piece.hit] == ["失业", "失业保险金", "期限"]
    assert pieces[0].text == "…" and pieces[-1].text == "…"
    assert "可以领取" in "".join(piece.text for piece in pieces)


def test_an_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt("失业人员登记", "电焊") == [("失业人员登记", False)]
    assert excerpt("", "电焊") == []


def test_a_whole_text_can_be_marked() -> None:
    pieces = excerpt("ＡＢＣ的abc", "abc", length=0)
    assert pieces == [("ＡＢＣ", True), ("的", False), ("abc", True)]


@given(st.text(max_size=200), st.text(max_size=30))
def test_an_excerpt_of_the_whole_is_the_whole(text: str, query: str) -> None:
    assert "".join(piece.text for piece in excerpt(text, query, length=0)) == text


@given(st.text(max_size=300), st.text(max_size=40))
def test_an_excerpt_is_a_part_of_the_text(text: str, query: str) -> None:
    pieces = excerpt(text, query, length=50)
    middle = pieces[(1 if pieces[0].text == "…" and len(text) > 50 else 0) :] if pieces else []
    joined = "".join(piece.text for piece in middle).removesuffix("…")
    assert joined.strip("…") in text


@given(st.text(max_size=100), st.integers(0, 99), st.integers(0, 99))
def test_a_part_folds_to_a_part(text: str, first: int, last: int) -> None:
    assert fold(text[first:last]) in fold(text)
