"""From what somebody typed to occupations: a list to choose from, or the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from cuncuntong.rules.occupations.tree import Occupation, holds, tree
from cuncuntong.rules.occupations.words import any_work, common_words, word_initials, words_by_code

# What people put before and behind the work itself: 我想找…, …的工作.
_BEFORE = re.compile(r"^(?:我|想|找|干|做|当|要|会|能|招|学|去|给人)+")
_BEHIND = re.compile(r"(?:的?(?:工作|活儿?|岗位|师傅|人员|人手|工人)|的)+$")
_BLANKS = re.compile(r"[\s,，、。;；/]+")
_DIGITS = re.compile(r"(\d)(\d\d)(\d\d)(\d\d)")
LONGEST = 40
# Ways to find, the surest first. A held word (the text holds it) ranks by how much of the text it covers.
_COMMON, _NAME, _NAME_BEGINS, _WORD_BEGINS, _NAME_HOLDS, _WORD_HOLDS, _OTHER, _HELD = (
    0, 10, 20, 30, 35, 40, 45, 90,
)  # fmt: skip
_INITIALS, _INITIALS_BEGIN = 10, 20
# Among equals: the work of villages before that of offices and laboratories.
_MAJORS = "64532178"


@dataclass(frozen=True)
class Resolved:
    """What a word means: one code, or none and what may be meant, the likeliest first."""

    code: str | None
    candidates: tuple[Occupation, ...] = ()


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Codes by name: of a group and an occupation in it that have one name, the occupation."""
    found: dict[str, tuple[str, ...]] = {}
    for one in tree().values():
        name = _bare(one)
        found[name] = (*(code for code in found.get(name, ()) if not holds(code, one.code)), one.code)
    return found


def _bare(one: Occupation) -> str:
    """A name as what was typed is read: without the marks between words."""
    return _BLANKS.sub("", one.name)


@cache
def _named() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(code, name, other names) of every entry."""
    return tuple((one.code, _bare(one), one.others) for one in tree().values())


def plain(text: str) -> str:
    """The work itself: 我想找电焊的工作 → 电焊. What is known as it stands stays: 会计师."""
    typed = _BLANKS.sub("", text)[:LONGEST]
    bare = _BEHIND.sub("", typed)
    for one in (typed, bare, _BEFORE.sub("", typed), _BEFORE.sub("", bare)):
        if one in common_words() or one in _names() or one in any_work():
            return one
    return bare or typed


def find(words: str, limit: int = 20) -> list[Occupation]:
    """Occupations that the words may mean, the likeliest first.

    In this order: a common word, a name, a name or common word that begins so, one that holds it, other
    names, and at last common words and names that the text holds. Letters are pinyin initials (hg 焊工),
    a code is what it says. Who says that any work will do (随便) is told nothing.
    """
    code = _code_of(_BLANKS.sub("", words)[:LONGEST])
    if code:
        return [tree()[code]][:limit]
    return [tree()[code] for code in _ordered(_ranked(plain(words)))[:limit]]


def _ranked(asked: str) -> dict[str, int]:
    if not asked or asked in any_work():
        return {}
    letters = asked.lower()
    if letters.isascii() and asked not in common_words():
        return _by_initials(letters) if letters.isalpha() else {}
    found = _by_all(asked)
    bare = _BEFORE.sub("", asked)
    return found if found or not bare or bare == asked else _by_all(bare)


@cache
def _standing() -> Mapping[str, int]:
    """Where a code stands among equals: occupations before groups, those that people have words for, work
    of villages, short names."""

    def order(one: Occupation) -> tuple[bool, bool, int, int, str]:
        rare = one.code not in words_by_code()
        return (one.level != 4, rare, _MAJORS.index(one.code[0]), len(one.name), one.code)

    return {one.code: place for place, one in enumerate(sorted(tree().values(), key=order))}


def _ordered(found: Mapping[str, int]) -> list[str]:
    """Codes, the surest way first."""
    standing = _standing()
    return sorted(found, key=lambda code: (found[code], standing[code]))


def _by_all(asked: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, rank in (*_by_words(asked), *_by_names(asked), *_by_held(asked)):
        found[code] = min(rank, found.get(code, rank))
    return found


def _by_words(asked: str) -> Iterator[tuple[str, int]]:
    for place, code in enumerate(common_words().get(asked, ())):
        yield code, _COMMON + place
    for word, codes in common_words().items():
        if asked in word:
            rank = _WORD_BEGINS if word.startswith(asked) else _WORD_HOLDS
            yield from ((code, rank) for code in codes)


def _by_names(asked: str) -> Iterator[tuple[str, int]]:
    for code, name, others in _named():
        if name == asked:
            yield code, _NAME
        elif asked in name:
            yield code, _NAME_BEGINS if name.startswith(asked) else _NAME_HOLDS
        elif asked in others:
            yield code, _OTHER


def _by_held(asked: str) -> Iterator[tuple[str, int]]:
    """Words and names within the text, by how much they cover; the last word says what the work is."""
    held: dict[str, list[str]] = {}
    size = len(asked)
    for begin in range(size - 1):
        for end in range(begin + 2, size + 1):
            word = asked[begin:end]
            if word != asked:
                for code in (*common_words().get(word, ()), *_names().get(word, ())):
                    held.setdefault(code, []).append(word)
    for code, words in held.items():
        whole = [one for one in words if not any(one in other and one != other for other in words)]
        ends = any(asked.endswith(one) for one in whole)
        yield code, _HELD - sum(map(len, set(whole))) - 2 * ends


@cache
def _lettered() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Initials with the codes that they stand for."""
    named: list[tuple[str, tuple[str, ...]]] = [(one.initials, (one.code,)) for one in tree().values()]
    named += [(short, common_words().get(word, ())) for word, short in word_initials().items()]
    return tuple(named)


def _by_initials(letters: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for short, codes in _lettered():
        if not short.startswith(letters) or (len(letters) == 1 and short != letters):
            continue
        rank = _INITIALS if short == letters else _INITIALS_BEGIN
        for place, code in enumerate(codes):
            found[code] = min(rank + place, found.get(code, _HELD))
    return found


def _code_of(typed: str) -> str | None:
    """A typed code: 6-31-05, 6-31-05-00, or 6310500 as other systems write it."""
    digits = _DIGITS.fullmatch(typed)
    code = "-".join(digits.groups()) if digits else typed
    while code.endswith("-00"):
        code = code.removesuffix("-00")
    return code if code in tree() else None


def resolve(text: str) -> Resolved:
    """The one code that a typed word or code means, else what may be meant; nothing where nothing is found.

    Clear are: a code; a common word or name that means one work; the only one whose name or common word
    begins so; and what the longest words within the text agree on. A guess from letters or from the middle
    of a name is offered, not taken.
    """
    code = _code_of(_BLANKS.sub("", text)[:LONGEST])
    if code:
        return Resolved(code)
    asked = plain(text)
    exact = common_words().get(asked) or _names().get(asked, ())
    if len(exact) == 1:
        return Resolved(exact[0])
    found = _ranked(asked)
    order = _ordered(found)
    if order and not exact and not asked.isascii() and _clear(found, order, asked):
        return Resolved(order[0])
    return Resolved(None, tuple(tree()[code] for code in order[:12]))


def _clear(found: Mapping[str, int], order: list[str], asked: str) -> bool:
    best = found[order[0]]
    alone = len(order) == 1 or found[order[1]] > best
    if best > _OTHER:
        return alone
    return len(asked) > 1 and len(order) == 1 and best in (_NAME_BEGINS, _WORD_BEGINS, _OTHER)
