"""The words that people use for work, and the occupations that they mean: 泥瓦匠, 缫丝, 护工."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from cuncuntong.rules.occupations.tree import DATA, tree

# From as many major groups on, a word says nothing of the work.
WIDE = 3


@dataclass(frozen=True)
class _Told:
    """The file common_words.yaml: words of one meaning by code, codes of the others by word."""

    words: Mapping[str, tuple[str, ...]]
    several: Mapping[str, tuple[str, ...]]
    any_work: frozenset[str]
    synonyms: tuple[tuple[str, ...], ...]


@cache
def _told() -> _Told:
    text = (DATA / "common_words.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return _Told(
        words={code: tuple(map(str, words)) for code, words in told["words"].items()},
        several={str(word): tuple(codes) for word, codes in told["several"].items()},
        any_work=frozenset(map(str, told["any_work"])),
        synonyms=tuple(tuple(map(str, group)) for group in told["synonyms"]),
    )


@cache
def common_words() -> Mapping[str, tuple[str, ...]]:
    """Codes by common word, the likeliest first."""
    told = _told()
    clear = {word: (code,) for code, words in told.words.items() for word in words}
    return {**clear, **told.several}


def any_work() -> frozenset[str]:
    """Words that say that somebody works and not what: 随便, 什么都行."""
    return _told().any_work


@cache
def words_by_code() -> Mapping[str, tuple[str, ...]]:
    """Common words by code."""
    told = _told()
    found = {code: list(words) for code, words in told.words.items()}
    for word, codes in told.several.items():
        for code in codes:
            found.setdefault(code, []).append(word)
    return {code: tuple(words) for code, words in found.items()}


@cache
def word_initials() -> Mapping[str, str]:
    """Pinyin initials by common word; made by scripts/word_initials.py."""
    with (DATA / "word_initials.csv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["initials"] for row in csv.DictReader(lines)}


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    lists = list(_told().synonyms)
    # Words for one occupation are synonyms as well; those of a whole group are too wide for that.
    lists += [words for code, words in _told().words.items() if tree()[code].level == 4]
    for group in lists:
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in found.items()}


def synonyms(word: str) -> tuple[str, ...]:
    """Other words for the same, and the official names of the work; () where none is known."""
    found = set(_groups().get(word, frozenset()))
    # A word for work of all kinds (零工) would find all kinds of work.
    codes = common_words().get(word, ())
    if len({code[0] for code in codes}) < WIDE:
        found |= {tree()[code].name for code in codes if tree()[code].level == 4}
    return tuple(sorted(found - {word}))
