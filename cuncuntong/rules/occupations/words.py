"""Finding occupations by the words that people use: 泥瓦匠, 缫丝, 护工, or the initials of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from cuncuntong.rules.occupations.tree import DATA, Occupation, tree

# What people put before or behind the work itself.
_AROUND = re.compile(
    r"^(?:我?想?(?:找|干|做|当|要|会|能|招|学))+|(?:的?(?:工作|活儿?|岗位|师傅|人员|人手))+$"
)
_BLANKS = re.compile(r"[\s,，、。;；/]+")
LONGEST = 40


@dataclass(frozen=True)
class Resolved:
    """What a word means: one code, or none and what may be meant, the likeliest first."""

    code: str | None
    candidates: tuple[Occupation, ...] = ()


@cache
def _told() -> Mapping[str, list[list[str]] | dict[str, list[str]]]:
    told: Mapping[str, list[list[str]] | dict[str, list[str]]] = yaml.safe_load(
        (DATA / "common_words.yaml").read_text(encoding="utf-8")
    )
    return told


@cache
def common_words() -> Mapping[str, tuple[str, ...]]:
    """Codes by common word."""
    found: dict[str, list[str]] = {}
    for code, words in dict(_told()["words"]).items():
        for word in words:
            found.setdefault(str(word), []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


@cache
def words_by_code() -> Mapping[str, tuple[str, ...]]:
    """Common words by code."""
    return {code: tuple(str(word) for word in words) for code, words in dict(_told()["words"]).items()}


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    # Words for the same work are synonyms as well; those of a whole group are too wide for that.
    lists = [list(group) for group in _told()["synonyms"]]
    lists += [list(words) for code, words in words_by_code().items() if code.count("-") == 3]
    for group in lists:
        for word in group:
            found.setdefault(str(word), set()).update(str(one) for one in group)
    return {word: frozenset(group) for word, group in found.items()}


def synonyms(word: str) -> tuple[str, ...]:
    """Other words for the same, and the official names of the work; () where none is known."""
    found = set(_groups().get(word, frozenset()))
    for code in common_words().get(word, ()):
        if code.count("-") == 3:
            found.add(tree()[code].name)
    return tuple(sorted(found - {word}))


def plain(text: str) -> str:
    """The work itself: 我想找电焊的工作 → 电焊."""
    text = _BLANKS.sub("", text)[:LONGEST]
    return text if text in common_words() else _AROUND.sub("", text) or text


def find(words: str, limit: int = 20) -> list[Occupation]:
    """Occupations that the words may mean, the likeliest first.

    In this order: a common word, a name, a name or common word that begins so, one that holds it, other
    names, initials of a name in pinyin (zwj), and at last common words that the text holds.
    """
    asked = plain(words)
    if not asked:
        return []
    found: dict[str, int] = {}
    letters = asked.lower()
    if letters.isascii() and asked not in common_words():
        if letters.isalpha():
            _by_initials(letters, found)
    else:
        _by_words(asked, found)
        _by_names(asked, found)
    # The earlier way first; then whatever is an occupation rather than a group; then by code.
    order = sorted(found, key=lambda code: (found[code], tree()[code].level != 4, code))
    return [tree()[code] for code in order[:limit]]


def _note(found: dict[str, int], code: str, rank: int) -> None:
    found[code] = min(rank, found.get(code, rank))


def _by_words(asked: str, found: dict[str, int]) -> None:
    for place, code in enumerate(common_words().get(asked, ())):
        _note(found, code, place)
    for word, codes in common_words().items():
        if word.startswith(asked):
            rank = 30
        elif asked in word:
            rank = 40
        elif len(word) > 1 and word in asked:
            rank = 70 - len(word)
        else:
            continue
        for code in codes:
            _note(found, code, rank)


def _by_names(asked: str, found: dict[str, int]) -> None:
    for one in tree().values():
        if one.name == asked:
            _note(found, one.code, 10)
        elif one.name.startswith(asked):
            _note(found, one.code, 20)
        elif asked in one.name:
            _note(found, one.code, 35)
        elif asked in one.others:
            _note(found, one.code, 45)


def _by_initials(letters: str, found: dict[str, int]) -> None:
    for one in tree().values():
        if one.initials == letters:
            _note(found, one.code, 10)
        elif len(letters) > 1 and one.initials.startswith(letters):
            _note(found, one.code, 20)


def resolve(text: str) -> Resolved:
    """The one code that a typed word or code means, else what may be meant.

    A code, a name, a common word that means one work, and a word that finds nothing else, are clear.
    """
    typed = _BLANKS.sub("", text)[:LONGEST]
    if typed in tree():
        return Resolved(typed)
    asked = plain(text)
    common = common_words().get(asked, ())
    if len(common) == 1:
        return Resolved(common[0])
    named = [one.code for one in tree().values() if one.name == asked]
    if len(named) == 1 and not common:
        return Resolved(named[0])
    candidates = tuple(find(text, 12))
    if len(candidates) == 1:
        return Resolved(candidates[0].code)
    return Resolved(None, candidates)
