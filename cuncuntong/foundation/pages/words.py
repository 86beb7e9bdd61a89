"""Makes every text fit for paper: no hidden controls, no run that leaves its cell, no empty box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from cuncuntong.foundation.pages.fonts import missing_characters, spell_out

_LONG_RUN = re.compile(r"[!-~]{24,}")
_BREAK_EVERY = 8
# Blanks to write into, as in "年    月    日": a Latin space is too narrow for a hand.
_ROOM = re.compile(r" {3,}")
_BREAK = "\u200b"
# Hidden characters: controls, and those that turn the direction of writing, with which a text can
# look on paper like another one.
_HIDDEN = {"Cc", "Cf", "Cs"}
_KEPT = {"\n", _BREAK, "\u2060"}


def printable(text: str) -> str:
    """Without hidden characters; line ends as ``\\n``; long runs of Latin letters may break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace(_BREAK, "")
    shown = "".join(char for char in plain if char in _KEPT or unicodedata.category(char) not in _HIDDEN)
    roomy = _ROOM.sub(lambda found: "\u3000" * (len(found.group()) // 2), shown)
    return _LONG_RUN.sub(_breakable, roomy)


def _breakable(found: re.Match[str]) -> str:
    run = found.group()
    return _BREAK.join(run[start : start + _BREAK_EVERY] for start in range(0, len(run), _BREAK_EVERY))


def prepared(value: Any) -> tuple[Any, tuple[str, ...]]:
    """Data with every text made printable, and the characters that had to be spelt out."""
    clean = _mapped(value, printable)
    missing = {char for text in _texts(clean) for char in missing_characters(text)}
    if missing:
        clean = _mapped(clean, lambda text: spell_out(text, missing))
    return clean, tuple(sorted(missing))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(inner, change) for inner in value]
    return value
