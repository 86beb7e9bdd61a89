"""What other pension schemes report of a person."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.ledgers.residents.models import Resident


class OtherScheme(models.Model):
    """What another scheme reports of a person, as of a day."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="other_schemes")
    kind = models.CharField("险种", max_length=12, choices=OtherKind.choices)
    state = models.CharField("状态", max_length=10, choices=OtherState.choices)
    since = models.DateField("起", null=True, blank=True)
    as_of = models.DateField("数据截至")
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "其他养老保险"
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="other_scheme_once")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_kind_display()}"
