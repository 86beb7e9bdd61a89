"""Kinds of materials that a ledger checks when they are uploaded, and may keep itself.

A ledger registers its kind at start-up; an item names it (``Material.kind``). Cases and screens ask here,
so that they need not know the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class MaterialKind:
    """One kind. ``check`` gets the cleaned file and gives, in words, what is wrong with it and what to do.

    ``mimes`` are the only types taken; ``camera``: the page offers the computer's camera; with
    ``kept_by_ledger`` the case hands its file to the effect and keeps no second copy. A new file of a
    kind takes the place of the one before.
    """

    code: str
    check: Callable[[bytes], tuple[str, ...]]
    mimes: tuple[str, ...] = ("image/jpeg", "image/png", "application/pdf")
    camera: bool = False
    kept_by_ledger: bool = False


_kinds: dict[str, MaterialKind] = {}


def register_material_kind(kind: MaterialKind) -> MaterialKind:
    """Adds a kind; codes are unique."""
    if kind.code in _kinds:
        raise ValueError(f"material kind {kind.code} is registered already")
    _kinds[kind.code] = kind
    return kind


def material_kind(code: str) -> MaterialKind | None:
    """The kind of a code; None for a material that nobody checks. KeyError for an unknown code."""
    return _kinds[code] if code else None
