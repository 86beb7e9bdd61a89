"""The classification is whole, common words lead to it, and nearness is a sane measure."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules import occupations
from cuncuntong.rules.occupations.tree import tree

CODES = sorted(tree())


def test_the_tree_is_whole():
    levels = [one.level for one in tree().values()]
    assert len(CODES) == 2047
    assert levels.count(1) == 8
    assert levels.count(2) == 72
    for one in tree().values():
        assert one.parent == "" if one.level == 1 else one.parent in tree()
        assert occupations.path(one.code)[-1] == one
        assert occupations.path(one.code)[0].level == 1
        assert one.name and not one.name.endswith(("L", "S"))


def test_codes_are_read_by_the_tree():
    assert [one.code for one in occupations.children("")] == list("12345678")
    assert occupations.label("6-29-01-01") == "砌筑工"
    assert occupations.label("9-99") == "9-99"
    assert [one.name for one in occupations.path("6-04-02-02")][-2:] == ["纺纱人员", "缫丝工"]
    assert occupations.get("nothing") is None
    assert occupations.path("nothing") == ()
    assert occupations.holds("6-29", "6-29-01-01")
    assert not occupations.holds("6-2", "6-29-01-01")
    assert occupations.as_choices(["6-18-02-04"]) == (("6-18-02-04", "焊工"),)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("泥瓦匠", "砌筑工"),
        ("缫丝", "缫丝工"),
        ("护工", "养老护理员"),
        ("电焊", "焊工"),
        ("开挖掘机", "挖掘铲运和桩工机械司机"),
        ("摘苹果", "园艺工"),
        ("看大门", "保安员"),
        ("炊事员", "中式烹调师"),
        ("养蚕", "经济昆虫养殖员"),
        ("煤矿工", "井下采矿工"),
        ("我想找送快递的工作", "快递员"),
        ("月嫂", "家政服务员"),
        ("保洁员", "保洁员"),
        ("6-31-01-03", "电工"),
    ],
)
def test_what_villagers_say_is_understood(word, name):
    assert occupations.label(occupations.resolve(word).code or "") == name


def test_every_common_word_leads_to_a_code_of_the_classification():
    assert len(occupations.common_words()) > 700
    for word, codes in occupations.common_words().items():
        assert all(code in tree() for code in codes), word
        assert occupations.find(word)[0].code == codes[0], word


def test_a_word_of_several_meanings_gives_a_list_to_choose_from():
    found = occupations.resolve("服务")
    assert found.code is None
    assert len(found.candidates) > 3
    assert occupations.resolve("没有这种活").candidates == ()
    assert occupations.resolve("").candidates == ()


def test_initials_and_parts_of_names_find_too():
    assert "焊工" in [one.name for one in occupations.find("hg")]
    assert occupations.find("砌筑工")[0].code == "6-29-01-01"
    assert "养老护理员" in [one.name for one in occupations.find("护理")]
    assert len(occupations.find("工", limit=5)) == 5


def test_synonyms_know_the_work_by_its_other_names():
    assert {"瓦工", "砌筑工"} <= set(occupations.synonyms("泥瓦匠"))
    assert "日结" in occupations.synonyms("零工")
    assert occupations.synonyms("没有这种活") == ()


def test_nearness_follows_the_tree():
    near = occupations.nearness
    assert near("6-29-01-01", "6-29-01-01") == 1.0
    assert near("6-29-01", "6-29-01-01") == 0.9  # a builder of any kind, a bricklayer
    assert near("6-29-01-01", "6-29-01-04") == 0.75  # bricklayer and steel fixer
    assert near("6-29-01-01", "6-29-04-01") == 0.4  # bricklayer and decorator
    assert near("6-29-01-01", "6-04-02-02") == 0.15  # bricklayer and silk reeler
    assert near("6-29-01-01", "4-09-08-01") == 0.0
    assert near("6-29", "6-29-01-01") == 0.4  # a whole middle group says little
    assert near("", "6-29-01-01") == 0.0


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_nearness_is_symmetric_and_bounded(a, b):
    assert occupations.nearness(a, b) == occupations.nearness(b, a)
    assert 0.0 <= occupations.nearness(a, b) <= 1.0
    assert (occupations.nearness(a, b) == 1.0) == (a == b)


@given(st.text(max_size=5000))
def test_no_text_breaks_the_search(text):
    occupations.find(text)
    found = occupations.resolve(text)
    assert found.code is None or found.code in tree()


def test_a_search_takes_milliseconds():
    occupations.find("热身")
    begun = time.perf_counter()
    for word in ("泥瓦匠", "工程", "服务员", "zyg"):
        occupations.find(word)
    # Measured: well under 2 ms each; the bound is for a loaded machine.
    assert time.perf_counter() - begun < 0.4
