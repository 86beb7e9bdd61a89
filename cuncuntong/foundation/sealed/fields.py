"""Django columns that hold sealed values, and the keyed indexes that find them."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.cipher import (
    index_candidates,
    index_of,
    seal_text,
    unseal_text,
)


def context_of(field: models.Field[Any, Any]) -> str:
    """Where a column's values belong: ``app.model.column``, the same in migrations."""
    options = field.model._meta
    return f"{options.app_label}.{options.model_name}.{field.attname}"


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python. It can't be searched; see IndexField."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

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

    ``part="tail4"`` indexes the last four characters. Look up with ``exact``.
    """

    def __init__(self, *args: Any, source: str = "", part: str = "", **kwargs: Any) -> None:
        self.source = source
        self.part = part
        kwargs["max_length"] = 64
        kwargs["editable"] = False
        if not kwargs.get("unique"):
            kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Keeps source and part in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("editable", None)
        kwargs["source"] = self.source
        if self.part:
            kwargs["part"] = self.part
        return name, path, args, kwargs

    @property
    def context(self) -> str:
        """Where the indexed value belongs; two columns give different indexes for one value."""
        options = self.model._meta
        return f"{options.app_label}.{options.model_name}.{self.source}{'#' + self.part if self.part else ''}"

    def value_for(self, plain: str) -> str:
        """The index of a plain value under the current key."""
        return index_of(normalise(plain, self.part), context=self.context)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Derives the index from the source column; bulk_create and bulk_update pass here too."""
        value = self.value_for(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, value)
        return value


def exact(model: type[models.Model], field: str, value: str) -> Q:
    """Rows whose indexed column equals the value, under any index key in use. Empty finds nothing."""
    column = model._meta.get_field(field)
    if not isinstance(column, IndexField):
        raise FieldError(f"{field} is no index column")
    clean = normalise(value, column.part)
    if not clean:
        return Q(pk__in=[])
    return Q(**{f"{field}__in": index_candidates(clean, context=column.context)})
