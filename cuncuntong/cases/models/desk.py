"""What lies on a point's desk besides cases: drafts, pre-numbered blank forms, advice, prints."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cuncuntong.cases.enums import BlankState
from cuncuntong.cases.models.case import Case
from cuncuntong.foundation.sealed.fields import SealedJSONField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class Draft(Placed):
    """A form that is being filled in. It belongs to the point; ``version`` tells two tabs apart."""

    belongs_to_point = True

    key = models.CharField(max_length=64, unique=True)
    item = models.CharField("事项", max_length=4)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="drafts")
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="drafts")
    form = SealedJSONField("内容", default=dict)
    version = models.PositiveIntegerField(default=1)
    # A draft of a case that was returned or is being corrected.
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        indexes = [models.Index(fields=["point", "-saved_at"], name="draft_point")]

    def __str__(self) -> str:
        return self.key


class BlankForm(Placed):
    """A pre-numbered blank form, printed beforehand for a point and an item, for when power is out.

    Taken by hand and entered later under its number, once, with the true time of acceptance.
    """

    belongs_to_point = True

    number = models.CharField("空白表编号", max_length=24, unique=True)
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="blank_forms")
    item = models.CharField("事项", max_length=4)
    state = models.CharField("状态", max_length=10, choices=BlankState.choices, default=BlankState.PRINTED)
    printed_at = models.DateTimeField("打印时间", default=timezone.now)
    printed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="blank_form"
    )
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "空白编号表"
        indexes = [models.Index(fields=["point", "state", "item"], name="blank_point_state")]

    def __str__(self) -> str:
        return self.number


class Advice(Placed):
    """A 一次性告知书: everything that is missing or wrong, told at once and in writing."""

    belongs_to_point = True

    number = models.CharField("编号", max_length=24, unique=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="advices")
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="advices")
    item = models.CharField("事项", max_length=4)
    # [{"where": "材料", "what": "…", "remedy": "…", "source": "…"}]
    lines = models.JSONField("告知事项", default=list)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField("告知时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "一次性告知书"

    def __str__(self) -> str:
        return self.number


class PrintRecord(models.Model):
    """Each print of a paper; the second and later ones say 补打第n次."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="prints")
    paper = models.CharField("单据", max_length=30)
    reference = models.CharField("编号", max_length=40, db_index=True)
    printed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "打印记录"

    def __str__(self) -> str:
        return f"{self.paper} {self.reference}"
