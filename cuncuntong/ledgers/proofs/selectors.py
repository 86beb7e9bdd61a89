"""Reads of the proofs."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.services import clean_code
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

READ = Ability.CASE_FILE


def proof_of_code(typed: str) -> InsuranceProof | None:
    """The proof of a check code, as it was typed or scanned."""
    code = clean_code(typed)
    return InsuranceProof.objects.filter(code=code).first() if code else None


def seen(caller: Caller) -> QuerySet[InsuranceProof]:
    """Proofs of the caller's area, and those that they made for a visitor."""
    rows = InsuranceProof.objects.select_related("resident", "actor")
    if not caller.can(READ):
        return rows.none()
    inside = caller.limit(READ, InsuranceProof.objects.all())
    return rows.filter(Q(pk__in=inside.values("pk")) | Q(actor=caller.account))
