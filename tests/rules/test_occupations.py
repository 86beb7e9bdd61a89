"""The classification is whole, its files agree with each other, and nearness is a sane measure."""

from __future__ import annotations

import csv
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.rules import occupations
from cuncuntong.rules.occupations.tree import DATA, tree
from cuncuntong.rules.occupations.words import word_initials
from scripts.import_occupations import initials

CODES = sorted(tree())


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_tree_is_whole():
    # 79 middle groups with 7-01 to 7-04, which are occupations at once, and 8-00, which is 8 itself;
    # 1636 occupations with that one. See data/README.md.
    levels = Counter(one.level for one in tree().values())
    assert len(CODES) == 2061
    assert levels == {1: 8, 2: 74, 3: 344, 4: 1635}
    by_major = Counter(one.code[0] for one in tree().values() if one.level == 4)
    assert by_major == {"1": 25, "2": 493, "3": 36, "4": 354, "5": 54, "6": 669, "7": 4}


def test_every_entry_hangs_in_the_tree_and_no_code_stands_twice():
    assert len({row["code"] for row in rows("occupations.csv")}) == len(rows("occupations.csv"))
    for one in tree().values():
        assert one.parent == "" if one.level == 1 else one.parent in tree()
        assert occupations.path(one.code)[-1] == one
        assert occupations.path(one.code)[0].level == 1
        assert one.name == one.name.strip() and " " not in one.name
        assert not one.name.endswith(("L", "S"))
        # Who is counted is an occupation and nothing below it; a group holds something, or is a rest group.
        below = occupations.children(one.code)
        assert not below if one.level == 4 else below or one.code.endswith("-99") or one.code == "8"


def test_two_entries_have_one_name_only_where_a_group_is_called_as_an_occupation_in_it():
    for name, times in Counter(one.name for one in tree().values()).items():
        if times > 1:
            group, one = [code for code, entry in tree().items() if entry.name == name]
            assert occupations.get(one).parent == group, name


def test_what_was_corrected_is_in_the_file():
    for row in rows("corrections.csv"):
        one = tree()[row["code"]]
        assert (one.name, one.level == 4) == (row["name"], row["leaf"] == "1")


def test_initials_fit_the_names_and_words():
    for one in tree().values():
        assert one.initials == initials(one.name), one.name
    # Else: python -m scripts.word_initials was forgotten after a change of common_words.yaml.
    assert dict(word_initials()) == {
        word: initials(word) for word in occupations.common_words() if initials(word)
    }


def test_codes_are_read_by_the_tree():
    assert [one.code for one in occupations.children("")] == list("12345678")
    assert occupations.label("6-29-01-01") == "砌筑工"
    assert occupations.label("9-99") == "9-99"
    assert [one.name for one in occupations.path("6-04-02-02")][-2:] == ["纺纱人员", "缫丝工"]
    assert [one.name for one in occupations.path("5-02-03-01")][-2:] == ["森林经营和管护人员", "护林员"]
    assert occupations.get("nothing") is None
    assert occupations.path("nothing") == ()
    assert occupations.holds("6-29", "6-29-01-01")
    assert not occupations.holds("6-2", "6-29-01-01")
    assert occupations.as_choices(["6-18-02-04"]) == (("6-18-02-04", "焊工"),)


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


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(CODES))
def test_who_shares_more_levels_is_not_farther(a, b, c):
    def shared(x, y):
        parts = zip(x.split("-"), y.split("-"), strict=False)
        return next((n for n, (left, right) in enumerate(parts) if left != right), 4)

    if a != b and a != c and 4 > shared(a, b) >= shared(a, c) and shared(a, c) < 4:
        assert occupations.nearness(a, b) >= occupations.nearness(a, c)
