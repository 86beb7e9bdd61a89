"""A text column whose prefix searches run on an index with either engine."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class PrefixCharField(models.CharField):  # type: ignore[type-arg]
    """A CharField that sorts by code point on both engines.

    SQLite does so by itself. PostgreSQL sorts by the database's locale, where a prefix is no range
    and an index no help, unless the column has the collation "C". Searching by range (`prefix`)
    then uses the index on both; LIKE would not on SQLite.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """The column's parameters, with the collation on PostgreSQL."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def prefix(field: str, text: str) -> Q:
    """Rows whose PrefixCharField begins with the text, as a range of the index."""
    if not text:
        return Q()
    return Q(**{f"{field}__gte": text, f"{field}__lt": _successor(text)})


def _successor(text: str) -> str:
    """The first text after all that begin with this one, by code point."""
    following = ord(text[-1]) + 1
    if 0xD800 <= following <= 0xDFFF:
        following = 0xE000  # surrogates are no characters
    return text[:-1] + chr(following)
