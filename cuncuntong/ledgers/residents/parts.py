"""Ready-made parts of a merge: rows that point at a resident by a foreign key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Model

from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import DetailChange, Resident, VisitGrant

Conflicts = Callable[[Resident, Resident], list[str]]


class RowsOf:
    """Moves every row of a model from one resident to the other; remembers which.

    A row that says by which case it came (``case_number``) belongs with that case.
    """

    def __init__(
        self, model: type[Model], *, field: str = "resident", conflicts: Conflicts | None = None
    ) -> None:
        self.name = model._meta.label
        self._model = model
        self._field = field
        self._conflicts = conflicts
        self._by_case = any(one.name == "case_number" for one in model._meta.fields)

    def conflicts(self, kept: Resident, dropped: Resident) -> list[str]:
        """What the model's own check has against it."""
        return self._conflicts(kept, dropped) if self._conflicts else []

    def move(self, kept: Resident, dropped: Resident) -> list[int]:
        """The keys of the rows moved."""
        rows = self._model._base_manager.filter(**{self._field: dropped})
        # Locked one after the other by key, as everybody does who changes several at once.
        keys = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        self._point(keys, dropped, kept)
        return keys

    def undo(self, kept: Resident, dropped: Resident, moved: Any) -> None:
        """Rows that came after the merge stay with the kept record, unless ``follow`` takes them."""
        self._point(moved, kept, dropped)

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """Rows that came by a case which went back go back with it."""
        if not self._by_case:
            return
        wanted = sorted(numbers)
        for start in range(0, len(wanted), 500):
            rows = self._model._base_manager.filter(case_number__in=wanted[start : start + 500])
            rows.filter(**{self._field: kept}).update(**{self._field: dropped})

    def _point(self, keys: list[int], old: Resident, new: Resident) -> None:
        for start in range(0, len(keys), 500):
            rows = self._model._base_manager.filter(pk__in=keys[start : start + 500])
            rows.filter(**{self._field: old}).update(**{self._field: new})


class VisitsOf(RowsOf):
    """Visits: one a day and point, so that a day both records have stays where it is."""

    def __init__(self) -> None:
        super().__init__(VisitGrant)

    def move(self, kept: Resident, dropped: Resident) -> list[int]:
        """Only the visits that the kept record does not have too."""
        taken = set(VisitGrant.objects.filter(resident=kept).values_list("point_id", "on"))
        rows = VisitGrant.objects.filter(resident=dropped).order_by("pk")
        keys = [row.pk for row in rows if (row.point_id, row.on) not in taken]
        self._point(keys, dropped, kept)
        return keys


@register_work
def details_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Changes of details by a case, as far as they stand."""
    rows = DetailChange.objects.filter(resident__in=residents, undone_at__isnull=True).exclude(case_number="")
    return list(rows.values_list("case_number", "resident_id").distinct())


register_merge_part(VisitsOf())
register_merge_part(RowsOf(DetailChange))
