"""Which items stand first for a resident, and what they may soon do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age, months_until, span_text
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import GROUP_NAMES, Channel, Kind, ServiceItem

# As many as Alt+digit reaches.
MOST_LIKELY = 9
# How far ahead a birthday that opens an item is worth a line on the card.
SOON_MONTHS = 24
RECENT_MONTHS = 12
KEPT_SECONDS = 600


@dataclass(frozen=True)
class ItemButton:
    """An item as the desk offers it; ``hotkey`` is the digit of Alt+digit, empty where there is none."""

    item: ServiceItem
    hotkey: str = ""

    @property
    def note(self) -> str:
        """The time limit in few words; an item that is not open says so."""
        if not self.item.open:
            return "未开通"
        return "即时查询" if self.item.kind == Kind.LOOK_UP else self.item.limit_text


@dataclass(frozen=True)
class ItemGroup:
    """A tab of items, in the official order."""

    code: str
    name: str
    buttons: list[ItemButton]

    @property
    def open_count(self) -> int:
        """How many of the group can be handled here."""
        return sum(button.item.open for button in self.buttons)


def at_counter(item: ServiceItem, *, demonstration: bool) -> bool:
    """Whether a point's counter shows the item at all."""
    return Channel.COUNTER in item.channels and (demonstration or not item.demonstration_only)


def likely_buttons(resident: Resident, *, demonstration: bool) -> list[ItemButton]:
    """The open items, the likeliest for the resident first, with the digits 1 to 9."""
    offered = [one for one in items.all() if one.open and at_counter(one, demonstration=demonstration)]
    places = _places(resident, offered)
    offered.sort(key=lambda one: places.get(one.number, len(places)))
    return [ItemButton(one, str(place)) for place, one in enumerate(offered[:MOST_LIKELY], start=1)]


def _places(resident: Resident, offered: list[ServiceItem]) -> dict[str, int]:
    """Which place each item takes; kept for a while, so that a digit does not move under the finger."""
    key = f"likely-{resident.pk}-{resident.version}-{len(offered)}"
    places: dict[str, int] | None = cache.get(key)
    if places is None:
        with reading_once(resident):
            scores = {one.number: one.likely(resident) if one.likely else 0 for one in offered}
        ordered = sorted(offered, key=lambda one: -scores[one.number])
        places = {one.number: place for place, one in enumerate(ordered)}
        cache.set(key, places, KEPT_SECONDS)
    return places


def item_groups(likely: list[ItemButton], *, demonstration: bool) -> list[ItemGroup]:
    """Every item by the groups of the official list; those with a digit keep it."""
    digits = {button.item.number: button.hotkey for button in likely}
    groups = []
    for code, name in GROUP_NAMES.items():
        buttons = [
            ItemButton(one, digits.get(one.number, ""))
            for one in items.all()
            if one.group == code and at_counter(one, demonstration=demonstration)
        ]
        if buttons:
            groups.append(ItemGroup(str(code), name, buttons))
    return groups


def soon_words(resident: Resident, today: dt.date) -> list[str]:
    """What a birthday opens for the resident soon, or opened lately, in words.

    Who has an account is not told to enrol, who draws from it or has none not to claim.
    """
    if resident.standing != Standing.PRESENT:
        return []
    parameters, words = current(), []
    for key, number, standing, wanted in (
        ("resident_pension.enrolment_age", "28", "pension.basic", False),
        ("resident_pension.claim_age", "34", "pension.not_drawn", True),
    ):
        if number not in items:
            continue
        item = items.get(number)
        said = _birthday(resident, parameters.integer(key, today), f"{item.numbered}“{item.name}”", today)
        # Asked of the few whose birthday is near.
        if said and (standing in standings_of(resident)) == wanted:
            words += said
    return words


def _birthday(resident: Resident, age: int, name: str, today: dt.date) -> list[str]:
    day = date_reaching_age(resident.birth_date, age)
    to_go = months_until(today, day)
    if to_go > SOON_MONTHS:
        return []
    if to_go:
        return [f"{age}岁还差{span_text(to_go)}，届时可办{name}"]
    since = months_until(day, today)
    return [f"已满{age}岁，可办{name}"] if since <= RECENT_MONTHS else []


def age_words(resident: Resident, today: dt.date) -> str:
    """The age on a day in words."""
    if resident.standing == Standing.DECEASED:
        return ""
    return f"{age_on(resident.birth_date, today)}岁" if resident.birth_date <= today else ""
