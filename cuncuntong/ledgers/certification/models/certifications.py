"""What counted as a certification: who saw the person, or which record shows that they live."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.certification.enums import AboveState, Way
from cuncuntong.ledgers.certification.models.lists import EvidenceList
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.network.models.divisions import Placed


class Certification(Placed):
    """One certification of a day. A person has one a day that stands; one that was undone never was.

    ``place`` is where somebody was seen at home, with the browser's coordinates (WGS-84) where it gave
    them. ``reference`` is the number under which holds were lifted: the case's, else the row's own.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="certifications")
    on = models.DateField("认证日期")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    evidence = SealedTextField("依据", null=True, blank=True)
    source = models.CharField("数据来源", max_length=60, blank=True)
    helper = models.CharField("帮办人", max_length=60, blank=True)
    place = SealedTextField("认证地点", null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=6, null=True, blank=True)
    evidence_list = models.ForeignKey(
        EvidenceList, null=True, blank=True, on_delete=models.PROTECT, related_name="certifications"
    )
    above = models.CharField("上级答复", max_length=8, choices=AboveState.choices, default=AboveState.NONE)
    above_words = models.CharField("上级答复内容", max_length=300, blank=True)
    point = models.ForeignKey(ServicePoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = verbose_name_plural = "资格认证"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "on"],
                condition=Q(undone_at__isnull=True),
                name="certification_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="certification_once_a_case",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="certification_both_coordinates",
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "-on", "-id"], name="certification_county_on"),
            models.Index(fields=["village_code", "-on", "-id"], name="certification_village_on"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.on}"

    @property
    def reference(self) -> str:
        """Under which number holds were lifted; a row's own where no case stands behind it."""
        return self.case_number or f"RZ{self.pk}"
