"""Keeps the employees' scheme in step with what was fetched from above: a row a person, the newest counts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from cuncuntong.ledgers.above.reports import SchemeReport, on_scheme_reports
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.ledgers.pensions.models import OtherScheme

# The insurance ledger's states, and what they are called here.
_STATES = {
    "paying": OtherState.PAYING,
    "paused": OtherState.STOPPED,
    "drawing": OtherState.RECEIVING,
    "ended": OtherState.ENDED,
}
_ASK = 900


@on_scheme_reports
def keep_reports(reports: Sequence[SchemeReport]) -> None:
    """Writes what is new; identical and older reports change nothing but the day they count as of."""
    wanted = {
        one.resident: one for one in reports if one.scheme == OtherKind.EMPLOYEE and one.state in _STATES
    }
    with transaction.atomic():
        known = _known(list(wanted))
        fresh = [one for key, one in wanted.items() if key not in known]
        OtherScheme.objects.bulk_create(
            [_filled(OtherScheme(resident_id=one.resident), one) for one in fresh]
        )
        changed = [
            _filled(row, wanted[key])
            for key, row in known.items()
            if row.as_of <= wanted[key].as_of
            and _said(row) != _said(_filled(OtherScheme(resident_id=key), wanted[key]))
        ]
        OtherScheme.objects.bulk_update(changed, ["state", "since", "as_of", "source"], batch_size=200)


def _known(residents: list[int]) -> dict[int, OtherScheme]:
    found: dict[int, OtherScheme] = {}
    for start in range(0, len(residents), _ASK):
        rows = OtherScheme.objects.filter(
            resident__in=residents[start : start + _ASK], kind=OtherKind.EMPLOYEE
        ).select_for_update()
        found.update((row.resident_id, row) for row in rows.order_by("pk"))
    return found


def _filled(row: OtherScheme, report: SchemeReport) -> OtherScheme:
    row.kind = OtherKind.EMPLOYEE
    row.state = _STATES[report.state]
    row.since, row.as_of, row.source = report.since, report.as_of, report.source[:60]
    return row


def _said(row: OtherScheme) -> tuple[object, ...]:
    return row.state, row.since, row.as_of, row.source
