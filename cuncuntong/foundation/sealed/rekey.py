"""Re-keying: every sealed value and index is made anew under the current keys, while the system serves.

Values carry their key version, so the work restarts where it stopped; until it ends, old versions
open and old indexes are found (cipher.index_candidates). Rows are locked in batches, briefly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Cast

from cuncuntong.foundation.sealed.cipher import SealBroken, text_version
from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.foundation.sealed.keys import keyring

Progress = Callable[[str, int, int], None]
Rekeyer = Callable[[Progress], int]
_others: dict[str, Rekeyer] = {}


@dataclass(frozen=True)
class RekeyResult:
    """How many rows of models and how many other objects (files) were made anew.

    ``broken`` names rows (``app.Model 主键``) whose sealed value does not open, ``doubled`` rows whose
    new index another row has already; both were left as they are and need somebody to look.
    """

    rows: int
    others: int
    broken: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()


class _Raw(models.TextField):  # type: ignore[type-arg]
    """Reads a sealed column as it stands in the database."""


def register_rekeyer(name: str, rekeyer: Rekeyer) -> None:
    """Adds another sealed store (files); it gets the progress callback and returns its count."""
    _others[name] = rekeyer


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedTextField], list[IndexField]]]:
    """Every model with sealed columns, with its sealed and its index columns."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        sealed = [one for one in fields if isinstance(one, SealedTextField)]
        indexes = [one for one in fields if isinstance(one, IndexField)]
        if sealed and not model._meta.proxy:
            yield model, sealed, indexes


def rekey(*, batch: int = 500, progress: Progress | None = None) -> RekeyResult:
    """Seals all that is older than the current keys anew; safe to stop and to run again.

    ``progress`` gets (what, done, total). Indexes that do not fit their column are put right too.
    """
    report = progress or (lambda name, done, total: None)
    works = [_Work(*parts) for parts in sealed_models()]
    for work in works:
        work.run(batch, report)
    others = sum(rekeyer(report) for rekeyer in _others.values())
    return RekeyResult(
        rows=sum(work.changed for work in works),
        others=others,
        broken=tuple(name for work in works for name in work.broken),
        doubled=tuple(name for work in works for name in work.doubled),
    )


@dataclass
class _Work:
    """One model's rows."""

    model: type[models.Model]
    sealed: list[SealedTextField]
    indexes: list[IndexField]
    changed: int = 0
    broken: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def run(self, batch: int, report: Progress) -> None:
        """Goes over all rows by primary key."""
        name = str(self.model._meta.verbose_name)
        total, done, last = self.model._base_manager.count(), 0, None
        while True:
            with transaction.atomic():
                rows = self._batch(last, batch)
                for row in rows:
                    self._row(row)
            if not rows:
                return
            last = rows[-1]["pk"]
            done += len(rows)
            report(name, done, max(done, total))

    def _batch(self, last: Any, batch: int) -> list[dict[str, Any]]:
        """The next rows as they stand in the database, locked: sealed texts under ``raw_<column>``."""
        rows = self.model._base_manager.select_for_update()
        if last is not None:
            rows = rows.filter(pk__gt=last)
        raw = {f"raw_{one.attname}": Cast(one.attname, _Raw()) for one in self.sealed}
        names = ["pk", *raw, *(one.attname for one in self.indexes)]
        return list(rows.annotate(**raw).order_by("pk").values(*names)[:batch])

    def _row(self, row: dict[str, Any]) -> None:
        try:
            # Opened even where nothing seems due: a value that does not open should be known.
            opened = {
                one.attname: one.from_db_value(row[f"raw_{one.attname}"], None, connection)
                for one in self.sealed
            }
            changes = self._stale(row, opened)
        except SealBroken:
            self.broken.append(self._name(row))
            return
        if not changes:
            return
        try:
            # update(), not save(): neither hooks nor "changed at" may notice that only the key changed.
            with transaction.atomic() if self._may_collide() else nullcontext():
                self.model._base_manager.filter(pk=row["pk"]).update(**changes)
        except IntegrityError:
            self.doubled.append(self._name(row))
            return
        self.changed += 1

    def _stale(self, row: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
        """The columns to write: those sealed with an older key, and indexes that do not fit."""
        current = keyring().current
        texts = {name: row[f"raw_{name}"] for name in opened}
        changes = {
            name: opened[name] for name, text in texts.items() if text and text_version(text) != current
        }
        for one in self.indexes:
            fitting = one.value_for(opened[one.source])
            if row[one.attname] != fitting:
                changes[one.attname] = fitting
        return changes

    def _may_collide(self) -> bool:
        """A unique index can't keep doubles out while two key versions are in use."""
        return any(one.unique for one in self.indexes)

    def _name(self, row: dict[str, Any]) -> str:
        return f"{self.model._meta.label} {row['pk']}"
