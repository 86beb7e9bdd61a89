"""The calculator beside the counter: the public one, filled in from a resident's account."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.pensions.enums import EntryKind, Scheme
from cuncuntong.ledgers.pensions.selectors.books import ZERO, Book, books_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension.estimate import levels
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.calculator import answer
from cuncuntong.web.claims.shared import LINE, READ


@needs(READ, line=LINE)
@require_safe
def estimate_for(request: CallerRequest, resident: int) -> HttpResponse:
    """Birth date, years, balance and level as the ledger has them; all can be changed to try."""
    person = see_resident(request.caller, resident)
    today, figures = timezone.localdate(), current()
    book = books_of(person).get(Scheme.BASIC)
    data = request.GET if request.GET else _filled(person, book, today, figures)
    asked = answer(data, on=today, book=figures)
    context = {
        **asked.context,
        "person": person,
        "account": book.account if book else None,
        "may_file": request.caller.can(Ability.CASE_FILE),
        "drawing": book.entitlement if book else None,
    }
    response = render(request, "claims/estimate.html", context, status=asked.status)
    response["Cache-Control"] = "no-store"
    return response


def _filled(person: Resident, book: Book | None, today: dt.date, figures: Parameters) -> dict[str, str]:
    """The question as the ledger answers it: without an account, somebody who has paid nothing yet."""
    filled = {"birth": person.birth_date.isoformat(), "years_paid": "0", "balance": "0"}
    if book is None:
        return filled
    filled |= {"years_paid": str(book.years_paid), "balance": f"{max(book.balance, ZERO):.2f}"}
    # A level of earlier years may not be offered any more.
    if book.account.level in levels(figures, today):
        filled["level"] = str(book.account.level)
    own = (one for one in book.entries if one.year == today.year and one.kind == EntryKind.OWN)
    if any(one.amount > 0 for one in own):
        filled["paid_now"] = "on"
    return filled
