"""Proofs of insurance, each with what stood on the paper when it was made."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.sealed.fields import SealedJSONField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class InsuranceProof(Placed):
    """One proof. ``content`` is what the paper says (content.to_json), never changed afterwards.

    ``first`` and ``last`` are the months of its period; ``code`` is the check code under its QR code, of
    sixteen characters; it holds until ``valid_until`` unless it was revoked.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="insurance_proofs")
    number = models.CharField("证明编号", max_length=20, unique=True)
    code = models.CharField("核验码", max_length=16, unique=True)
    first = models.DateField("起始月份")
    last = models.DateField("截止月份")
    content = SealedJSONField("证明内容")
    made_at = models.DateTimeField("出具时间")
    made_on = models.DateField("出具日期")
    valid_until = models.DateField("有效期至")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoked_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_why = models.CharField("作废原因", max_length=100, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "参保证明"
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="proof_period"),
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~Q(case_number="") & Q(revoked_at__isnull=True),
                name="proof_once_a_case",
            ),
        ]
        indexes = [models.Index(fields=["county_code", "id"], name="proof_county")]

    def __str__(self) -> str:
        return self.number

    @property
    def spaced_code(self) -> str:
        """The check code as people read it: ABCD-EFGH-JKMN-PQRS."""
        return "-".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))

    def holds(self, on: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.revoked_at is None and on <= self.valid_until
