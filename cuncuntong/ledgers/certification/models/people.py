"""Who draws a pension and must certify: one row a person, kept so that every list is an index scan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.certification.enums import BeneficiaryState, Doubt, Way
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models.divisions import Placed


class Beneficiary(Placed):
    """Somebody who draws the residents' or the employees' pension, and where the certification stands.

    ``due_on`` is the last day that the former certification counts; None once nothing is drawn (OUT).
    ``since`` is the start of drawing. The services keep it when somebody certifies; the nightly job keeps
    it by the calendar and by who draws. ``grace_until``: who came to the list overdue is not held before.
    """

    resident = models.OneToOneField(Resident, on_delete=models.PROTECT, related_name="beneficiary")
    draws_resident = models.BooleanField("领取城乡居保", default=False)
    draws_employee = models.BooleanField("领取企业养老", default=False)
    since = models.DateField("开始领取", null=True, blank=True)
    last_on = models.DateField("上次认证", null=True, blank=True)
    last_way = models.CharField("上次认证方式", max_length=10, choices=Way.choices, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=BeneficiaryState.choices, default=BeneficiaryState.VALID
    )
    first_warned_on = models.DateField("第一次提醒", null=True, blank=True)
    second_warned_on = models.DateField("第二次提醒", null=True, blank=True)
    grace_until = models.DateField("宽限至", null=True, blank=True)
    entered_on = models.DateField("列入日期")
    doubt = models.CharField("疑点", max_length=8, choices=Doubt.choices, blank=True, default="")
    doubt_words = models.CharField("疑点说明", max_length=300, blank=True, default="")
    home_wanted = models.BooleanField("需要上门", default=False)
    # Why somebody can't come: a matter of health, and nobody else's.
    home_note = SealedTextField("上门原因和约定", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待遇领取资格"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="out", due_on__isnull=True) | (~Q(state="out") & Q(due_on__isnull=False)),
                name="beneficiary_due_while_drawing",
            ),
            models.CheckConstraint(
                condition=Q(second_warned_on__isnull=True) | Q(first_warned_on__isnull=False),
                name="beneficiary_warned_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "due_on", "id"], name="beneficiary_village_due"),
            models.Index(fields=["township_code", "due_on", "id"], name="beneficiary_township_due"),
            models.Index(fields=["county_code", "due_on", "id"], name="beneficiary_county_due"),
            models.Index(fields=["village_code", "state", "due_on", "id"], name="beneficiary_village_state"),
            models.Index(
                fields=["township_code", "state", "due_on", "id"], name="beneficiary_township_state"
            ),
            models.Index(fields=["county_code", "state", "due_on", "id"], name="beneficiary_county_state"),
            models.Index(fields=["county_code", "doubt", "id"], name="beneficiary_doubt"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.due_on}"
