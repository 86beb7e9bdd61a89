"""Django columns that hold sealed values, and the keyed indexes that find them.

A value is bound to its column (``app.model.column``): moved elsewhere it does not open. A column
that is renamed, or moved to another model, keeps its former name as ``context="…"``.
Bulk work: ``bulk_create`` fills indexes by itself; before ``bulk_update`` call ``fill_indexes``;
``QuerySet.update`` of a sealed column with an index leaves the index behind, so save() instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_save

from cuncuntong.foundation.sealed.cipher import (
    index_candidates,
    index_of,
    seal_text,
    unseal_text,
)


def context_of(field: models.Field[Any, Any]) -> str:
    """Where a column's values belong: ``app.model.column``, the same in migrations."""
    given: str = getattr(field, "given_context", "")
    if given:
        return given
    options = field.model._meta
    return f"{options.app_label}.{options.model_name}.{field.attname}"


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python. It can't be searched; see IndexField."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self.given_context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Keeps a given context in migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self.given_context:
            kwargs["context"] = self.given_context
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Seals on the way into the database."""
        if value is None:
            return None
        return seal_text(str(value), context=context_of(self))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """Opens on the way out."""
        return None if value is None else unseal_text(value, context=context_of(self))

    def get_lookup(self, lookup_name: str) -> Any:
        """Only isnull: each sealing differs, so a comparison would silently find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed and can't be searched; use its index column")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """None: a function of what is sealed says nothing."""
        raise FieldError(f"{self.name} is sealed and can't be searched; use its index column")

    def value_to_string(self, obj: models.Model) -> str:
        """Stays sealed in serialised rows (dumpdata): they are files that anybody may read."""
        return self.get_prep_value(self.value_from_object(obj)) or ""


class SealedJSONField(SealedTextField):
    """A JSON value, sealed whole. Dates and Decimals are written as Django's JSON encoder does."""

    def get_prep_value(self, value: Any) -> Any:
        """Dumps and seals."""
        if value is None:
            return None
        text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return super().get_prep_value(text)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """Opens and loads."""
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)


def normalise(value: str, part: str = "") -> str:
    """How a value is written before its index is made: no blanks, upper case, the whole or its tail."""
    clean = "".join(str(value).split()).upper()
    if part == "tail4":
        return clean[-4:] if clean else ""
    return clean


class IndexField(models.CharField):  # type: ignore[type-arg]
    """The keyed index (HMAC-SM3) of a sealed column of the same model, filled whenever a row is saved.

    ``part="tail4"`` indexes the last four characters. Look up with ``exact``. A value that is not
    there has the empty index, or NULL where the column allows it (so that ``unique`` can hold).
    """

    def __init__(
        self, *args: Any, source: str = "", part: str = "", context: str = "", **kwargs: Any
    ) -> None:
        self.source = source
        self.part = part
        self.given_context = context
        kwargs["max_length"] = 64
        kwargs["editable"] = False
        if not kwargs.get("unique"):
            kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Keeps source, part and a given context in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("editable", None)
        kwargs["source"] = self.source
        if self.part:
            kwargs["part"] = self.part
        if self.given_context:
            kwargs["context"] = self.given_context
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        """Watches saves of single columns, see _refuse_stale_index."""
        super().contribute_to_class(cls, name, *args, **kwargs)
        if not cls._meta.abstract:
            pre_save.connect(_refuse_stale_index, sender=cls, dispatch_uid="sealed-index")

    @property
    def context(self) -> str:
        """Where the indexed value belongs; two columns give different indexes for one value."""
        options = self.model._meta
        base = self.given_context or f"{options.app_label}.{options.model_name}.{self.source}"
        return f"{base}#{self.part}" if self.part else base

    def value_for(self, plain: str | None) -> str | None:
        """The index of a plain value under the current key."""
        made = index_of(normalise(plain or "", self.part), context=self.context)
        return None if made == "" and self.null else made

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Derives the index from the source column; save() and bulk_create pass here."""
        value = self.value_for(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def _refuse_stale_index(
    sender: type[models.Model], update_fields: frozenset[str] | None = None, **_: Any
) -> None:
    """A sealed column saved without its index would never be found again: say so at once."""
    if update_fields is None:
        return
    for field in sender._meta.concrete_fields:
        if not isinstance(field, IndexField) or field.name in update_fields:
            continue
        if field.source in update_fields:
            raise FieldError(f"update_fields names {field.source} but not its index {field.name}")


def fill_indexes(rows: Iterable[models.Model]) -> None:
    """Derives the indexes of unsaved rows; needed before bulk_update, which does not do it."""
    for row in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, IndexField):
                field.pre_save(row, add=False)


def exact(model: type[models.Model], field: str, value: str) -> Q:
    """Rows whose indexed column equals the value, under any index key in use. Empty finds nothing."""
    column = model._meta.get_field(field)
    if not isinstance(column, IndexField):
        raise FieldError(f"{field} is no index column")
    clean = normalise(value, column.part)
    if not clean:
        return Q(pk__in=[])
    return Q(**{f"{field}__in": index_candidates(clean, context=column.context)})
