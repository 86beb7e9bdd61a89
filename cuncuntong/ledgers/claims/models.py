"""Visits to people who reach the age of a pension.

Who they are is no table: it is computed from birth dates and accounts whenever it is asked (selectors), so
that nobody is missing from a list that was made last month.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.ledgers.claims.enums import VisitState
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class ClaimVisit(Placed):
    """One visit or declaration; the last one that stands says how far it is. Earlier ones stay."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="claim_visits")
    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    state = models.CharField("结果", max_length=12, choices=VisitState.choices)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("登记时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "待遇申报走访"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="declaration_once_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(state="declared") | ~Q(case_number=""), name="declaration_by_a_case"
            ),
        ]
        indexes = [models.Index(fields=["resident", "scheme", "id"], name="claim_visit_last")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"
