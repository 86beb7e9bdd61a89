"""Reads of certificates: a resident's own, by number, by the code on a paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from cuncuntong.ledgers.employment.enums import CertificateState, HardshipState, UnemploymentState
from cuncuntong.ledgers.employment.models import (
    Certificate,
    CertificateCopy,
    CertificateEntry,
    Hardship,
    Unemployment,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once

LONGEST_TOKEN = 32


@read_once
def certificate_of(resident: Resident) -> Certificate | None:
    """The certificate that the resident holds, lost or not; else the latest cancelled one.

    It comes with what a look asks besides, in the same question: ``place`` and ``copied_at`` of its latest
    paper, whether the resident is ``registered`` as unemployed, and the ``hard_category`` and
    ``hard_state`` of an open recognition.
    """
    running = Unemployment.objects.filter(resident=OuterRef("resident_id"), state=UnemploymentState.ACTIVE)
    states = [HardshipState.PROPOSED, HardshipState.ACTIVE]
    hard = Hardship.objects.filter(resident=OuterRef("resident_id"), state__in=states)
    rows = Certificate.objects.filter(resident=resident).order_by("-pk")
    rows = rows.annotate(
        place=Max("copies__place"),
        copied_at=Max("copies__issued_at"),
        registered=Exists(running),
        hard_category=Subquery(hard.values("category")[:1]),
        hard_state=Subquery(hard.values("state")[:1]),
    )
    standing = [CertificateState.VALID, CertificateState.LOST]
    found = list(rows[:5])
    return next((one for one in found if one.state in standing), found[0] if found else None)


def entries_of(certificate: Certificate) -> QuerySet[CertificateEntry]:
    """What stands in it, the oldest first."""
    return certificate.entries.filter(undone_at__isnull=True).select_related("actor")


def holding_copy(certificate: Certificate) -> CertificateCopy | None:
    """The paper that holds now."""
    return certificate.copies.filter(void_at__isnull=True).first()


@dataclass(frozen=True)
class Checked:
    """What the code on a paper leads to: the paper, and whether it still holds."""

    copy: CertificateCopy
    holds: bool
    why: str


def check_token(token: str) -> Checked | None:
    """The paper of a code, or None for one that we never gave out."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    copies = CertificateCopy.objects.select_related("certificate__resident")
    copy = copies.filter(token=token).first()
    if copy is None:
        return None
    certificate = copy.certificate
    if certificate.state == CertificateState.CANCELLED:
        return Checked(copy, False, "这本证已注销。")
    if copy.void_at is not None:
        return Checked(copy, False, "这本证已作废，持证人另有补发的证。")
    if certificate.state == CertificateState.LOST:
        return Checked(copy, False, "这本证已挂失。")
    return Checked(copy, True, "")
