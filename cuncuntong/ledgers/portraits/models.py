"""Portraits for certification: each with its consent, its measures and what became of it.

A record is never deleted. Its picture is: when it is due, when the consent is withdrawn, when the case is
taken back. The system checks a picture's quality and compares no faces.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.portraits.enums import ConsentWay, ErasedWhy, PortraitState, WithdrawalWay
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class Portrait(Placed):
    """One picture of a resident, taken at a point and reviewed at the county by somebody else.

    ``stored_as`` names the sealed file, empty once it was erased; ``measures`` are foundation.faces' numbers.
    ``from_on`` and ``until_on`` bound the time in which it was the resident's portrait. It lies where it was
    taken: people come to a demonstration point from other villages.
    """

    belongs_to_point = True

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="portraits")
    state = models.CharField(
        "状态", max_length=10, choices=PortraitState.choices, default=PortraitState.WAITING
    )
    stored_as = models.CharField(max_length=80, blank=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField("字节")
    digest = models.CharField("SM3", max_length=64)
    measures = models.JSONField("照片检查", default=dict)
    taken_at = models.DateTimeField("采集时间")
    taken_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="portraits_taken"
    )
    point = models.ForeignKey(
        ServicePoint, null=True, blank=True, on_delete=models.PROTECT, related_name="portraits"
    )
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    consent_version = models.CharField("告知同意书版本", max_length=20)
    consent_way = models.CharField("同意方式", max_length=10, choices=ConsentWay.choices)
    consent_by = SealedTextField("同意人", blank=True, default="")
    consent_at = models.DateTimeField("同意时间")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="portraits_reviewed"
    )
    review_note = SealedTextField("审核意见", blank=True, default="")
    from_on = models.DateField("使用起始日", null=True, blank=True)
    until_on = models.DateField("使用截止日", null=True, blank=True)
    above_at = models.DateTimeField("上级答复时间", null=True, blank=True)
    above_agreed = models.BooleanField("上级已建模", default=False)
    above_words = SealedTextField("上级答复", blank=True, default="")
    withdrawn_at = models.DateTimeField("撤回同意时间", null=True, blank=True)
    withdrawn_way = models.CharField("撤回方式", max_length=10, choices=WithdrawalWay.choices, blank=True)
    withdrawn_note = SealedTextField("撤回说明", blank=True, default="")
    erased_at = models.DateTimeField("照片删除时间", null=True, blank=True)
    erased_why = models.CharField("删除原因", max_length=10, choices=ErasedWhy.choices, blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]
        verbose_name = verbose_name_plural = "认证照片"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state="waiting"), name="portrait_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state="approved"), name="portrait_one_in_use"
            ),
            models.UniqueConstraint(
                fields=["case_number"], condition=~Q(case_number=""), name="portrait_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(taken_by__isnull=True)
                | ~Q(reviewed_by=F("taken_by")),
                name="portrait_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(stored_as=""), name="portrait_erased_has_no_file"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(from_on__isnull=False, until_on__isnull=True),
                name="portrait_in_use_has_begun",
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "taken_at", "id"], name="portrait_queue"),
            models.Index(fields=["village_code", "state", "id"], name="portrait_village"),
            models.Index(fields=["resident", "id"], name="portrait_of_resident"),
            models.Index(fields=["state", "id"], name="portrait_kept", condition=~Q(stored_as="")),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"

    @property
    def has_picture(self) -> bool:
        """Whether the picture is still kept."""
        return bool(self.stored_as)
