"""Details of a record: old and new kept, sealed, and given back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import DetailChange, Resident
from cuncuntong.ledgers.residents.services import change_details, undo_details
from tests.ledgers.make import County

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident(telephone="13803561234", address="水村1号")


def change(resident: Resident, case: str = "S1", **more: object) -> list[DetailChange]:
    changes = {"telephone": "13903565678", "address": "水村8号"}
    values: dict[str, object] = {"changes": changes, "on": DAY, "actor": None, "case_number": case}
    return change_details(resident=resident, **{**values, **more})  # type: ignore[arg-type]


def test_old_and_new_are_kept_and_the_new_number_is_found(
    resident: Resident, audited: Callable[[], list[str]]
) -> None:
    rows = change(resident)
    assert change(resident) == rows
    assert [(row.field, row.before, row.after) for row in rows] == [
        ("telephone", "13803561234", "13903565678"),
        ("address", "水村1号", "水村8号"),
    ]
    found = Resident.objects.get(exact(Resident, "telephone_index", "13903565678"))
    assert (found.pk, found.version) == (resident.pk, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM residents_detailchange")
        assert "1380356" not in str(cursor.fetchall())
    undo_details(case_number="S1", actor=None)
    undo_details(case_number="S1", actor=None)
    found.refresh_from_db()
    assert (found.telephone, found.address, found.version) == ("13803561234", "水村1号", 3)
    assert audited() == ["resident.details_changed", "resident.details_undone"]


def test_what_was_changed_again_is_not_undone(resident: Resident) -> None:
    change(resident)
    change(resident, "S2", changes={"telephone": "13703560000"})
    with pytest.raises(LedgerRefused, match="联系电话之后又改过"):
        undo_details(case_number="S1", actor=None)
    undo_details(case_number="S2", actor=None)
    undo_details(case_number="S1", actor=None)
    resident.refresh_from_db()
    assert resident.telephone == "13803561234"


def test_a_sex_against_the_number_needs_confirmation_and_evidence(resident: Resident) -> None:
    other = {"sex": "2" if resident.sex == "1" else "1"}
    for more in ({}, {"confirmed_sex": True}, {"evidence": "户籍证明第3号"}):
        with pytest.raises(LedgerRefused, match="与身份证号码不一致"):
            change(resident, changes=other, **more)
    (row,) = change(resident, changes=other, confirmed_sex=True, evidence="户籍证明第3号")
    assert (row.against_id, row.evidence) == (True, "户籍证明第3号")
    # Back to what the number says: nothing contradicts.
    (back,) = change(resident, "S2", changes={"sex": resident.sex})
    assert not back.against_id


def test_nothing_new_is_refused(resident: Resident) -> None:
    with pytest.raises(LedgerRefused, match="没有要修改的内容"):
        change(resident, changes={"address": "水村1号"})
    with pytest.raises(LedgerRefused, match="没有这件业务"):
        undo_details(case_number="", actor=None)
