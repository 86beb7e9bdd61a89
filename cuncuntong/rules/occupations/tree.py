"""The national classification of occupations as a tree, and how near two of them are.

Codes are those of 《中华人民共和国职业分类大典（2022年版）》, a group's without its trailing noughts: major
group "6", middle "6-29", small "6-29-01", occupation "6-29-01-01". Source and licence: data/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
# By the number of levels shared: none, major, middle, small group; the same occupation is 1.
SHARED = (0.0, 0.15, 0.4, 0.75)
# One holds the other: who looks for work in a group wants each of its occupations, nearly as much.
HELD = 0.9


@dataclass(frozen=True)
class Occupation:
    """One entry of the classification; ``level`` is 1 for a major group … 4 for an occupation."""

    code: str
    name: str
    level: int
    parent: str
    initials: str = ""
    others: tuple[str, ...] = ()


@cache
def tree() -> Mapping[str, Occupation]:
    """Every entry by code, sorted by code; read once."""
    with (DATA / "occupations.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codes = {row["code"] for row in rows}
    return {
        row["code"]: Occupation(
            code=row["code"],
            name=row["name"],
            level=4 if row["leaf"] else row["code"].count("-") + 1,
            parent=_parent(row["code"], codes),
            initials=row["initials"],
            others=tuple(row["others"].split()),
        )
        for row in rows
    }


def _parent(code: str, codes: set[str]) -> str:
    """The nearest group above that is there; a few occupations stand right under a middle group."""
    while "-" in code:
        code = code.rpartition("-")[0]
        if code in codes:
            return code
    return ""


@cache
def _children() -> Mapping[str, tuple[Occupation, ...]]:
    found: dict[str, list[Occupation]] = {}
    for one in tree().values():
        found.setdefault(one.parent, []).append(one)
    return {code: tuple(members) for code, members in found.items()}


def get(code: str) -> Occupation | None:
    """The entry with a code, or None."""
    return tree().get(code)


def label(code: str) -> str:
    """The name of a code; a code that is not in the classification speaks for itself."""
    found = tree().get(code)
    return found.name if found else code


def children(code: str = "") -> tuple[Occupation, ...]:
    """What stands right below a code; the major groups below ""."""
    return _children().get(code, ())


def path(code: str) -> tuple[Occupation, ...]:
    """From the major group down to the entry itself; empty for an unknown code."""
    found: list[Occupation] = []
    one = tree().get(code)
    while one is not None:
        found.append(one)
        one = tree().get(one.parent)
    return tuple(reversed(found))


def holds(group: str, code: str) -> bool:
    """Whether a code is the group itself or lies below it."""
    return code == group or code.startswith(f"{group}-")


def as_choices(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(code, name) pairs for a list to choose from."""
    return tuple((code, label(code)) for code in codes)


def nearness(a: str, b: str) -> float:
    """How near two codes are: 1 the same, 0.9 one holds the other (a small group or narrower), else by
    what they share: small group 0.75, middle group 0.4, major group 0.15, nothing 0. Symmetric.
    """
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    shorter, longer = sorted((a, b), key=len)
    if shorter.count("-") >= 2 and holds(shorter, longer):
        return HELD
    shared = 0
    for left, right in zip(a.split("-"), b.split("-"), strict=False):
        if left != right:
            break
        shared += 1
    return SHARED[min(shared, 3)]
