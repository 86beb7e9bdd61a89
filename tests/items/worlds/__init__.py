"""What situations can say of each ledger beyond the first ones: one module a ledger, found by itself.

A module maps Chinese keys of a situation to functions in ``ENTRIES``; each gets the World (resident,
county, today, actor) and what was told, and enters it in the ledger. The module's docstring lists the keys.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

ENTRIES: dict[str, Callable[[Any, Any], None]] = {}
for _found in pkgutil.iter_modules(__path__):
    _module = importlib.import_module(f"{__name__}.{_found.name}")
    assert not set(_module.ENTRIES) & set(ENTRIES), _found.name
    ENTRIES.update(_module.ENTRIES)
