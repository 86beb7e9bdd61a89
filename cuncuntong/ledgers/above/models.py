"""What is handed to the province's systems, followed until it is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedJSONField
from cuncuntong.ledgers.above.enums import OPEN, HandoverState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Handover(Placed):
    """One case or change for the province. ``key`` is its idempotency key, here and above.

    ``payload`` is what is sent, ``answer`` what came back; ``kind`` is a registered kind's code
    (hooks.HandoverKind). ``serial`` is the number of the newest answer that was taken: an older one that
    comes late changes nothing.
    """

    key = models.CharField("报送编号", max_length=80, unique=True)
    kind = models.CharField("业务", max_length=60)
    resident = models.ForeignKey(
        Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers"
    )
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    payload = SealedJSONField("报送内容")
    state = models.CharField(
        "状态", max_length=10, choices=HandoverState.choices, default=HandoverState.WAITING
    )
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("应答复日", null=True, blank=True)
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    reference = models.CharField("上级流水号", max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField("报送次数", default=0)
    next_try_at = models.DateTimeField("下次报送时间", null=True, blank=True)
    error = models.CharField("报送失败原因", max_length=200, blank=True)
    serial = models.PositiveIntegerField("答复序号", default=0)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer_code = models.CharField("答复代码", max_length=20, blank=True)
    answer_words = models.CharField("答复内容", max_length=300, blank=True)
    answer = SealedJSONField("答复数据", default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "上级报送"
        indexes = [
            models.Index(
                fields=["county_code", "made_at", "id"],
                name="handover_open",
                condition=Q(state__in=[one.value for one in OPEN]),
            ),
            models.Index(fields=["state", "next_try_at"], name="handover_next"),
            models.Index(fields=["resident", "kind"], name="handover_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"
