"""Reads the shipped YAML files. Whatever breaks the schema stops the program, by name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from cuncuntong.rules.parameters.model import (
    Confidence,
    Definition,
    ParameterFileError,
    ShippedValue,
)
from cuncuntong.rules.parameters.values import KEYS, SCALARS, InvalidValue, Kind

FOLDER = Path(__file__).parent

_FILE_FIELDS = {"title", "parameters"}
_FIELDS = {
    "name",
    "unit",
    "kind",
    "keys",
    "lowest",
    "highest",
    "fallback",
    "note",
    "values",
}
_VALUE_FIELDS = {"from", "to", "value", "source", "confidence", "note"}


class _ExactLoader(yaml.SafeLoader):
    """YAML with decimals kept exact and doubled keys refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _decimal(loader: _ExactLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


@lru_cache(maxsize=1)
def shipped_definitions() -> dict[str, Definition]:
    """Every parameter that comes with the program, by key. Read once."""
    return read_folder(FOLDER)


def read_folder(folder: Path) -> dict[str, Definition]:
    """All parameters in a folder's *.yaml; a key is the file's name, a dot, and the entry's."""
    found: dict[str, Definition] = {}
    for path in sorted(folder.glob("*.yaml")):
        found.update(_read_file(path))
    for definition in found.values():
        _check_fallback(definition, found)
    return found


def _read_file(path: Path) -> dict[str, Definition]:
    try:
        content = _ExactLoader(path.read_text(encoding="utf-8")).get_single_data()
    except (yaml.YAMLError, ArithmeticError) as error:
        raise ParameterFileError(f"{path.name}: not readable: {error}") from error
    _expect(isinstance(content, dict), path.name, "must be a mapping")
    _expect(
        set(content) == _FILE_FIELDS,
        path.name,
        f"must have just {sorted(_FILE_FIELDS)}",
    )
    _expect(
        isinstance(content["parameters"], dict),
        path.name,
        "parameters must be a mapping",
    )
    return {
        f"{path.stem}.{entry}": _definition(f"{path.stem}.{entry}", content["title"], raw)
        for entry, raw in content["parameters"].items()
    }


def _definition(key: str, group: str, raw: Any) -> Definition:
    _expect(isinstance(raw, dict), key, "must be a mapping")
    _expect(set(raw) <= _FIELDS, key, f"has unknown fields {sorted(set(raw) - _FIELDS)}")
    for field in ("name", "unit", "kind"):
        _expect(isinstance(raw.get(field), str), key, f"needs a text as {field}")
    _expect(isinstance(raw.get("values"), list), key, "needs a list of values")
    _expect(
        bool(raw["values"] or raw.get("note")),
        key,
        "has no value, so it needs a note that says why",
    )
    kind = _kind(key, raw)
    values = tuple(_value(key, kind, item) for item in raw["values"])
    _check_order(key, values)
    return Definition(
        key,
        group,
        raw["name"],
        raw["unit"],
        kind,
        values,
        raw.get("fallback"),
        raw.get("note", ""),
    )


def _kind(key: str, raw: dict[str, Any]) -> Kind:
    _expect(raw["kind"] in SCALARS, key, f"kind must be one of {SCALARS}")
    _expect(raw.get("keys") in (None, *KEYS), key, f"keys must be one of {KEYS}")
    bounds = {}
    for field in ("lowest", "highest"):
        bound = raw.get(field)
        _expect(
            bound is None or isinstance(bound, int | Decimal),
            key,
            f"{field} must be a number",
        )
        bounds[field] = None if bound is None else Decimal(bound)
    return Kind(raw["kind"], raw.get("keys"), **bounds)


def _value(key: str, kind: Kind, raw: Any) -> ShippedValue:
    _expect(isinstance(raw, dict), key, "each value must be a mapping")
    _expect(
        set(raw) <= _VALUE_FIELDS,
        key,
        f"a value has unknown fields {sorted(set(raw) - _VALUE_FIELDS)}",
    )
    _expect(bool(raw.get("source")), key, "each value needs a source")
    _expect(
        raw.get("confidence") in list(Confidence),
        key,
        f"confidence must be one of {list(Confidence)}",
    )
    starts = None if raw.get("from") == "unknown" else _day(key, raw.get("from"))
    ends = None if raw.get("to") is None else _day(key, raw["to"])
    _expect(
        starts is None or ends is None or starts <= ends,
        key,
        f"ends {ends} before it starts {starts}",
    )
    try:
        value = kind.parse(raw.get("value"))
    except InvalidValue as error:
        raise ParameterFileError(f"{key}: from {raw['from']}: {error}") from error
    return ShippedValue(
        starts,
        ends,
        value,
        raw["source"],
        Confidence(raw["confidence"]),
        raw.get("note", ""),
    )


def _day(key: str, raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    raise ParameterFileError(f"{key}: {raw!r} is not a date (2026-01-31, or `unknown` as the first start)")


def _check_order(key: str, values: tuple[ShippedValue, ...]) -> None:
    """Starts rise, only the first may be unknown, and no value ends after the next one starts."""
    for earlier, later in pairwise(values):
        _expect(
            later.starts is not None,
            key,
            "only the first value may have an unknown start",
        )
        starts = later.starts or date.min
        _expect(
            earlier.starts is None or earlier.starts < starts,
            key,
            f"dates not sorted at {starts}",
        )
        _expect(
            earlier.ends is None or earlier.ends < starts,
            key,
            f"values overlap at {starts}",
        )


def _check_fallback(definition: Definition, found: dict[str, Definition]) -> None:
    if definition.fallback is None:
        return
    key, other = definition.key, found.get(definition.fallback)
    if other is None:
        raise ParameterFileError(f"{key}: falls back on unknown {definition.fallback}")
    _expect(other.fallback is None, key, "falls back on a parameter that falls back itself")
    same = (other.kind.scalar, other.kind.keys) == (definition.kind.scalar, definition.kind.keys)
    _expect(same, key, f"falls back on {other.key}, which has another kind")


def _expect(holds: bool, where: str, fault: str) -> None:
    if not holds:
        raise ParameterFileError(f"{where}: {fault}")
