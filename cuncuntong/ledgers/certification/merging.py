"""The parts of a merge of two records of one person, and in whose rows a case's work stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, EvidenceRow, Loss
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _same_day(kept: Resident, dropped: Resident) -> list[str]:
    rows = Certification.objects.filter(undone_at__isnull=True)
    days = rows.filter(resident=kept).values_list("on", flat=True)
    if rows.filter(resident=dropped, on__in=list(days)).exists():
        return ["两份档案有同一天的资格认证，请先撤销其中一次。"]
    return []


def _both_reported(kept: Resident, dropped: Resident) -> list[str]:
    rows = Loss.objects.filter(state="open")
    kinds = rows.filter(resident=kept).values_list("kind", flat=True)
    if rows.filter(resident=dropped, kind__in=list(kinds)).exists():
        return ["两份档案登记了同样的丧失资格线索，请先办结其中一条。"]
    return []


class BeneficiaryOf:
    """A person has one row: it moves where the kept record has none, else the dropped one's counts no more.

    The night sets right what follows from what the two draw together.
    """

    name = "certification.Beneficiary"

    def conflicts(self, kept: Resident, dropped: Resident) -> list[str]:
        """None: who draws twice is found by the pensions' own part."""
        return []

    def move(self, kept: Resident, dropped: Resident) -> dict[str, Any]:
        """What undoing needs: the key that moved, or the state that was."""
        row = Beneficiary.objects.select_for_update().filter(resident=dropped).first()
        if row is None:
            return {}
        if not Beneficiary.objects.filter(resident=kept).exists():
            Beneficiary.objects.filter(pk=row.pk).update(resident=kept)
            return {"moved": row.pk}
        due = row.due_on.isoformat() if row.due_on else None
        Beneficiary.objects.filter(pk=row.pk).update(state=BeneficiaryState.OUT, due_on=None)
        return {"out": row.pk, "state": row.state, "due_on": due}

    def undo(self, kept: Resident, dropped: Resident, moved: Any) -> None:
        """The row goes back, or counts again."""
        if "moved" in moved:
            Beneficiary.objects.filter(pk=moved["moved"], resident=kept).update(resident=dropped)
        elif "out" in moved:
            rows = Beneficiary.objects.filter(pk=moved["out"], resident=dropped)
            rows.update(state=moved["state"], due_on=moved["due_on"])

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """Nothing: the row follows from what is drawn."""


@register_work
def certified_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Certifications by a case, as far as they stand."""
    rows = Certification.objects.filter(resident__in=residents, undone_at__isnull=True)
    return [pair for pair in rows.values_list("case_number", "resident_id") if pair[0]]


register_merge_part(BeneficiaryOf())
register_merge_part(RowsOf(Certification, conflicts=_same_day))
register_merge_part(RowsOf(Loss, conflicts=_both_reported))
register_merge_part(RowsOf(EvidenceRow))
