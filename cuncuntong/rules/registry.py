"""The registry of service items: filled by items.catalogue at start-up, then frozen.

Cases and screens ask here for an item, so that they need not import the items.
"""

from __future__ import annotations

from cuncuntong.rules.service_item import ServiceItem


class RegistryError(Exception):
    """An item was declared twice, after the registry was frozen, or is not known."""


class Registry:
    """Items by number, in the official order."""

    def __init__(self) -> None:
        self._items: dict[str, ServiceItem] = {}
        self._frozen = False

    def register(self, item: ServiceItem) -> None:
        """Adds an item; a number that is taken, or a frozen registry, raises RegistryError."""
        if self._frozen:
            raise RegistryError(f"item {item.number} came after the registry was frozen")
        if item.number in self._items:
            raise RegistryError(f"item {item.number} is declared twice")
        self._items[item.number] = item

    def freeze(self) -> None:
        """Sorts the items into the official order and refuses further ones."""
        self._items = dict(sorted(self._items.items(), key=lambda pair: order(pair[0])))
        self._frozen = True

    @property
    def frozen(self) -> bool:
        """Whether the registry is complete and refuses further items."""
        return self._frozen

    def get(self, number: str) -> ServiceItem:
        """The item with the number; raises RegistryError for an unknown one."""
        try:
            return self._items[number]
        except KeyError as error:
            raise RegistryError(f"there is no item {number}") from error

    def all(self) -> list[ServiceItem]:
        """Every item, in the official order."""
        return list(self._items.values())

    def __contains__(self, number: object) -> bool:
        return number in self._items

    def __len__(self) -> int:
        return len(self._items)


def order(number: str) -> tuple[int, int]:
    """Sort key: 1 … 40, then D1 … D4."""
    return (1, int(number[1:])) if number.startswith("D") else (0, int(number))


items = Registry()
