"""Pasted texts keep every word, and their articles can be named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.policies.parsing import (
    PartKind,
    articles_in_order,
    number_of,
    parse,
    tidy,
)

PASTED = """
　　第一章　总则
第一条　为了促进就业，制定本办法。
　　本办法所称就业，是指……
第二条 依照本办法第一条的规定，享受补贴：
（一）失业人员；

（二）就业困难人员。
"""


def test_articles_take_the_paragraphs_that_follow() -> None:
    heading, first, second = parse(tidy(PASTED))
    assert heading.is_heading and heading.label == "第一章　总则"
    assert (first.label, first.anchor) == ("第一条", "tiao1")
    assert first.lines == ["为了促进就业，制定本办法。", "本办法所称就业，是指……"]
    assert second.lines[-1] == "（二）就业困难人员。"


def test_a_reference_at_the_beginning_of_a_line_is_no_article() -> None:
    parts = parse("第一条　甲\n第一条规定的补贴另行通知。\n第三条的范围不变。")
    assert [part.label for part in parts] == ["第一条"]


def test_a_county_paper_with_numbered_sections() -> None:
    parts = parse("各乡镇人民政府：\n一、补贴对象\n返乡创业人员。\n二、补贴标准\n另行通知。")
    assert [part.kind for part in parts] == [PartKind.PARAGRAPH, PartKind.SECTION, PartKind.SECTION]
    assert [part.anchor for part in parts] == ["p1", "bufen1", "bufen2"]


def test_anchors_are_never_the_same_twice() -> None:
    anchors = [part.anchor for part in parse("第一条　甲\n附件\n第一条　乙\n第一条之一　丙")]
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零七", 107), ("一百一十", 110), ("23", 23)],
)
def test_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


def test_a_missing_article_is_noticed() -> None:
    assert articles_in_order(parse("第一条　甲\n第二条　乙"))
    assert not articles_in_order(parse("第一条　甲\n第三条　丙"))
    assert articles_in_order(parse("没有条文的通知"))


@given(st.text(max_size=400))
def test_no_word_is_lost(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    joined = "".join(part.text for part in parse(tidied))
    kept = "".join(char for char in joined if not char.isspace())
    assert kept == "".join(char for char in tidied if not char.isspace())
