"""What the services of employers and postings share: locked rows, and what stood before a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.refusals import ChangedSince

Row = TypeVar("Row", Employer, Posting)


def locked(row: Row, version: int | None) -> Row:
    """The row as it stands, locked; raises ChangedSince where it is not of the version that was shown.

    ``version`` None asks for no certain one (a case's effect, the county's nightly work).
    """
    rows = type(row)._default_manager.select_for_update()
    current = rows.get(pk=row.pk)
    if version is not None and current.version != version:
        raise ChangedSince("用工主体的登记" if isinstance(current, Employer) else "这条招聘信息")
    return current


def snapshot(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Columns as JSON, for an event's ``before``."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):  # a moment too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def restore(row: Model, before: Mapping[str, Any]) -> None:
    """Sets the columns back to what a snapshot holds."""
    for name, value in before.items():
        column: Any = row._meta.get_field(name)
        setattr(row, column.attname, column.to_python(value) if value is not None else None)


def differing(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not what the row has."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}
