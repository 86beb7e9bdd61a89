"""Re-keying: every sealed value and index is made anew under the current keys, while the system serves.

Rows carry their key version, so the work restarts where it stopped; until it ends, old versions open
and old indexes are found (cipher.index_candidates).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from cuncuntong.foundation.sealed.cipher import text_version
from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.foundation.sealed.keys import keyring

Progress = Callable[[str, int, int], None]
Rekeyer = Callable[[Progress], int]
_others: list[tuple[str, Rekeyer]] = []


@dataclass(frozen=True)
class RekeyResult:
    """How many rows of models and how many other objects (files) were made anew."""

    rows: int
    others: int


def register_rekeyer(name: str, rekeyer: Rekeyer) -> None:
    """Adds another sealed store (files); it gets the progress callback and returns its count."""
    _others.append((name, rekeyer))


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedTextField], list[IndexField]]]:
    """Every model with sealed columns, with its sealed and its index columns."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        sealed = [field for field in fields if isinstance(field, SealedTextField)]
        indexes = [field for field in fields if isinstance(field, IndexField)]
        if sealed:
            yield model, sealed, indexes


def rekey(*, batch: int = 500, progress: Progress | None = None) -> RekeyResult:
    """Seals all that is older than the current keys anew; safe to stop and to run again."""
    report = progress or (lambda name, done, total: None)
    rows = sum(_rekey_model(model, sealed, idx, batch, report) for model, sealed, idx in sealed_models())
    others = sum(rekeyer(report) for _, rekeyer in _others)
    return RekeyResult(rows=rows, others=others)


def _rekey_model(
    model: type[models.Model],
    sealed: list[SealedTextField],
    indexes: list[IndexField],
    batch: int,
    report: Progress,
) -> int:
    name = str(model._meta.verbose_name)
    total = model._base_manager.count()
    done = changed = last = 0
    while True:
        with transaction.atomic():
            rows = list(model._base_manager.select_for_update().filter(pk__gt=last).order_by("pk")[:batch])
            if not rows:
                return changed
            last = rows[-1].pk
            stale = _stale(model, sealed, indexes, rows)
            for row in stale:
                _write(model, sealed, indexes, row)
            changed += len(stale)
        done += len(rows)
        report(name, done, total)


def _stale(
    model: type[models.Model],
    sealed: list[SealedTextField],
    indexes: list[IndexField],
    rows: list[models.Model],
) -> list[models.Model]:
    """The rows whose stored text is of an older key, or whose index is not the current one."""
    current = keyring().current
    names = [field.attname for field in sealed]
    raw = {
        values[0]: values[1:]
        for values in model._base_manager.filter(pk__in=[row.pk for row in rows])
        .annotate(**{f"raw_{name}": Cast(name, _Raw()) for name in names})
        .values_list("pk", *[f"raw_{name}" for name in names])
    }
    return [
        row
        for row in rows
        if any(text and text_version(text) != current for text in raw.get(row.pk, ()))
        or any(getattr(row, i.attname) != i.value_for(getattr(row, i.source) or "") for i in indexes)
    ]


class _Raw(models.TextField):  # type: ignore[type-arg]
    """Reads a sealed column as it stands in the database."""


def _write(
    model: type[models.Model],
    sealed: list[SealedTextField],
    indexes: list[IndexField],
    row: models.Model,
) -> None:
    # update(), not save(): neither hooks nor "changed at" may notice that only the key changed.
    values = {field.attname: getattr(row, field.attname) for field in sealed}
    values |= {i.attname: i.value_for(getattr(row, i.source) or "") for i in indexes}
    model._base_manager.filter(pk=row.pk).update(**values)
