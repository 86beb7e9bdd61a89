"""An employer's own entries: all their faults at once, and a correction as one decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cuncuntong.foundation.identifiers.telephone import normalise
from cuncuntong.ledgers.jobs.enums import EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import Fault
from cuncuntong.ledgers.jobs.services.employer_passwords import need_password
from cuncuntong.ledgers.jobs.services.employers import CONTACT, IDENTITY, change_employer, faults_of
from cuncuntong.ledgers.jobs.services.verification import resend_employer

_PASSWORD_WORDS = "改联系电话要填现在的密码；密码不对，请重新输入。"


def entry_faults(*, kind: str, **entries: Any) -> list[Fault]:
    """What ``register_employer`` would refuse of the entries, for a form that has faults of its own too."""
    known = {name: entries.get(name) or "" for name in (*IDENTITY, *CONTACT, "introduction")}
    return faults_of(Employer(kind=kind, **known))


def save_own_entries(
    *, employer: Employer, version: int, values: Mapping[str, Any], password: str, confirmed: bool
) -> Employer:
    """Changes what the employer may change by itself; what was refused goes to the county again.

    Another telephone takes the present password, for it is what signs in; tries are counted with those
    of signing in. Raises TooOften and whatever ``change_employer`` raises.
    """
    entries = {**values, "telephone": normalise(str(values.get("telephone", "")))}
    if entries["telephone"] != employer.telephone:
        need_password(employer, password, field="password", words=_PASSWORD_WORDS)
    with transaction.atomic():
        changed = change_employer(
            employer=employer,
            version=version,
            values=entries,
            actor=None,
            by_employer=True,
            confirmed=confirmed,
        )
        if changed.state == EmployerState.REFUSED:
            changed = resend_employer(employer=changed, version=None, actor=None)
    return changed
