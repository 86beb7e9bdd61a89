"""What the training ledger adds to the residents' ledger: values for forms, and its parts of a merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from cuncuntong.ledgers.residents.hooks import (
    register_known_values,
    register_merge_part,
    register_standing,
    register_work,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf
from cuncuntong.ledgers.training.enums import LIVE, EvidenceKind, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingWish, WishEvent
from cuncuntong.ledgers.training.selectors import last_wish


@register_known_values("training.")
def last_wanted(resident: Resident) -> dict[str, str]:
    """What the resident wanted at the last registration."""
    last = last_wish(resident)
    if last is None:
        return {}
    return {
        "training.group": last.group,
        "training.evidence_kind": last.evidence_kind,
        "training.evidence": "" if last.evidence_kind == EvidenceKind.LEDGER else last.evidence,
        "training.words": last.words,
        "training.level": last.level,
        "training.times": last.times,
        "training.remarks": last.remarks,
    }


def _both_want(kept: Resident, dropped: Resident) -> list[str]:
    rows = TrainingWish.objects.filter(resident__in=[kept, dropped], state__in=LIVE)
    wanted = list(rows.values_list("occupation", "words"))
    codes = [code for code, _ in wanted]
    doubles = {words for code, words in wanted if codes.count(code) > 1}
    return [f"两份档案都有“{words}”的培训意向，请先撤回其中一条。" for words in sorted(doubles)]


def _both_enrolled(kept: Resident, dropped: Resident) -> list[str]:
    rows = Enrolment.objects.filter(resident__in=[kept, dropped], state__in=["seated", "waiting", "done"])
    classes = list(rows.values_list("training_class__number", flat=True))
    return [
        f"两份档案都在培训班次{number}中，请先让其中一份退出。"
        for number in sorted({one for one in classes if classes.count(one) > 1})
    ]


@register_standing("training.waits")
def waiting_wishes(resident: Resident) -> QuerySet[TrainingWish]:
    """Wishes that wait for a class."""
    return TrainingWish.objects.filter(resident=resident, state=WishState.OPEN)


@register_standing("training.placed")
def placed_wishes(resident: Resident) -> QuerySet[TrainingWish]:
    """Wishes that have a class, or wait for a seat in one."""
    return TrainingWish.objects.filter(resident=resident, state__in=[WishState.PLACED, WishState.WAITING])


class EnrolmentsOf(RowsOf):
    """Enrolments: they belong with the person whose wish they answer, whoever entered them and when."""

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """After all undoing the wishes stand where they belong; the enrolments stand with them."""
        for holder, other in ((kept, dropped), (dropped, kept)):
            rows = Enrolment.objects.filter(wish__resident=holder, resident=other)
            Enrolment.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(resident=holder)


register_merge_part(RowsOf(TrainingWish, conflicts=_both_want))
register_merge_part(EnrolmentsOf(Enrolment, conflicts=_both_enrolled))


@register_work
def wishes_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """What cases did to wishes and their classes, as far as it stands."""
    rows = WishEvent.objects.filter(wish__resident__in=residents, undone_at__isnull=True)
    return list(rows.exclude(case_number="").values_list("case_number", "wish__resident_id"))
