"""What each area of the screens adds to the walks over all addresses and all queries; found by itself.

A module may have: ``build(world)`` (puts rows of 凤城镇 on the access walk's world), ``SAMPLES`` (address
name → Sample), ``PUBLIC`` (names of addresses open without signing in), ``TABLES`` (models that an
intruder must not change), ``build_many(world, many)`` (so many rows of each kind, for the query walk) and
``PAGES`` (kind of duty → function of that world that gives pages as (name, args, query)).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """Arguments for an address; ``placed`` ones name something of 凤城镇."""

    arguments: Callable[[Any], list[Any]]
    placed: bool = True


AREA_BUILDERS: list[Callable[[Any], None]] = []
AREA_SAMPLES: dict[str, Sample] = {}
AREA_PUBLIC: set[str] = set()
AREA_TABLES: list[Any] = []
AREA_MANY: list[Callable[[Any, int], None]] = []
AREA_PAGES: list[dict[str, Callable[[Any], list[Any]]]] = []

for _found in pkgutil.iter_modules(__path__):
    _module = importlib.import_module(f"{__name__}.{_found.name}")
    AREA_SAMPLES.update(getattr(_module, "SAMPLES", {}))
    AREA_PUBLIC |= set(getattr(_module, "PUBLIC", ()))
    AREA_TABLES += list(getattr(_module, "TABLES", ()))
    AREA_PAGES.append(getattr(_module, "PAGES", {}))
    for _name, _into in (("build", AREA_BUILDERS), ("build_many", AREA_MANY)):
        if hasattr(_module, _name):
            _into.append(getattr(_module, _name))
