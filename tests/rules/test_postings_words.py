"""Words that a posting must not hold are found; what is rightly said passes."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import cuncuntong
from cuncuntong.rules.postings import LOOK, STOP, find_passages, marked
from cuncuntong.rules.postings.words import bans

TEXTS = Path(cuncuntong.__file__).parent / "ledgers" / "policies" / "data"
# How the word list calls a law, and where its text is.
LAWS = {
    "就业促进法": "employment-promotion-law",
    "劳动法": "labour-law",
    "劳动合同法": "labour-contract-law",
    "妇女权益保障法": "womens-rights-law",
    "残疾人保障法": "disabled-persons-law",
    "人力资源市场暂行条例": "human-resources-market",
}


def codes(text: str) -> list[str]:
    return sorted({one.ban.code for one in find_passages(text)})


CASES = yaml.safe_load(Path(__file__).with_name("postings_words.yaml").read_text("utf-8"))
FOUND, PASSES = CASES["指出"], CASES["放过"]


def told(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(code, str(one)) for code, lines in texts.items() for one in lines]


@pytest.mark.parametrize(("code", "text"), told(FOUND))
def test_what_must_not_be_said_is_found(code, text):
    assert code in codes(text)


@pytest.mark.parametrize(("about", "text"), told(PASSES))
def test_what_is_rightly_said_passes(about, text):
    assert codes(text) == []


def test_every_kind_has_words_that_are_found_and_words_that_pass():
    assert {ban.code for ban in bans()} == set(FOUND)
    assert {ban.code for ban in bans()} - {"sex_word"} <= set(PASSES)


def test_an_allowed_clause_does_not_cover_the_next_one():
    assert codes("不收学徒，押金200") == ["charge"]
    assert codes("照顾老人，限女性") == ["sex"]
    assert codes("男女不限，最好要女的") == ["sex"]
    assert codes("年满18周岁，45岁以下") == ["age"]
    assert codes("无押金，服装费300") == ["charge"]


def test_characters_that_hide_a_word_do_not_hide_it():
    for text in ("限\u200b男", "限 男", "限.男", "限*男", "限　男", "限·男", "押\u00ad金", "押 金"):
        assert codes(text), text
    assert codes("每斤3.5元，重2.8公斤") == []


def test_a_passage_is_marked_in_place_even_when_it_hides_characters():
    assert list(marked("本店限\u200b男，管饭")) == [("本店", False), ("限\u200b男", True), ("，管饭", False)]
    assert list(marked("管饭")) == [("管饭", False)]


def test_kinds_say_what_is_wrong_what_to_do_and_by_which_law():
    for ban in bans():
        assert ban.words and ban.remedy.endswith("。") and ban.source, ban.code
        assert ban.weight in (STOP, LOOK)
        assert ban.look_if is None or ban.weight == STOP
    assert len({ban.code for ban in bans()}) == len(bans())


def test_every_article_that_is_named_stands_in_the_policy_library():
    titles = {
        one["key"]: one["title"]
        for one in yaml.safe_load((TEXTS / "library.yaml").read_text("utf-8"))["documents"]
    }
    for ban in bans():
        for law, articles in re.findall(r"《(.+?)》((?:、?第[一二三四五六七八九十百]+条)*)", ban.source):
            assert law in titles[LAWS[law]]
            text = (TEXTS / "texts" / f"{LAWS[law]}.txt").read_text("utf-8")
            for article in articles.split("、"):
                assert re.search(rf"^{article}", text, re.MULTILINE), (ban.code, law, article)


@given(st.text(max_size=2000))
def test_no_text_breaks_the_check_and_marking_loses_nothing(text):
    assert "".join(words for words, _ in marked(text)) == text


@pytest.mark.parametrize("piece", ["男", "不收", "押金、", "1", "照顾", "<", "年龄", "a.", "本地", "一"])
def test_a_long_text_of_one_piece_takes_no_time(piece):
    begun = time.perf_counter()
    find_passages(piece * (5000 // len(piece)))
    # Measured: under 0.1 s; the bound is for a loaded machine.
    assert time.perf_counter() - begun < 1.5
