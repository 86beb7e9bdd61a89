"""Which duty allows what. The table is the policy; nothing else in the code names a duty to decide.

Sources: the notice, sections 2 and 4 (tiers and their work), annex 7 (system administrator, business
administrator, operator accounts), section 5 (specialists). A duty held at a city or the province is
the same duty over a wider area; those tiers oversee and answer, they do not file or review cases.
"""

from __future__ import annotations

from cuncuntong.network.enums import Ability as A
from cuncuntong.network.enums import DutyKind as D
from cuncuntong.network.enums import Level

_AT_COUNTY_OR_BELOW: dict[str, frozenset[str]] = {
    D.POINT_CLERK: frozenset(
        {
            A.CASE_FILE,
            A.CASE_READ,
            A.RESIDENT_FIND,
            A.RESIDENT_READ,
            A.RESIDENT_WRITE,
            A.RESIDENT_UNMASK,
            A.NOTICE_DELIVER,
            A.BLANK_FORM,
            A.EMPLOYER_WRITE,
            A.MATCH,
            A.TRAINING_FOLLOW,
            A.EMPLOYMENT_RECORD,
            A.LIBRARY_READ,
            A.MESSAGE_DELIVER,
            A.EMPLOYMENT_FIGURES,
            A.PENSION_READ,
            A.COLLECT,
            A.CLAIMS_PREPARE,
            A.PAY_FOLLOW,
            A.INSURANCE_READ,
            A.CERTIFY,
            A.PORTRAIT_TAKE,
            A.UNEMPLOYMENT_READ,
        }
    ),
    D.TOWNSHIP_ADMIN: frozenset(
        {
            A.CASE_READ,
            A.RESIDENT_FIND,
            A.RESIDENT_READ,
            A.NETWORK_READ,
            A.FIGURES_READ,
            A.LIBRARY_READ,
            A.EMPLOYMENT_FIGURES,
            A.CLAIMS_PREPARE,
            A.CERTIFY,
        }
    ),
    D.REVIEWER: frozenset(
        {
            A.CASE_READ,
            A.CASE_REVIEW,
            A.BATCH_REVIEW,
            A.RESIDENT_FIND,
            A.RESIDENT_READ,
            A.RESIDENT_UNMASK,
            A.EMPLOYER_WRITE,
            A.EMPLOYER_REVIEW,
            A.MATCH,
            A.TRAINING_MANAGE,
            A.FAIR_MANAGE,
            A.EMPLOYMENT_RECORD,
            A.EMPLOYMENT_DECIDE,
            A.LIBRARY_READ,
            A.EMPLOYMENT_FIGURES,
            A.PENSION_READ,
            A.PENSION_POST,
            A.COLLECT,
            A.COLLECT_IMPORT,
            A.CLAIMS_PREPARE,
            A.PAY_READ,
            A.PAY_PREPARE,
            A.PAY_APPROVE,
            A.RECOVER,
            A.ABOVE_READ,
            A.INSURANCE_READ,
            A.CERTIFY,
            A.CERTIFY_MANAGE,
            A.PORTRAIT_REVIEW,
            A.UNEMPLOYMENT_READ,
            A.UNEMPLOYMENT_MANAGE,
        }
    ),
    D.BUSINESS_ADMIN: frozenset(
        {
            A.CASE_READ,
            A.CASE_REVERSE,
            A.RESIDENT_FIND,
            A.RESIDENT_READ,
            A.RESIDENT_WRITE,
            A.RESIDENT_UNMASK,
            A.RESIDENT_MERGE,
            A.PARAMETER_EDIT,
            A.PARAMETER_CONFIRM,
            A.CALENDAR_EDIT,
            A.NETWORK_READ,
            A.FIGURES_READ,
            A.TASKS_READ,
            A.EMPLOYER_WRITE,
            A.EMPLOYER_REVIEW,
            A.MATCH,
            A.TRAINING_MANAGE,
            A.FAIR_MANAGE,
            A.EMPLOYMENT_RECORD,
            A.EMPLOYMENT_DECIDE,
            A.LIBRARY_READ,
            A.MESSAGE_DELIVER,
            A.LIBRARY_EDIT,
            A.EMPLOYMENT_FIGURES,
            A.PENSION_READ,
            A.PENSION_POST,
            A.PENSION_LOAD,
            A.COLLECT,
            A.COLLECT_IMPORT,
            A.CLAIMS_PREPARE,
            A.PAY_READ,
            A.PAY_PREPARE,
            A.PAY_APPROVE,
            A.RECOVER,
            A.ABOVE_READ,
            A.ABOVE_MANAGE,
            A.INSURANCE_READ,
            A.CERTIFY,
            A.CERTIFY_MANAGE,
            A.PORTRAIT_REVIEW,
            A.UNEMPLOYMENT_READ,
            A.UNEMPLOYMENT_MANAGE,
        }
    ),
    D.SYSTEM_ADMIN: frozenset({A.ACCOUNT_MANAGE, A.NETWORK_READ, A.TASKS_READ, A.ABOVE_READ}),
    D.SPECIALIST: frozenset(
        {A.CASE_READ, A.NETWORK_READ, A.FIGURES_READ, A.LIBRARY_READ, A.LIBRARY_EDIT, A.EMPLOYMENT_FIGURES}
    ),
    D.OVERSEER: frozenset(
        {A.CASE_READ, A.NETWORK_READ, A.FIGURES_READ, A.LIBRARY_READ, A.EMPLOYMENT_FIGURES}
    ),
    D.AUDITOR: frozenset({A.AUDIT_READ, A.NETWORK_READ, A.FIGURES_READ}),
}

# What the tiers above the county keep of a duty: they look at work, not at single residents.
_ABOVE_COUNTY = frozenset(
    {
        A.NETWORK_READ,
        A.FIGURES_READ,
        A.CASE_READ,
        A.AUDIT_READ,
        A.TASKS_READ,
        A.ACCOUNT_MANAGE,
        A.LIBRARY_READ,
        A.EMPLOYMENT_FIGURES,
    }
)


def abilities_of(kind: str, level: str) -> frozenset[str]:
    """The abilities of a duty held at a division of that level; empty for an unknown duty."""
    own = _AT_COUNTY_OR_BELOW.get(kind, frozenset())
    if level in {Level.PROVINCE, Level.CITY}:
        return own & _ABOVE_COUNTY
    return own
