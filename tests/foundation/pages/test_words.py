"""Texts made fit for paper."""

from __future__ import annotations

import pytest

from cuncuntong.foundation.pages.fonts import covered, missing_characters
from cuncuntong.foundation.pages.words import prepared, printable

RARE = "\U00031350"  # an ideograph of Unicode 15 that no font in use has


def test_common_characters_are_covered_and_rare_ones_are_named():
    assert len(covered()) > 20_000
    assert missing_characters("张秀兰 140522 ￥1,234.50（待核定）□√①") == set()
    assert missing_characters(f"张{RARE}") == {RARE}
    assert missing_characters("葛\U000e0100") == set()


def test_a_missing_character_is_spelt_out_everywhere_and_reported():
    data, missing = prepared({"name": f"王{RARE}", "rows": [["甲", f"{RARE}乙"]], "count": 3})
    assert data == {"name": "王〔U+31350〕", "rows": [["甲", "〔U+31350〕乙"]], "count": 3}
    assert missing == (RARE,)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("张\u202e三", "张三"),
        ("a\x00b\x07c", "abc"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\t乙", "甲 乙"),
        ("零\u200b宽\ufeff", "零宽"),
        ("年    月    日", "年\u3000\u3000月\u3000\u3000日"),
        ("140522195501011241", "140522195501011241"),
    ],
)
def test_hidden_characters_do_not_reach_paper(typed, shown):
    assert printable(typed) == shown


def test_a_run_without_blanks_may_break():
    run = "x" * 60
    broken = printable(f"网址{run}")
    assert broken.replace("\u200b", "") == f"网址{run}"
    assert max(len(part) for part in broken.split("\u200b")) <= 10
