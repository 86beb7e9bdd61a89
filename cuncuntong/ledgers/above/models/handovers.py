"""What is handed to the province's systems, followed until it is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedJSONField, SealedTextField
from cuncuntong.ledgers.above.enums import OPEN, Channel, HandoverState
from cuncuntong.ledgers.above.models.packages import Package
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Handover(Placed):
    """One case or change for the province. ``key`` is its idempotency key, here and above.

    ``payload`` is what is sent, ``answer`` what came back; ``kind`` is a registered kind's code
    (hooks.HandoverKind). ``serial`` is the number of the newest answer that was taken: an older one that
    comes late changes nothing. ``next_try_at`` is when it is sent by itself (None: only by a person),
    ``busy_until`` says that some process is sending it now, ``next_ask_at`` when its result is asked for.
    """

    # A reviewer of one line of business sees what goes up in that line (network/access).
    divided_by_line = True

    key = models.CharField("报送编号", max_length=80, unique=True)
    kind = models.CharField("业务", max_length=60)
    line = models.CharField("业务条线", max_length=20, choices=Line.choices, blank=True)
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
    channel = models.CharField("报送方式", max_length=8, choices=Channel.choices, blank=True)
    package = models.ForeignKey(
        Package, null=True, blank=True, on_delete=models.PROTECT, related_name="handovers"
    )
    reference = models.CharField("上级流水号", max_length=60, blank=True)
    tries = models.PositiveIntegerField("报送次数", default=0)
    next_try_at = models.DateTimeField("下次报送时间", null=True, blank=True)
    busy_until = models.DateTimeField("正在报送，至", null=True, blank=True)
    asks = models.PositiveIntegerField("查询次数", default=0)
    next_ask_at = models.DateTimeField("下次查询时间", null=True, blank=True)
    error = SealedTextField("报送失败原因", blank=True, default="")
    serial = models.PositiveIntegerField("答复序号", default=0)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer_code = models.CharField("答复代码", max_length=20, blank=True)
    answer_words = SealedTextField("答复内容", blank=True, default="")
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
            models.Index(fields=["state", "next_ask_at"], name="handover_ask"),
            models.Index(fields=["resident", "kind"], name="handover_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"


class HandoverEvent(models.Model):
    """What happened to a handover, in words for a person; failures that repeat are noted once."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("时间")
    what = models.CharField("经过", max_length=40)
    words = SealedTextField("说明", blank=True, default="")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "报送经过"

    def __str__(self) -> str:
        return self.what
