"""What a rule says about a situation: met or not, why, and what to do then.

Pure Python; service_item.py takes these names in, and others import them from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cuncuntong.rules.outcomes import NextStep


@dataclass(frozen=True)
class Verdict:
    """What one rule says: passed or not, why in words to the resident, and what to do then.

    ``instead`` are other items that somebody who is turned away may want, offered beside the reason.
    """

    passed: bool
    reason: str
    remedy: str = ""
    field: str = ""
    instead: tuple[NextStep, ...] = ()


@dataclass(frozen=True)
class Rule:
    """An eligibility rule. ``test`` takes what the item's ``facts`` returned and gives a verdict."""

    code: str
    name: str
    source: str
    test: Callable[[Any], Verdict]


@dataclass(frozen=True)
class Finding:
    """A verdict with the rule that gave it."""

    rule: Rule
    verdict: Verdict


def passed(reason: str) -> Verdict:
    """A verdict that lets the application go on."""
    return Verdict(True, reason)


def unfilled(field: str) -> Verdict:
    """Nothing to judge yet, as nobody filled the field in: the form itself asks for it.

    Nothing stands against the case by it; beside the form it is shown as 待填写 and not as met.
    """
    return Verdict(True, "待填写。", field=field)


def failed(reason: str, remedy: str, *, field: str = "", instead: tuple[NextStep, ...] = ()) -> Verdict:
    """A verdict that stops it: why, what the resident can do, and what else there is."""
    return Verdict(False, reason, remedy, field, instead)
