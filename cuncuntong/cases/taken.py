"""What ledgers ask of the case that a message is about: the point that took it, and who applied."""

from __future__ import annotations

from cuncuntong.cases.forms import applicant_of, form_of
from cuncuntong.cases.models import Case
from cuncuntong.ledgers.messages.taken import CaseTaken, register_taken
from cuncuntong.rules.registry import items


@register_taken
def taken(number: str) -> CaseTaken | None:
    """A case by its number."""
    case = Case.objects.filter(number=number).first()
    if case is None:
        return None
    applicant, telephone = applicant_of(case), items.get(case.item).applicant_telephone
    return CaseTaken(
        village_code=case.village_code,
        township_code=case.township_code,
        county_code=case.county_code,
        applicant=applicant,
        telephone=telephone(form_of(case)) if applicant and telephone else "",
    )
