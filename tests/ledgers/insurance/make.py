"""What the insurance tests make: rows as the province sends them, and what is fetched of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from cuncuntong.ledgers.above.hooks import Feed, Taken, feeds
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.residents.models import Resident

AS_OF = dt.date(2026, 10, 31)


def feed(code: str) -> Feed:
    """A registered feed by its code."""
    return next(one for one in feeds() if one.code == code)


def insured(person: Resident, **said: str) -> dict[str, str]:
    """A row of the participations."""
    return {
        "id_number": person.id_number,
        "name": person.name,
        "scheme": "企业职工基本养老保险",
        "number": "14050000123",
        "insured_as": "单位职工",
        "state": "正常参保",
        "unit": "演示机械厂",
        "since": "2010-03",
        **said,
    }


def month(person: Resident, when: str, **said: str) -> dict[str, str]:
    """A row of the contributions: 8% of 5000, 16% by the unit."""
    return {
        "id_number": person.id_number,
        "scheme": "employee",
        "month": when,
        "base": "5000",
        "own": "400",
        "unit_amount": "800",
        "to_account": "400",
        "state": "已到账",
        "arrived_on": f"{when}-20",
        "unit": "演示机械厂",
        **said,
    }


def pension(person: Resident, **said: str) -> dict[str, str]:
    """A row of the pensions."""
    return {
        "id_number": person.id_number,
        "scheme": "employee",
        "state": "正常发放",
        "starts_on": "2020-05",
        "monthly": "3000.50",
        "parts": "基础养老金=2000.00；个人账户养老金=800.50；过渡性养老金=200",
        "certified_on": "2026-03-05",
        **said,
    }


def payment(person: Resident, when: str, **said: str) -> dict[str, str]:
    """A row of the payments."""
    return {
        "id_number": person.id_number,
        "scheme": "employee",
        "month": when,
        "amount": "3000.50",
        "parts": "基础养老金=2000.00；个人账户养老金=800.50；过渡性养老金=200",
        "state": "发放成功",
        "paid_on": f"{when}-15",
        "bank": "演示银行",
        "account_tail": "1234",
        **said,
    }


def fetch(code: str, rows: Sequence[Mapping[str, str]], as_of: dt.date = AS_OF) -> Taken:
    """Checks and takes rows as the gateway does; every one must be right."""
    one = feed(f"insurance.{code}")
    wrong = one.check(rows)
    assert not any(wrong), wrong
    return one.take(rows, as_of)


def drawing(person: Resident, **said: str) -> None:
    """Somebody who draws an employees' pension."""
    fetch("participations", [insured(person, state="领取待遇", unit="")])
    fetch("pensions", [pension(person, **said)])


def answer(key: str, *, agreed: bool, words: str = "", data: Mapping[str, str] | None = None) -> None:
    """The province answers what was handed over, as the gateway would hand it on."""
    from cuncuntong.ledgers.above.hooks import Outcome, kind_of

    handover = Handover.objects.get(key=key)
    answered = kind_of(handover.kind).answered
    assert answered
    at = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    answered(handover, Outcome(agreed, "00" if agreed else "E1", words, data or {}, at))
