"""Certificates that work asks for: what they are called, what they cover, for which occupations usual.

Pure data with questions. A posting that names one as needed excludes whoever has not registered it; one
that is only usual for the occupation is told, no more. Keys are kept in ledgers and never change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

MOST = 60


@dataclass(frozen=True)
class Certificate:
    """One certificate. ``covers`` are keys that its holder has as well (B2 drives what C1 drives)."""

    key: str
    name: str
    full: str
    covers: tuple[str, ...]
    usual_for: tuple[str, ...]


@cache
def certificates() -> tuple[Certificate, ...]:
    """All of them, in the order of their bits."""
    told = yaml.safe_load((Path(__file__).parent / "certificates.yaml").read_text(encoding="utf-8"))
    found = tuple(
        Certificate(
            one["key"],
            one["name"],
            one["full"],
            tuple(one.get("covers", ())),
            tuple(one.get("usual_for", ())),
        )
        for one in told
    )
    known = {one.key for one in found}
    if len(found) > MOST or len(known) != len(found):
        raise ValueError(f"certificates.yaml: at most {MOST}, each key once")
    if any(set(one.covers) - known for one in found):
        raise ValueError("certificates.yaml: covers names a key that is not there")
    return found


@cache
def _bits() -> dict[str, int]:
    return {one.key: 1 << place for place, one in enumerate(certificates())}


def get(key: str) -> Certificate | None:
    """The certificate of a key."""
    return next((one for one in certificates() if one.key == key), None)


def name_of(key: str) -> str:
    """Its short name; a key that nobody knows speaks for itself."""
    found = get(key)
    return found.name if found else key


def mask_of(keys: Iterable[str]) -> int:
    """Keys as bits; unknown ones count for nothing."""
    bits = _bits()
    found = 0
    for key in keys:
        found |= bits.get(key, 0)
    return found


def held_mask(keys: Iterable[str]) -> int:
    """What somebody with these may do, as bits: each with what it covers."""
    found = 0
    for key in keys:
        one = get(key)
        if one:
            found |= mask_of((one.key, *one.covers))
    return found


def names(mask: int) -> list[str]:
    """The short names of a mask."""
    return [one.name for place, one in enumerate(certificates()) if mask >> place & 1]


@lru_cache(maxsize=4096)
def usual_mask(occupation: str) -> int:
    """What the occupation of a code usually wants, as bits."""
    return mask_of(
        one.key
        for one in certificates()
        if any(occupation == code or occupation.startswith(f"{code}-") for code in one.usual_for)
    )
