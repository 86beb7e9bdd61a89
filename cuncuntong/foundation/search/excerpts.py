"""The part of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cuncuntong.foundation.search.query import Query, read
from cuncuntong.foundation.search.words import fold

MOST_HITS = 400


class Piece(NamedTuple):
    """A stretch of the text; `hit` where it is what was looked for."""

    text: str
    hit: bool


def excerpt(text: str, query: str | Query, *, length: int = 120) -> list[Piece]:
    """The stretch of `length` characters with most of the query's words, in pieces.

    `length=0` marks the whole text. Without a hit it is the beginning.
    """
    spans = _spans(text, read(query).marks)
    start, end = _window(text, spans, length) if length else (0, len(text))
    pieces: list[Piece] = []
    if start > 0:
        pieces.append(Piece("…", False))
    at = start
    for first, last in _joined(span for span in spans if span[0] >= start and span[1] <= end):
        if first > at:
            pieces.append(Piece(text[at:first], False))
        pieces.append(Piece(text[first:last], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], False))
    if end < len(text):
        pieces.append(Piece("…", False))
    return pieces


def fits(text: str, query: str | Query) -> int:
    """How many of the query's words stand in a text: for lists too short for an index."""
    folded = fold(text)
    return sum(any(word in folded for word in group.meanings) for group in read(query).groups)


def _spans(text: str, marks: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where the words stand, without overlaps; a longer word comes before a shorter one."""
    folded, origin = _folded(text)
    taken = bytearray(len(text))
    found: list[tuple[int, int, str]] = []
    for mark in marks:
        at = folded.find(mark)
        while at != -1 and len(found) < MOST_HITS:
            first, last = origin[at], origin[at + len(mark) - 1] + 1
            if not any(taken[first:last]):
                taken[first:last] = b"\1" * (last - first)
                found.append((first, last, mark))
            at = folded.find(mark, at + len(mark))
    return sorted(found)


def _joined(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Hits that touch are one."""
    joined: list[tuple[int, int]] = []
    for first, last, _ in spans:
        if joined and joined[-1][1] == first:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    return joined


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text as it is."""
    whole = fold(text)
    if len(whole) == len(text):
        # Folding makes no character disappear: none of them became two.
        return whole, list(range(len(text)))
    folded: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        small = fold(char)
        folded.append(small)
        origin.extend([place] * len(small))
    return "".join(folded), origin


def _window(text: str, spans: list[tuple[int, int, str]], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    lead = length // 4
    best, most = 0, 0
    for first, _, _ in spans:
        start = max(0, min(first - lead, len(text) - length))
        inside = {mark for begin, end, mark in spans if begin >= start and end <= start + length}
        if len(inside) > most:
            best, most = start, len(inside)
    return best, best + length
