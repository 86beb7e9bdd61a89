"""What item 7 looks at: who needs hands, the gig as it would stand, and what the check says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cuncuntong.foundation.identifiers import IdentifierError
from cuncuntong.foundation.identifiers.credit_code import CreditCode, check
from cuncuntong.items.find_work.hiring.fields import NEW, UNIT, gigs
from cuncuntong.items.shared import yes
from cuncuntong.ledgers.jobs.enums import EmployerKind, SeekerKind
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.selectors.employers import employer_of_resident, employer_of_unit
from cuncuntong.ledgers.jobs.services import findings_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules import occupations
from cuncuntong.rules.postings import PostingFinding
from cuncuntong.rules.service_item import Situation

# Where the form's line is not the posting's column.
FORM_FIELDS = {"requirements": "description"}


@dataclass(frozen=True)
class Facts:
    """``employer`` is the registration that stands, ``code`` the unit's code or what is wrong with it;
    ``standing`` is the gig that something is done with.
    """

    situation: Situation
    resident: Resident
    action: str
    by_unit: bool
    employer: Employer | None
    code: CreditCode | str
    standing: Posting | None
    findings: tuple[PostingFinding, ...]

    @property
    def new(self) -> bool:
        """Whether a gig is registered."""
        return self.action == NEW


def facts(situation: Situation) -> Facts:
    """The registration, the gig and the check, in few queries."""
    form, resident = situation.form, situation.resident
    action = str(form.get("action") or NEW)
    by_unit = form.get("who") == UNIT
    code = _code(str(form.get("credit_code") or "")) if by_unit else ""
    employer = None
    if action == NEW:
        employer = _employer(resident, by_unit, code)
    own = [] if action == NEW else gigs(situation)
    standing = next((one for one in own if one.code == form.get("posting")), None)
    found = tuple(_findings(situation, by_unit)) if action == NEW else ()
    return Facts(situation, resident, action, by_unit, employer, code, standing, found)


def _code(text: str) -> CreditCode | str:
    try:
        return check(text)
    except IdentifierError as error:
        return str(error) if text.strip() else ""


def _employer(resident: Resident, by_unit: bool, code: CreditCode | str) -> Employer | None:
    if not by_unit:
        return employer_of_resident(resident)
    return employer_of_unit(code.code) if isinstance(code, CreditCode) else None


def _findings(situation: Situation, by_unit: bool) -> list[PostingFinding]:
    """What the check says of what is filled in; what is missing is the form's to say."""
    kind = EmployerKind.UNIT if by_unit else EmployerKind.PERSON
    gig = Posting(employer=Employer(kind=kind), kind=SeekerKind.GIG, **content(situation.form))
    given = situation.form
    return [
        one
        for one in findings_of(gig, situation.on)
        if given.get(FORM_FIELDS.get(one.field, one.field)) not in ("", None)
    ]


def occupation_code(form: Mapping[str, Any]) -> str:
    """The one occupation that the words mean, else "": the own line counts, then the work's name."""
    words = str(form.get("occupation") or form.get("title") or "")
    return occupations.resolve(words).code or ""


def content(form: Mapping[str, Any]) -> dict[str, Any]:
    """The posting's columns out of the form, as far as it goes; without the place."""
    extras = form.get("extras") or []
    return {
        "title": str(form.get("title") or ""),
        "occupation": occupation_code(form),
        "description": str(form.get("description") or ""),
        "headcount": int(form.get("headcount") or 1),
        "pay_low": Decimal(str(form["pay_low"])) if form.get("pay_low") else None,
        "pay_unit": str(form.get("pay_unit") or "day"),
        "pay_words": str(form.get("pay_words") or ""),
        "hours": str(form.get("hours") or "day"),
        "hours_words": str(form.get("hours_words") or ""),
        "starts_on": _day(form.get("starts_on")),
        "ends_on": _day(form.get("ends_on")),
        "address": str(form.get("address") or ""),
        "insurance": str(form.get("insurance") or ""),
        **{name: name in extras for name in ("meals", "lodging", "transport")},
        "contact_shown": yes(form.get("contact_shown")),
    }


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None
