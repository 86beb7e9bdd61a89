"""Finds the items' modules at start-up, refuses duplicates and gaps, and freezes the registry."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

from cuncuntong.rules.registry import Registry, items
from cuncuntong.rules.service_item import Group, ServiceItem

# What the official list has: forty items, and what a demonstration point handles besides.
EXPECTED = tuple(str(number) for number in range(1, 41)) + ("D1", "D2", "D3", "D4")
_FILE = re.compile(r"item_(?P<number>\d\d|d\d)_[a-z0-9_]+")


class CatalogueError(Exception):
    """A module does not declare what its name and folder promise, or an item is missing."""


def load(registry: Registry = items) -> Registry:
    """Fills a registry with every item's declaration and freezes it; once frozen, does nothing.

    Raises CatalogueError for a module without a fitting ITEM and for a gap, RegistryError for a
    number that is declared twice.
    """
    if not registry.frozen:
        for module in modules():
            registry.register(declared(module))
        refuse_gaps(registry)
        registry.freeze()
    return registry


def modules() -> Iterator[ModuleType]:
    """Every item's module, group by group."""
    for group in Group:
        package = importlib.import_module(f"cuncuntong.items.{group.value}")
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
            if found.name.startswith("item_"):
                yield importlib.import_module(f"{package.__name__}.{found.name}")


def declared(module: ModuleType) -> ServiceItem:
    """The module's ITEM, when it is the one that the file's name and folder say."""
    _, group, name = module.__name__.rsplit(".", 2)
    match = _FILE.fullmatch(name)
    if match is None:
        raise CatalogueError(f"{module.__name__}: name the file item_NN_what_it_does.py")
    item = getattr(module, "ITEM", None)
    if not isinstance(item, ServiceItem):
        raise CatalogueError(f"{module.__name__} declares no ServiceItem named ITEM")
    number = match["number"].upper().lstrip("0")
    if item.number != number:
        raise CatalogueError(f"{module.__name__} declares item {item.number}, its name says {number}")
    if item.group.value != group:
        raise CatalogueError(f"{module.__name__} declares an item of the group {item.group.value}")
    return item


def refuse_gaps(registry: Registry) -> None:
    """Raises CatalogueError where an item of the official list is missing, or one is not on it."""
    missing = [number for number in EXPECTED if number not in registry]
    if missing:
        raise CatalogueError(f"items without a module: {', '.join(missing)}")
    unknown = [item.number for item in registry.all() if item.number not in EXPECTED]
    if unknown:
        raise CatalogueError(f"items that the official list does not have: {', '.join(unknown)}")


def module_path(item: ServiceItem) -> str:
    """The item's file, from the repository's root."""
    for module in modules():
        if getattr(module, "ITEM", None) is item:
            return module.__name__.replace(".", "/") + ".py"
    raise CatalogueError(f"item {item.number} has no module")
