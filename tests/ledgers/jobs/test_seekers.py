"""Job seekers: registered, renewed, closed, expired; once for a case, and undone exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cuncuntong.ledgers.contradictions import JOB_SEEKING, PENSION_CLAIM, PENSION_ENROL, find_contradictions
from cuncuntong.ledgers.jobs.models import Employment, JobSeeker, SeekerEvent
from cuncuntong.ledgers.jobs.selectors import active_seeker, effective_state, last_seeker
from cuncuntong.ledgers.jobs.services import (
    close_seeker,
    expire_seekers,
    register_seeker,
    renew_seeker,
    undo_seeker,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.make import County

DAY = dt.date(2026, 8, 31)
# Six months later there is no 31st.
LAST = dt.date(2027, 2, 28)


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident()


def seek(resident: Resident, case: str = "A1", **more: Any) -> JobSeeker:
    values = {
        "kind": "fixed",
        "occupation": "电工",
        "work_place": "本县",
        "pay_floor": Decimal("4000.50"),
        "on": DAY,
        "actor": None,
    }
    return register_seeker(resident=resident, case_number=case, **{**values, **more})


def row(seeker: JobSeeker) -> dict[str, Any]:
    return JobSeeker.objects.filter(pk=seeker.pk).values().get()


def test_registration_lasts_as_long_as_the_parameter_says(
    resident: Resident, audited: Callable[[], list[str]]
) -> None:
    made = seek(resident)
    assert (made.registered_on, made.valid_until, made.state) == (DAY, LAST, "active")
    assert (made.village_code, made.county_code) == (resident.village_code, "140522")
    assert active_seeker(resident, "fixed", LAST) == made
    assert active_seeker(resident, "fixed", LAST + dt.timedelta(days=1)) is None
    assert effective_state(made, LAST + dt.timedelta(days=1)) == "expired"
    assert audited() == ["seeker.register"]


def test_one_case_registers_once(resident: Resident) -> None:
    first = seek(resident)
    assert seek(resident) == first
    assert (JobSeeker.objects.count(), SeekerEvent.objects.count()) == (1, 1)


def test_a_second_active_registration_is_refused(resident: Resident) -> None:
    seek(resident)
    with pytest.raises(LedgerRefused) as refused:
        seek(resident, "A2")
    assert "固定工" in refused.value.message
    assert seek(resident, "A3", kind="gig").kind == "gig"


def test_one_whose_time_is_over_does_not_stand_in_the_way(resident: Resident) -> None:
    old = seek(resident)
    new = seek(resident, "A2", on=LAST + dt.timedelta(days=1))
    old.refresh_from_db()
    assert (old.state, new.state) == ("expired", "active")


def test_renewal_extends_and_undoing_gives_back(resident: Resident) -> None:
    made = seek(resident)
    before = row(made)
    later = dt.date(2026, 10, 1)
    renewed = renew_seeker(
        seeker=made, on=later, actor=None, case_number="B1", occupation="焊工", pay_floor=None
    )
    assert (renewed.valid_until, renewed.renewed_on) == (dt.date(2027, 4, 1), later)
    assert (renewed.occupation, renewed.pay_floor) == ("焊工", None)
    assert renew_seeker(seeker=made, on=later, actor=None, case_number="B1") == renewed
    assert SeekerEvent.objects.filter(move="renew").count() == 1
    undo_seeker(case_number="B1", actor=None)
    assert row(made) == before
    undo_seeker(case_number="B1", actor=None)
    assert row(made) == before


def test_renewal_never_shortens(resident: Resident) -> None:
    made = seek(resident)
    renewed = renew_seeker(seeker=made, on=dt.date(2026, 8, 1), actor=None)
    assert renewed.valid_until == LAST


def test_an_expired_one_is_renewed_a_closed_one_is_not(resident: Resident) -> None:
    made = seek(resident)
    assert expire_seekers(dt.date(2027, 3, 1)) == 1
    assert renew_seeker(seeker=made, on=dt.date(2027, 3, 2), actor=None).state == "active"
    close_seeker(seeker=made, reason="已就业", on=dt.date(2027, 3, 3), actor=None)
    with pytest.raises(LedgerRefused):
        renew_seeker(seeker=made, on=dt.date(2027, 3, 4), actor=None)
    with pytest.raises(LedgerRefused):
        close_seeker(seeker=made, reason="又一次", on=dt.date(2027, 3, 4), actor=None)


def test_a_renewal_changes_wishes_only(resident: Resident) -> None:
    with pytest.raises(TypeError):
        renew_seeker(seeker=seek(resident), on=DAY, actor=None, state="closed")


def test_closing_and_undoing_it(resident: Resident) -> None:
    made = seek(resident)
    before = row(made)
    closed = close_seeker(
        seeker=made, reason="已在县城就业", on=dt.date(2026, 9, 1), actor=None, case_number="C1"
    )
    assert (closed.state, closed.closed_reason) == ("closed", "已在县城就业")
    undo_seeker(case_number="C1", actor=None)
    assert row(made) == before


def test_an_undone_closing_does_not_make_two_active(resident: Resident) -> None:
    made = seek(resident)
    close_seeker(seeker=made, reason="已就业", on=DAY, actor=None, case_number="C1")
    seek(resident, "A2")
    with pytest.raises(LedgerRefused):
        undo_seeker(case_number="C1", actor=None)
    made.refresh_from_db()
    assert made.state == "closed"


def test_what_came_later_is_undone_first(resident: Resident) -> None:
    made = seek(resident)
    renew_seeker(seeker=made, on=dt.date(2026, 9, 1), actor=None, case_number="B1")
    with pytest.raises(LedgerRefused):
        undo_seeker(case_number="A1", actor=None)
    undo_seeker(case_number="B1", actor=None)
    assert undo_seeker(case_number="A1", actor=None).state == "reversed"
    assert last_seeker(resident) is None
    assert seek(resident).state == "active"


def test_undoing_what_never_was(resident: Resident) -> None:
    with pytest.raises(LedgerRefused):
        undo_seeker(case_number="none", actor=None)
    with pytest.raises(ValueError, match="case"):
        undo_seeker(case_number="", actor=None)


def test_expiring_is_safe_to_repeat(county: County, audited: Callable[[], list[str]]) -> None:
    over, running = seek(county.resident(), "A1"), seek(county.resident(), "A2", on=dt.date(2026, 12, 1))
    assert expire_seekers(LAST) == 0
    assert expire_seekers(LAST + dt.timedelta(days=1)) == 1
    assert expire_seekers(LAST + dt.timedelta(days=1)) == 0
    for seeker in (over, running):
        seeker.refresh_from_db()
    assert (over.state, running.state) == ("expired", "active")
    assert audited()[2:] == ["seeker.expired"]


@pytest.mark.parametrize(
    ("values", "topic", "expected"),
    [
        ({"insured": True}, PENSION_CLAIM, [("employment_insured", "stop")]),
        ({"insured": True}, PENSION_ENROL, [("employment_insured", "stop")]),
        ({}, PENSION_CLAIM, [("employment_running", "look")]),
        ({"kind": "flexible"}, PENSION_CLAIM, []),
        ({"insured": True}, JOB_SEEKING, [("employment_active", "look")]),
        ({"insured": True, "ends_on": DAY}, PENSION_CLAIM, [("employment_insured", "stop")]),
        (
            {"insured": True, "starts_on": DAY - dt.timedelta(days=9), "ends_on": DAY - dt.timedelta(days=1)},
            PENSION_CLAIM,
            [],
        ),
        ({"insured": True, "starts_on": DAY + dt.timedelta(days=1)}, PENSION_CLAIM, []),
    ],
)
def test_employment_speaks_against_pensions(
    resident: Resident, values: dict[str, Any], topic: str, expected: list[tuple[str, str]]
) -> None:
    defaults = {"kind": "unit", "employer": "阳城县某厂", "starts_on": DAY, "source": "用工备案"}
    Employment.objects.create(resident=resident, as_of=DAY, **{**defaults, **values})
    found = find_contradictions(resident, DAY, [topic])
    assert [(one.code, one.weight) for one in found] == expected
    assert all("用工备案" in one.source and "2026-08-31" in one.source for one in found)
