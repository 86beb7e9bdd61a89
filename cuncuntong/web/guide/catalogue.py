"""The catalogue by group, searched by words."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import GROUP_NAMES, Group, ServiceItem


@dataclass(frozen=True)
class ItemGroup:
    """A group of the official list with the items that fit."""

    name: str
    key: str
    items: list[ServiceItem]


def grouped_items(words: str = "") -> list[ItemGroup]:
    """Items by group; with words only those whose number, name, content or audience has all of them."""
    parts = words.split()
    found = [item for item in items.all() if all(_has(item, part) for part in parts)]
    groups = [
        ItemGroup(GROUP_NAMES[group], group.value, [item for item in found if item.group == group])
        for group in Group
    ]
    return [group for group in groups if group.items]


def _has(item: ServiceItem, part: str) -> bool:
    return part.upper() == item.number or part in item.name or part in item.content or part in item.audience
