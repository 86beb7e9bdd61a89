"""What the employment ledger adds to the residents' ledger: its rows follow a merge, its numbers find."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cuncuntong.ledgers.employment.enums import (
    CertificateState,
    HardshipState,
    UnemploymentReason,
    UnemploymentState,
)
from cuncuntong.ledgers.employment.models import (
    Certificate,
    Hardship,
    SpellEvent,
    Unemployment,
    UnemploymentEvent,
)
from cuncuntong.ledgers.employment.selectors import active_unemployment
from cuncuntong.ledgers.employment.services.certificates import is_number
from cuncuntong.ledgers.employment.services.spells import OWN
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.selectors import employments_of
from cuncuntong.ledgers.residents.hooks import (
    register_finder,
    register_known_values,
    register_merge_part,
    register_work,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _both_unemployed(kept: Resident, dropped: Resident) -> list[str]:
    rows = Unemployment.objects.filter(resident__in=[kept, dropped], state=UnemploymentState.ACTIVE)
    return ["两份档案都有失业登记，请先注销其中一条。"] if rows.count() > 1 else []


def _both_certified(kept: Resident, dropped: Resident) -> list[str]:
    standing = [CertificateState.VALID, CertificateState.LOST]
    rows = Certificate.objects.filter(resident__in=[kept, dropped], state__in=standing)
    return ["两份档案都有《就业创业证》，请先注销其中一本。"] if rows.count() > 1 else []


def _both_hard(kept: Resident, dropped: Resident) -> list[str]:
    states = [HardshipState.PROPOSED, HardshipState.ACTIVE]
    rows = Hardship.objects.filter(resident__in=[kept, dropped], state__in=states)
    return ["两份档案都有就业困难人员认定，请先让其中一条退出。"] if rows.count() > 1 else []


register_merge_part(RowsOf(Unemployment, conflicts=_both_unemployed))
register_merge_part(RowsOf(Certificate, conflicts=_both_certified))
register_merge_part(RowsOf(Hardship, conflicts=_both_hard))


@register_known_values("unemployment.")
def last_unemployment(resident: Resident) -> dict[str, str]:
    """What the running registration says; else what the last job with a unit leaves to be told."""
    running = active_unemployment(resident)
    if running is not None:
        return {
            "unemployment.reason": running.reason,
            "unemployment.last_unit": running.last_unit,
            "unemployment.left_how": running.left_how,
            "unemployment.since": running.unemployed_since.isoformat(),
        }
    units = employments_of(resident).filter(kind=EmploymentKind.UNIT, ends_on__isnull=False)
    last = units.order_by("-ends_on", "-pk").first()
    if last is None or last.ends_on is None:
        return {}
    return {
        "unemployment.reason": UnemploymentReason.UNIT_LEFT.value,
        "unemployment.last_unit": last.employer,
        "unemployment.since": last.ends_on.isoformat(),
    }


@register_known_values("spell.")
def open_spell(resident: Resident) -> dict[str, str]:
    """What the open spell of one's own says."""
    rows = employments_of(resident).filter(kind__in=OWN, ends_on__isnull=True)
    spell = rows.first()
    if spell is None:
        return {}
    return {
        "spell.work_form": spell.work_form,
        "spell.starts_on": spell.starts_on.isoformat(),
        "spell.place": spell.place,
        "spell.income_range": spell.income_range,
        "spell.overlap_reason": spell.overlap_reason,
    }


@register_finder
def by_certificate(number: str) -> Iterable[int]:
    """The holder of a certificate's number."""
    if not is_number(number):
        return []
    return list(Certificate.objects.filter(number=number).values_list("resident_id", flat=True))


@register_work
def unemployment_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Changes of registrations by a case, as far as they stand."""
    rows = UnemploymentEvent.objects.filter(unemployment__resident__in=residents, undone_at__isnull=True)
    return list(rows.exclude(case_number="").values_list("case_number", "unemployment__resident_id"))


@register_work
def spells_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Changes of spells by a case, as far as they stand."""
    rows = SpellEvent.objects.filter(employment__resident__in=residents, undone_at__isnull=True)
    return list(rows.exclude(case_number="").values_list("case_number", "employment__resident_id"))
