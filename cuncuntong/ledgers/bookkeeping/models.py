"""Proofs of the accounts with what they found, and runs of a year's interest."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.bookkeeping.enums import (
    UNDER_WAY,
    Beyond,
    Correcting,
    FindingKind,
    InterestState,
    ProofState,
)
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class AccountProof(models.Model):
    """An account's entries up to ``last_entry``, sealed: how many, their sum, and an HMAC over all of them.

    The key is outside the database: who changes, adds or deletes an entry there can't make a seal that
    fits. ``total`` is in yuan.
    """

    # Only looks at the account: a load may be taken back all the same.
    only_watches = True

    account = models.OneToOneField(
        PensionAccount, primary_key=True, on_delete=models.PROTECT, related_name="proof"
    )
    entries = models.PositiveIntegerField("笔数")
    total = MoneyField("合计（元）")
    last_entry = models.BigIntegerField("最后一笔", default=0)
    mac = models.CharField("封存值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "账户封存"

    def __str__(self) -> str:
        return f"{self.account_id} {self.total}"


class ProofRun(models.Model):
    """One walk over all accounts. ``sealed_before`` and ``sealed_after`` chain the seals as they were found
    and as they were left: the next walk must find what this one left, so that a seal that was taken away
    with its entries is missed too. ``position`` is the last account done.
    """

    state = models.CharField("状态", max_length=8, choices=ProofState.choices, default=ProofState.RUNNING)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    position = models.BigIntegerField(default=0)
    accounts = models.PositiveIntegerField("账户数", default=0)
    entries = models.PositiveIntegerField("明细笔数", default=0)
    total = MoneyField("余额合计（元）", default=0)
    found = models.PositiveIntegerField("异常", default=0)
    sealed_before = models.CharField(max_length=64, blank=True)
    sealed_after = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "账户核对"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=ProofState.RUNNING), name="proof_one_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class BookFinding(Placed):
    """Something that is off with an account; it stays until it is no longer so, or somebody settled it.

    ``run`` is the last walk that found it. A broken seal never mends by itself: a person with the duty
    looks into it and accepts the entries as they stand, with a reason.
    """

    only_watches = True

    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="book_findings")
    kind = models.CharField("类别", max_length=8, choices=FindingKind.choices)
    words = models.CharField("情况", max_length=300)
    first_at = models.DateTimeField("首次发现", auto_now_add=True)
    run = models.ForeignKey(ProofRun, null=True, on_delete=models.PROTECT, related_name="findings")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("处理说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账户异常"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(settled_at__isnull=True), name="book_finding_once"
            )
        ]
        indexes = [models.Index(fields=["county_code", "settled_at", "id"], name="book_finding_open")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.get_kind_display()}"


class InterestRun(Placed):
    """A year's interest of a scheme in a county: computed, looked at with its totals, then posted.

    ``number`` 1 is the year's own, more are for accounts that were left out (补结). ``rate`` is a share;
    ``source`` where it comes from. ``position`` is the last account done by the work under way.
    """

    scheme = models.CharField("险种", max_length=15, choices=Scheme.choices)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("批次", default=1)
    rate = models.DecimalField("记账利率", max_digits=9, decimal_places=6)
    source = models.CharField("利率来源", max_length=300)
    confirmed_rate = models.BooleanField("利率已核定")
    state = models.CharField(
        "状态", max_length=10, choices=InterestState.choices, default=InterestState.COMPUTING
    )
    position = models.BigIntegerField(default=0)
    to_do = models.PositiveIntegerField("账户数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    accounts = models.PositiveIntegerField("有利息的账户", default=0)
    total = MoneyField("利息合计（元）", default=0)
    left_out = models.PositiveIntegerField("预览后有变动、没有记账的账户", default=0)
    remark = models.CharField("说明", max_length=300, blank=True)
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("预览时间", auto_now_add=True)
    posted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField("记账时间", null=True, blank=True)
    reversed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A second person, where accounts are among it that are closed or used up (InterestCorrection).
    reversal_confirmed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reverse_reason = models.CharField("撤销原因", max_length=200, blank=True)
    reversed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["-year", "scheme", "-number"]
        verbose_name = verbose_name_plural = "结息"
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "scheme", "year"],
                condition=Q(state__in=[state.value for state in UNDER_WAY]),
                name="interest_one_under_way",
            ),
            models.UniqueConstraint(
                fields=["county_code", "scheme", "year", "number"], name="interest_number"
            ),
            # Who computes and who confirms are two persons.
            models.CheckConstraint(
                condition=Q(posted_by__isnull=True) | ~Q(posted_by=F("begun_by")),
                name="interest_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(reversal_confirmed_by__isnull=True) | ~Q(reversal_confirmed_by=F("reversed_by")),
                name="interest_two_take_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.scheme} #{self.number}"


class InterestLine(models.Model):
    """An account's interest in a run; ``opening`` is its balance at the beginning of the year, yuan.

    ``live`` is False once the line was left out or reversed: an account has one live line a year.
    """

    only_watches = True

    run = models.ForeignKey(InterestRun, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="interest_lines")
    year = models.PositiveSmallIntegerField("年度")
    opening = MoneyField("年初余额（元）")
    amount = MoneyField("利息（元）")
    entry = models.OneToOneField(
        PensionEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="interest_line"
    )
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = verbose_name_plural = "结息明细"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "year"], condition=Q(live=True), name="interest_once_a_year"
            ),
            models.UniqueConstraint(fields=["run", "account"], name="interest_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year} {self.amount}"


class InterestCorrection(models.Model):
    """An account of a run that is taken back whose interest went out already: closed, or used up.

    ``was`` is the interest that was posted, ``due`` what it comes to when worked out anew, yuan. What was
    paid out too much is claimed back (``claim`` is the claim's number) or, of a pension that is drawn, borne
    by the fund; what was paid too little follows to the heir. Or the interest stays, with a reason.
    Of a closed account, ``borne`` is what the fund bears because no heir got it: the dead drew it.
    """

    only_watches = True

    run = models.ForeignKey(InterestRun, on_delete=models.PROTECT, related_name="corrections")
    line = models.ForeignKey(InterestLine, on_delete=models.PROTECT, related_name="corrections")
    account = models.ForeignKey(PensionAccount, on_delete=models.PROTECT, related_name="interest_corrections")
    beyond = models.CharField("情形", max_length=8, choices=Beyond.choices)
    was = MoneyField("原记利息（元）")
    due = MoneyField("重新计算的利息（元）")
    borne = MoneyField("其中由基金承担（元）", default=0)
    treatment = models.CharField("处理", max_length=8, choices=Correcting.choices, default=Correcting.CORRECT)
    why = models.CharField("保留的原因", max_length=200, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField("处理时间", null=True, blank=True)
    claim = models.CharField("退回编号", max_length=24, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "撤销结息的账户处理"
        constraints = [
            models.UniqueConstraint(fields=["run", "account"], name="interest_correction_once"),
            models.CheckConstraint(
                condition=~Q(treatment="keep") | ~Q(why=""), name="interest_kept_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.was}→{self.due}"

    @property
    def claimed(self) -> Decimal:
        """What of a closed account's interest is claimed back from who got it, yuan; needs no other row."""
        return max(self.was - self.due - self.borne, Decimal("0.00"))
