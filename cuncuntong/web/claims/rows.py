"""One person of a list, in words: when the age is reached, what is lacking, how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import IS_OPEN
from cuncuntong.ledgers.claims.enums import VisitState
from cuncuntong.ledgers.claims.selectors import (
    WAITING,
    Lack,
    Sums,
    Window,
    lacks,
    reaches_on,
    sums_of,
)
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import add_months, months_until, span_text
from cuncuntong.rules.parameters import ParameterError, Parameters
from cuncuntong.rules.pension import compute_for
from cuncuntong.web.claims.shared import ITEMS

VISIT_TONES = {
    VisitState.AGREED: "good",
    VisitState.DECLARED: "good",
    VisitState.LACKING: "wait",
    VisitState.NOT_REACHED: "wait",
    VisitState.MOVED: "neutral",
    VisitState.REFUSED: "neutral",
    VisitState.ELSEWHERE: "neutral",
}


@dataclass(frozen=True)
class PersonRow:
    """What a list shows of one person; ``monthly`` (yuan) is what would be drawn under today's figures."""

    account: PensionAccount
    person: Resident
    reaches: dt.date
    when: str
    standing: str
    tone: str
    done: bool
    years: int
    monthly: Decimal | None
    lacks: list[Lack]
    visit: str
    visit_tone: str
    case: str
    item: str
    reached: bool
    declared: bool

    @property
    def lacks_words(self) -> str:
        """What is lacking, in one line."""
        return "；".join(one.words for one in self.lacks)


def rows_of(accounts: Sequence[PensionAccount], view: Window, book: Parameters) -> list[PersonRow]:
    """The rows of ``with_state``; two questions for all."""
    sums = sums_of(account.pk for account in accounts)
    item = ITEMS[Scheme(view.scheme)]
    cases: dict[int, str] = {}
    if accounts:
        filed = Case.objects.filter(IS_OPEN, item=item, resident__in=[one.resident_id for one in accounts])
        cases = dict(filed.values_list("resident_id", "number"))
    return [
        _row(one, sums.get(one.pk, Sums()), view, book, cases.get(one.resident_id, "")) for one in accounts
    ]


def _row(account: PensionAccount, sums: Sums, view: Window, book: Parameters, case: str) -> PersonRow:
    reaches, done = reaches_on(account, view), account.state not in WAITING
    standing, tone = _standing(account, view, reaches, case, done=done)
    visit: Any = account.visit_state  # type: ignore[attr-defined]
    return PersonRow(
        account=account,
        person=account.resident,
        reaches=reaches,
        when=_when(view.on, reaches),
        standing=standing,
        tone=tone,
        done=done,
        years=sums.years,
        monthly=monthly(account, sums, view, book),
        lacks=[] if done else lacks(account, sums.years, view),
        visit=VisitState(visit).label if visit else "",
        visit_tone=VISIT_TONES[VisitState(visit)] if visit else "neutral",
        case=case,
        item=ITEMS[Scheme(view.scheme)],
        reached=reaches <= view.on,
        declared=visit == VisitState.DECLARED,
    )


def _standing(
    account: PensionAccount, view: Window, reaches: dt.date, case: str, *, done: bool
) -> tuple[str, str]:
    if done:
        return "已领取", "good"
    if case:
        return "已提交，待审核", "info"
    if account.resident.birth_date <= view.overdue_birth:
        return "超期未领", "bad"
    return ("到龄未领", "wait") if reaches <= view.on else ("将满年龄", "neutral")


def _when(on: dt.date, reaches: dt.date) -> str:
    if reaches == on:
        return "今天"
    if reaches > on:
        return f"还有{span_text(months_until(on, reaches))}"
    gone = months_until(reaches, on)
    whole = gone if add_months(reaches, gone) <= on else gone - 1
    return f"已过{span_text(whole)}" if whole else "已过不足1个月"


def monthly(account: PensionAccount, sums: Sums, view: Window, book: Parameters) -> Decimal | None:
    """What would be drawn a month under today's figures, on the account as it is; None without figures."""
    try:
        return compute_for(
            view.scheme,
            birth=account.resident.birth_date,
            account_balance=max(sums.balance, Decimal(0)),
            years_paid=sums.years,
            on=view.on,
            parameters=book,
        ).total
    except ParameterError:
        return None
