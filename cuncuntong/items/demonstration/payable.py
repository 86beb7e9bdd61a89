"""What can be paid for a resident and the household this year: the choices of item D3's form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cuncuntong.items.shared import yes
from cuncuntong.ledgers.collection.selectors import NOT, levels_of
from cuncuntong.ledgers.collection.selectors.household import Paying, paying_of
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import Choice, Situation

NONE = "none"
FIELDS = {Scheme.BASIC: "level", Scheme.SUPPLEMENTARY: "supplementary_level"}
NAMES = {Scheme.BASIC: "基本养老保险", Scheme.SUPPLEMENTARY: "补充养老保险"}


@dataclass(frozen=True)
class Facts:
    """What the rules look at."""

    resident: Resident
    on: dt.date
    paying: Paying
    form: Any

    def chosen(self, scheme: Scheme) -> int | None:
        """The level chosen for a scheme; None where it is not paid this time."""
        value = str(self.form.get(FIELDS[scheme]) or default_level(self.paying, scheme, self.on))
        return int(value) if value.isdecimal() else None

    @property
    def members(self) -> tuple[PensionAccount, ...]:
        """The household's accounts that are ordered for too: those ticked, or all where none is."""
        if not yes(self.form.get("household")):
            return ()
        ticked = {str(one) for one in self.form.get("members") or ()}
        return tuple(one for one in self.paying.members if not ticked or str(one.pk) in ticked)


def facts(situation: Situation) -> Facts:
    """The person, the household and how they stand for this year; four queries."""
    paying = paying_of(situation.resident, situation.on.year)
    return Facts(situation.resident, situation.on, paying, situation.form)


def default_level(paying: Paying, scheme: Scheme, on: dt.date) -> str:
    """The account's own level, where it can be paid this year."""
    account = paying.accounts.get(scheme)
    if account is None or paying.stands[account.pk].state != NOT:
        return NONE
    return str(account.level) if account.level in levels_of(scheme, on.year, on).subsidies else NONE


def first_level(scheme: Scheme) -> Callable[[Situation], str]:
    """What the form begins with."""
    return lambda situation: default_level(
        paying_of(situation.resident, situation.on.year), scheme, situation.on
    )


def levels_offered(scheme: Scheme, on: dt.date) -> tuple[Choice, ...]:
    """The year's levels with their subsidies."""
    levels = levels_of(scheme, on.year, on)
    return tuple(
        Choice(str(level), f"{level}元/年，政府补贴{levels.subsidy_words(level)}")
        for level in sorted(levels.subsidies)
    )


def level_choices(scheme: Scheme) -> Callable[[Situation], tuple[Choice, ...]]:
    """The levels that this person can choose, or why there is nothing to choose."""

    def offered(situation: Situation) -> tuple[Choice, ...]:
        paying = paying_of(situation.resident, situation.on.year)
        account = paying.accounts.get(scheme)
        if account is None:
            return (Choice(NONE, f"没有参加{NAMES[scheme]}"),)
        stands = paying.stands[account.pk]
        if stands.state != NOT:
            return (Choice(NONE, f"不用选：{stands.why.rstrip('。')}"),)
        return (*levels_offered(scheme, situation.on), Choice(NONE, "这次不缴"))

    return offered


def members_offered(situation: Situation) -> tuple[Choice, ...]:
    """Accounts of the household that an order can be made for too."""
    return tuple(
        Choice(
            str(one.pk),
            f"{one.resident.name}（{one.resident.household_role or '家人'}），"
            f"{NAMES[Scheme(one.scheme)]}{one.level}元/年",
        )
        for one in paying_of(situation.resident, situation.on.year).members
    )
