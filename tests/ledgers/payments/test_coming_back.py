"""Money that the bank gives back days after it was reported as paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import LateReturn, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import lines_to_follow
from cuncuntong.ledgers.payments.services import (
    check_payments,
    close_run,
    release_line,
    take_payment_back,
)
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.make import County
from tests.ledgers.payments.make import DECEMBER, NOVEMBER, OCTOBER, Office, entitled, line_of, payee


def back(office: Office, line: PayLine, **more: object) -> PayLine:
    given: dict[str, object] = {
        "on": dt.date(2026, 11, 25),
        "receipt": "TP-1",
        "fail_code": "closed",
        "text": "账户6228480000000000001已销户，户名王老伯",
        **more,
    }
    return take_payment_back(caller=office.preparer, line=line, **given)  # type: ignore[arg-type]


def test_it_fails_the_entry_is_reversed_and_the_next_run_pays_again(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported(OCTOBER)
    office.answered(run)
    close_run(caller=office.approver, run=run)
    line = line_of(run, person)
    # 163.00 basic, 1390 ÷ 139 = 10.00 of the account.
    assert balance(person.account) == Decimal("1380.00")
    back(office, line)
    line.refresh_from_db()
    assert (line.state, line.fail_code, line.entry) == (LineState.FAILED, "closed", None)
    assert balance(person.account) == Decimal("1390.00")
    assert list(lines_to_follow(office.preparer)) == [line]
    assert check_payments() == []
    payee(person.resident, "6228480000000009999", on=dt.date(2026, 11, 25))
    later = office.exported(NOVEMBER)
    again = line_of(later, person)
    # November's own 173.00 and October's once more.
    assert again.amount == Decimal("346.00")
    assert PayItem.objects.filter(line=again, kind=ItemKind.RETRY, ref=f"line:{line.pk}").count() == 1
    office.answered(later)
    line.refresh_from_db()
    assert line.state == LineState.REPAID
    assert balance(person.account) == Decimal("1370.00")
    assert check_payments() == []


def test_said_twice_it_happens_once(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported()
    office.answered(run)
    line = line_of(run, person)
    back(office, line)
    back(office, line)
    assert LateReturn.objects.count() == 1
    with pytest.raises(LedgerRefused, match="发放失败"):
        back(office, line, receipt="TP-2")


def test_a_repetition_that_comes_back_owes_the_first_line_again(county: County, office: Office) -> None:
    person = entitled(county)
    october = office.exported(OCTOBER)
    office.answered(october, {person.pk: "户名不符"})
    first = line_of(october, person)
    november = office.exported(NOVEMBER)
    office.answered(november)
    first.refresh_from_db()
    assert first.state == LineState.REPAID
    back(office, line_of(november, person))
    first.refresh_from_db()
    assert first.state == LineState.FAILED
    with time_machine.travel("2026-12-20 10:00:00+08:00", tick=False):
        december = office.exported(DECEMBER)
        # December 173.00 and all of November's line, in which October is: 346.00.
        assert line_of(december, person).amount == Decimal("519.00")
        office.answered(december)
    assert states(person) == {(OCTOBER, "repaid"), (NOVEMBER, "repaid"), (DECEMBER, "paid")}
    assert balance(person.account) == Decimal("1360.00")
    assert check_payments() == []


def states(person: Entitlement) -> set[tuple[dt.date, str]]:
    return set(PayLine.objects.filter(entitlement=person).values_list("run__month", "state"))


def test_released_its_months_are_computed_anew(county: County, office: Office) -> None:
    person = entitled(county)
    run = office.exported(OCTOBER)
    office.answered(run)
    line = line_of(run, person)
    back(office, line)
    release_line(caller=office.preparer, line=line, reason="重新计算")
    assert check_payments() == []
    later = office.computed(NOVEMBER)
    kinds = PayItem.objects.filter(line=line_of(later, person)).values_list("kind", flat=True)
    assert sorted(kinds) == [ItemKind.ARREARS, ItemKind.REGULAR]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"receipt": " "}, "receipt"),
        ({"fail_code": "x"}, "fail_code"),
        ({"on": dt.date(2026, 11, 26)}, "on"),
        ({"on": dt.date(2026, 11, 24)}, "on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    county: County, office: Office, more: dict[str, object], field: str
) -> None:
    person = entitled(county)
    run = office.exported()
    office.answered(run)
    with pytest.raises(LedgerRefused) as refused:
        back(office, line_of(run, person), **more)
    assert refused.value.field == field
    assert line_of(run, person).state == LineState.PAID


def test_what_the_bank_wrote_is_sealed(county: County, office: Office) -> None:
    from django.db import connection

    person = entitled(county)
    run = office.exported()
    office.answered(run, {person.pk: "户名不符：王老伯"})
    assert line_of(run, person).fail_text == "户名不符：王老伯"
    with connection.cursor() as cursor:
        for table in ("payments_payline", "payments_returnrow"):
            cursor.execute(f"SELECT fail_text FROM {table}")
            assert "王老伯" not in cursor.fetchone()[0]


def test_the_totals_are_still_proved_after_a_line_was_released(county: County, office: Office) -> None:
    person, other = entitled(county, "甲"), entitled(county, "乙")
    run = office.exported()
    office.answered(run, {person.pk: "户名不符"})
    release_line(caller=office.preparer, line=line_of(run, person), reason="重新计算")
    assert check_payments() == []
    PayRun.objects.filter(pk=run.pk).update(total=Decimal("999.00"))
    assert any("记2笔999.00元，明细是2笔346.00元" in words for words in check_payments())
    assert other.pk
