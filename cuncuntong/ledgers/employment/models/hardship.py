"""Recognitions of hard-to-employ persons (就业困难人员)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.employment.enums import HardshipState
from cuncuntong.ledgers.employment.models.unemployment import Unemployment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Hardship(Placed):
    """A person proposed or recognised as hard to employ in one category, for a period.

    ``evidence`` says which papers were seen, sealed: it may name a disability or an allowance.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="hardships")
    unemployment = models.ForeignKey(Unemployment, on_delete=models.PROTECT, related_name="hardships")
    category = models.CharField("类别", max_length=12)
    state = models.CharField(
        "状态", max_length=10, choices=HardshipState.choices, default=HardshipState.PROPOSED
    )
    evidence = SealedTextField("查验的材料")
    finding = models.CharField("核对结果", max_length=200)
    proposed_at = models.DateTimeField("上报时间", default=timezone.now)
    proposed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.CharField("认定意见", max_length=200, blank=True)
    starts_on = models.DateField("有效期自", null=True, blank=True)
    ends_on = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("退出日期", null=True, blank=True)
    ended_why = models.CharField("退出原因", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业困难人员"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state__in=["proposed", "active"]), name="hardship_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | (Q(starts_on__isnull=False) & Q(ends_on__isnull=False)),
                name="hardship_active_period",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "state", "-id"], name="hardship_village"),
            models.Index(fields=["township_code", "state", "-id"], name="hardship_township"),
            models.Index(fields=["county_code", "state", "-id"], name="hardship_county"),
            models.Index(fields=["state", "ends_on"], name="hardship_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.category}"
