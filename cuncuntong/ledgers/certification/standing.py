"""What a person's row follows from: what is drawn, the last certification, and the calendar."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from cuncuntong.ledgers.certification.enums import BeneficiaryState, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.selectors.drawing import Drawing
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.certification import INTERVAL, At, Terms, due_day, step_of

GRACE = "certification.first_grace_days"


def terms_on(on: dt.date) -> Terms:
    """The figures of a day."""
    book = current()
    return Terms(
        interval_months=book.integer(INTERVAL, on),
        coming_days=book.integer("certification.coming_days", on),
        first_warning_days=book.integer("certification.first_warning_days", on),
        second_warning_days=book.integer("certification.second_warning_days", on),
        gap_days=book.integer("certification.warning_gap_days", on),
    )


def certified_until(last: dt.date | None, since: dt.date | None, months: int) -> dt.date:
    """The due day by the last certification, else by the start of drawing."""
    base = last or since
    assert base is not None
    return _due(base, months)


@lru_cache(4096)
def _due(base: dt.date, months: int) -> dt.date:
    return due_day(base, months)


def grace_for(due_on: dt.date, on: dt.date) -> dt.date | None:
    """Until when somebody is not held who comes to the list overdue; None for everybody else."""
    days = current().integer(GRACE, on)
    return on + dt.timedelta(days=days) if due_on < on and days else None


def draws_still(resident: Resident, drawing: Drawing) -> bool:
    """Whether there is anybody to certify; who is registered as dead is a matter of item 37."""
    return drawing.anything and resident.standing != Standing.DECEASED


def last_of(resident: Resident) -> Certification | None:
    """The last certification of ours that stands."""
    rows = Certification.objects.filter(resident=resident, undone_at__isnull=True)
    return rows.order_by("-on", "-pk").first()


def follow(
    row: Beneficiary,
    resident: Resident,
    drawing: Drawing,
    last: Certification | None,
    on: dt.date,
    terms: Terms,
) -> None:
    """Sets the row's columns by what is drawn and the last certification; warnings of a former due day go."""
    row.village_code = resident.village_code
    row.township_code = resident.township_code
    row.county_code = resident.county_code
    row.draws_resident, row.draws_employee = bool(drawing.entitlements), drawing.employee
    before = row.due_on
    if not draws_still(resident, drawing):
        row.state, row.due_on = BeneficiaryState.OUT, None
        row.first_warned_on = row.second_warned_on = row.grace_until = None
        return
    row.since = drawing.since
    row.last_on, row.last_way = (last.on, last.way) if last else (None, "")
    above = drawing.certified_above
    if above is not None and (row.last_on is None or above > row.last_on):
        row.last_on, row.last_way = above, Way.ABOVE
    row.due_on = certified_until(row.last_on, row.since, terms.interval_months)
    if row.due_on != before:
        row.first_warned_on = row.second_warned_on = None
        row.grace_until = grace_for(row.due_on, on) if before is None else None
    row.state = state_of(row, drawing.held, on, terms)


def state_of(row: Beneficiary, held: bool, on: dt.date, terms: Terms) -> str:
    """The state of a row that draws."""
    assert row.due_on is not None
    at = At(row.due_on, row.first_warned_on, row.second_warned_on, row.grace_until, held)
    return BeneficiaryState(step_of(at, on, terms).value)
