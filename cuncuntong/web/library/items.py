"""Service items as the library names them."""

from __future__ import annotations

from dataclasses import dataclass

from cuncuntong.rules.registry import items

GENERAL = "通用问题"


@dataclass(frozen=True)
class Named:
    """An item's number and name; an unknown number is shown as it stands."""

    number: str
    name: str

    @property
    def words(self) -> str:
        """33 城乡居民养老保险人员缴费信息查询."""
        return f"{self.number} {self.name}".strip()


def named(number: str) -> Named:
    """An item by its number; "" is what belongs to no single item."""
    if not number:
        return Named("", GENERAL)
    return Named(number, items.get(number).name if number in items else "")


def item_choices() -> list[tuple[str, str]]:
    """All items for a select."""
    return [(one.number, f"{one.number} {one.name}") for one in items.all()]
