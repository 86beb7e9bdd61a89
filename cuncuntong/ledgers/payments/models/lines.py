"""Lines of a run, and the amounts that a line consists of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.payments.enums import ChangeKind, FailCode, ItemKind, LineState, PayScheme
from cuncuntong.ledgers.payments.models.runs import PayRun
from cuncuntong.ledgers.pensions.models import Entitlement, Payee, PensionEntry
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models.divisions import Placed


class PayLine(Placed):
    """What one entitlement gets in one run, as one transfer; a one-off payment (``once``) has a line too.

    ``series`` names the benefit that a line's month belongs to where another ledger owes it.
    ``amount`` is the sum of its items. ``reference`` names the line to the bank: it is the same whenever
    the run is computed.
    """

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="rows")
    reference = models.CharField("业务流水号", max_length=32)
    entitlement = models.ForeignKey(
        Entitlement, null=True, blank=True, on_delete=models.PROTECT, related_name="pay_lines"
    )
    # A one-off payment by its key in the ledger that owes it, e.g. "recoveries.payout:12".
    once = models.CharField(max_length=60, blank=True)
    series = models.CharField(max_length=40, blank=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="pay_lines")
    scheme = models.CharField("险种", max_length=15, choices=PayScheme.choices)
    amount = MoneyField("金额（元）")
    payee = models.ForeignKey(Payee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=LineState.choices, default=LineState.COMPUTED)
    change = models.CharField("与上月相比", max_length=10, choices=ChangeKind.choices, blank=True)
    before = MoneyField("上月金额（元）", null=True, blank=True)
    why = models.CharField("变化原因", max_length=200, blank=True)
    fail_code = models.CharField("失败原因", max_length=10, choices=FailCode.choices, blank=True)
    fail_text = SealedTextField("银行说明", blank=True, default="")
    settled_on = models.DateField("到账或退回日期", null=True, blank=True)
    # What was taken from the account for it; none once the account is used up: then the fund pays alone.
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="pay_line"
    )
    follow_note = models.CharField("跟进情况", max_length=200, blank=True)
    followed_at = models.DateTimeField("跟进时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放明细"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "entitlement"],
                condition=Q(entitlement__isnull=False),
                name="line_once_a_run",
            ),
            models.UniqueConstraint(
                fields=["once"],
                condition=~Q(once="") & ~Q(state__in=["void", "failed", "held", "repaid"]),
                name="line_once_paid",
            ),
            models.UniqueConstraint(fields=["run", "reference"], name="line_reference"),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="line_by_state"),
            models.Index(fields=["resident", "run"], name="line_by_resident"),
            models.Index(fields=["state", "village_code"], name="line_to_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"


class PayItem(models.Model):
    """An amount inside a line. A month is paid once: as the regular one, or later as arrears.

    ``parts`` is a list of {code, name, amount, formula, figure}; ``figure`` names an entry of the run's
    figures. ``account_amount`` (yuan) is what of it comes out of the account while that lasts.
    ``live`` is False once the line was voided or held: then the month is due again. A failed line stays
    live: what is due again is its whole sum, as a RETRY that names it by ``ref``.
    """

    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="items")
    entitlement = models.ForeignKey(
        Entitlement, null=True, blank=True, on_delete=models.PROTECT, related_name="pay_items"
    )
    month = models.DateField("所属月份")
    kind = models.CharField("类别", max_length=10, choices=ItemKind.choices)
    amount = MoneyField("金额（元）")
    account_amount = MoneyField("其中个人账户（元）", default=0)
    parts = models.JSONField("组成", default=list)
    words = models.CharField("说明", max_length=200, blank=True)
    ref = models.CharField("对应", max_length=60, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["month", "id"]
        verbose_name = verbose_name_plural = "发放项目"
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement", "month"],
                condition=Q(live=True, kind__in=["regular", "arrears"]),
                name="item_month_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "ref"], condition=Q(live=True) & ~Q(ref=""), name="item_ref_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.month:%Y-%m} {self.amount}"
