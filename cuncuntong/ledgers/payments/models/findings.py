"""What a run was held against before approval, and what was decided."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind
from cuncuntong.ledgers.payments.models.lines import PayLine
from cuncuntong.ledgers.payments.models.runs import PayRun
from cuncuntong.network.models import Account


class Finding(models.Model):
    """Something that another ledger says against a line; a person decides, with a reason."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="findings")
    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField("比对项目", max_length=15, choices=FindingKind.choices)
    words = models.CharField("情况", max_length=300)
    decision = models.CharField(
        "处理", max_length=6, choices=FindingDecision.choices, default=FindingDecision.OPEN
    )
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放前比对"
        constraints = [models.UniqueConstraint(fields=["line", "kind"], name="finding_once")]
        indexes = [models.Index(fields=["run", "decision"], name="finding_open")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.get_kind_display()}"
