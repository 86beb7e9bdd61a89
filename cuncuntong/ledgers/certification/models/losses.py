"""What was seen while certifying that ends the right to draw, until it was dealt with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.certification.enums import LossKind, LossState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Loss(Placed):
    """A loss of eligibility that somebody noticed, to be handled by item 37 (residents) or 24 (employees).

    ``due_on`` is the last working day on which it may be reported (经办条例).
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="losses")
    kind = models.CharField("情形", max_length=8, choices=LossKind.choices)
    learned_on = models.DateField("得知日期")
    due_on = models.DateField("应办理日期")
    note = SealedTextField("情况说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=LossState.choices, default=LossState.OPEN)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closing = models.CharField("怎样办结", max_length=200, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = "丧失领取资格线索"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"], condition=Q(state="open"), name="loss_once_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True)
                | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="loss_closed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "due_on", "id"], name="loss_county_open"),
            models.Index(fields=["village_code", "state", "due_on", "id"], name="loss_village_open"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_kind_display()}"
