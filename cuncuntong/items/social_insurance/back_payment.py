"""What paying up (item 32) looks at: the open years of either scheme, and the words for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.pensions.enums import AccountState, BackPaymentKind, BackPaymentState, Scheme
from cuncuntong.ledgers.pensions.models import BackPayment, PensionAccount
from cuncuntong.ledgers.pensions.selectors import books_of, levels_of, levels_of_year
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.parameters import current
from cuncuntong.rules.pension import OpenYears, open_years
from cuncuntong.rules.service_item import Choice, Situation

# (claiming age, years to be filled up, the scheme's first year) of each scheme.
FIGURES = {
    Scheme.BASIC: (
        "resident_pension.claim_age",
        "resident_pension.minimum_years",
        "resident_pension.scheme_year",
    ),
    Scheme.SUPPLEMENTARY: (
        "supplementary.claim_age",
        "supplementary.fill_up_years",
        "supplementary.scheme_year",
    ),
}
SITUATION = {
    BackPaymentKind.BEFORE: "①制度实施时不足15年，参保前没缴",
    BackPaymentKind.GAP: "②参保后中断",
    BackPaymentKind.FILL: "③补足15年",
}
SCHEMES = tuple(Choice(str(one.value), str(one.label)) for one in Scheme)


@dataclass(frozen=True)
class Owing:
    """One scheme of a person: the account, the years paid, what was approved, and what is open."""

    account: PensionAccount
    paid: frozenset[int]
    approved: tuple[BackPayment, ...]
    open: OpenYears

    @property
    def waiting(self) -> tuple[BackPayment, ...]:
        """Approved before and not paid yet."""
        return tuple(one for one in self.approved if one.state == BackPaymentState.APPROVED)


@read_once
def _approved(resident: Resident) -> tuple[BackPayment, ...]:
    rows = BackPayment.objects.filter(account__resident=resident)
    return tuple(rows.exclude(state=BackPaymentState.CANCELLED).order_by("year"))


def owing(resident: Resident, scheme: str, on: dt.date) -> Owing | None:
    """What a person may pay up in a scheme on a day; None without an account in it."""
    book = books_of(resident).get(scheme)
    if book is None:
        return None
    approved = tuple(one for one in _approved(resident) if one.account_id == book.account.pk)
    age, fill_up, first = FIGURES[Scheme(scheme)]
    parameters = current()
    known = parameters.find(first, on) is not None
    found = open_years(
        birth=resident.birth_date,
        opened_on=book.account.opened_on,
        on=on,
        counted=book.paid_years | {one.year for one in approved},
        claim_age=parameters.integer(age, on),
        minimum_years=parameters.integer(fill_up, on),
        scheme_year=parameters.integer(first, on) if known else None,
    )
    return Owing(book.account, book.paid_years, approved, found)


def scheme_choices(situation: Situation) -> tuple[Choice, ...]:
    """The schemes that the person is in; the basic one where there is none, so that a rule can say so."""
    held = [one for one in SCHEMES if one.value in books_of(situation.resident)]
    return tuple(held) or SCHEMES[:1]


def year_choices(situation: Situation, scheme: Scheme) -> tuple[Choice, ...]:
    """The open years as rows of a table: year, situation, what it costs at the level of today, subsidy."""
    found = owing(situation.resident, scheme, situation.on)
    if found is None or found.account.state not in (AccountState.PAYING, AccountState.PAUSED):
        return ()
    return tuple(_row(found.account, one.year, one.kind) for one in found.open.years)


def _row(account: PensionAccount, year: int, kind: str) -> Choice:
    levels = levels_of_year(account.scheme, year)
    known = account.level is not None and account.level in levels
    costs = f"{account.level}元" if known else f"{min(levels)}至{max(levels)}元" if levels else "待核定"
    why = SITUATION[BackPaymentKind(kind)]
    return Choice(str(year), f"{year}年度（{why}）", (f"{year}年度", why, costs, "无"))


def level_choices(scheme: Scheme, on: dt.date) -> tuple[Choice, ...]:
    """The levels of the day, without subsidy."""
    return tuple(Choice(str(level), f"{level}元/年") for level in levels_of(scheme, on))


@dataclass(frozen=True)
class Asked:
    """What the form says: scheme, years with their situation, level (0: none), and what that costs."""

    scheme: Scheme
    years: Mapping[int, str]
    level: int

    @property
    def total(self) -> Decimal:
        """Yuan for all years."""
        return Decimal(self.level) * len(self.years)


def asked(situation: Situation, found: Owing | None) -> Asked:
    """The form's lines of the chosen scheme; years that are not open are kept for the ledger to refuse."""
    form = situation.form
    scheme = Scheme.SUPPLEMENTARY if form.get("scheme") == Scheme.SUPPLEMENTARY else Scheme.BASIC
    kinds = {one.year: one.kind for one in found.open.years} if found else {}
    years = {
        year: kinds.get(year, str(BackPaymentKind.GAP)) for year in _numbers(form, f"years_{scheme.value}")
    }
    level = str(form.get(f"level_{scheme.value}") or "")
    return Asked(scheme, years, int(level) if level.isdigit() else 0)


def _numbers(form: Mapping[str, Any], key: str) -> list[int]:
    chosen = form.get(key) or []
    texts = chosen if isinstance(chosen, list) else [chosen]
    return sorted(int(one) for one in texts if str(one).isdigit())


def why_none(found: Owing, on: dt.date) -> str:
    """Why a person has no open year, in words: what was looked at, situation by situation."""
    age, fill_up, first = FIGURES[Scheme(found.account.scheme)]
    years, parameters = found.open, current()
    words = [f"{found.account.opened_on.year}年参保以来没有中断的年度"]
    if years.near:
        words.append(f"已缴或已核定{years.counted}年，{years.limit}年以内没有可以补足的年度")
    else:
        limit, reach = parameters.get(fill_up, on).value_text, parameters.integer(age, on)
        if not years.first_year:
            words.append("制度实施的年份还没有核定，补足年限的情形暂不能判断")
        elif years.reaches_on <= dt.date(years.first_year, 1, 1):
            words.append(f"制度{years.first_year}年实施时已满{reach}周岁，不用补缴")
        else:
            words.append(
                f"制度{years.first_year}年实施时距{reach}周岁还有{limit}以上，不属于补足{limit}的情形"
            )
    return "；".join(words)
