"""Words that a posting must not hold, found in place; what is said rightly is let pass first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cuncuntong.rules.postings.facts import LOOK, STOP

# Stands in for what was let pass: no pattern holds it, so that it can't be part of a hit.
_GONE = "\ufffc"
# Blanks and invisible characters, which are put between letters to hide a word; lines stay lines.
_HIDDEN = re.compile("[ \t\u3000\u00a0\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
# Marks that hide a word only between two characters: 限.男; not in 3.5 or in an address.
_BETWEEN = "*.·_＊．"
_CHARACTER = re.compile("[一-鿿]")


@dataclass(frozen=True)
class Ban:
    """One kind of words: what is let pass, what is found, and what is said about it.

    Where a posting also holds ``look_if``, a stop is only looked at: a law may allow it, the county decides.
    """

    code: str
    weight: str
    words: str
    remedy: str
    source: str
    allowed: re.Pattern[str] | None
    found: re.Pattern[str]
    look_if: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Passage:
    """Words found in a text, with their place in it."""

    ban: Ban
    start: int
    end: int
    text: str


@cache
def bans() -> tuple[Ban, ...]:
    """The kinds, in the file's order; read once."""
    told = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    parts: dict[str, str] = told["parts"]

    def pattern(lines: list[str]) -> re.Pattern[str] | None:
        whole = "|".join(lines)
        # Parts hold other parts, one deep.
        for _ in range(2):
            for name, part in parts.items():
                whole = whole.replace(f"<{name}>", part)
        return re.compile(whole) if lines else None

    def made(one: dict[str, Any]) -> Ban:
        found = pattern(one["patterns"])
        assert found is not None, one["code"]
        return Ban(
            code=one["code"],
            weight=one["weight"],
            words=one["words"],
            remedy=one["remedy"],
            source=one["source"],
            allowed=pattern(one["except"]),
            found=found,
            look_if=pattern([one["look_if"]] if "look_if" in one else []),
        )

    return tuple(made(one) for one in told["bans"])


def find_passages(text: str) -> list[Passage]:
    """What a text must not hold, by place. Places count in the text as it was written."""
    plain, places = _plain(text)
    found: list[Passage] = []
    for ban in bans():
        looked = plain if ban.allowed is None else ban.allowed.sub(_blank, plain)
        for hit in ban.found.finditer(looked):
            start, end = places[hit.start()], places[hit.end() - 1] + 1
            found.append(Passage(ban, start, end, text[start:end]))
    return sorted(found, key=lambda one: (one.start, one.end))


def weight_in(ban: Ban, whole: str) -> str:
    """The weight of a hit in a posting whose whole text is given."""
    if ban.weight == STOP and ban.look_if is not None and ban.look_if.search(_plain(whole)[0]):
        return LOOK
    return ban.weight


def _blank(hit: re.Match[str]) -> str:
    return _GONE * len(hit[0])


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in half width without what hides words, and where each character stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if _HIDDEN.match(char) or (char in _BETWEEN and _hides(text, place)):
            continue
        wide = unicodedata.normalize("NFKC", char)
        kept.append(wide if len(wide) == 1 else char)
        places.append(place)
    return "".join(kept), places


def _hides(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(_CHARACTER.match(before) and _CHARACTER.match(after))


def marked(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: (words, whether they are a passage), for a screen that highlights them."""
    place = 0
    for one in find_passages(text):
        if one.end <= place:
            continue
        start = max(one.start, place)
        if start > place:
            yield text[place:start], False
        yield text[start : one.end], True
        place = one.end
    if place < len(text):
        yield text[place:], False
