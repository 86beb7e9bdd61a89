"""Files exchanged with the bank, and rows of a return that fit no line."""

from __future__ import annotations

from django.db import models

from cuncuntong.foundation.money import MoneyField
from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.ledgers.payments.enums import FailCode, FileKind, FileLayout, FileState, ProblemState
from cuncuntong.ledgers.payments.models.lines import PayLine
from cuncuntong.ledgers.payments.models.runs import PayRun
from cuncuntong.network.models import Account


class BankFile(models.Model):
    """An exported or imported file by its digest: the same return file is imported once.

    ``to_post`` rows of a return say something about a line of the run; ``posted`` counts those that
    stand in the ledgers. ``repeated`` rows say again what an earlier file said. A return without a total
    line is HELD: nothing of it is posted before a person took it by its rows, or voided it as a whole.
    """

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField("类别", max_length=6, choices=FileKind.choices)
    layout = models.CharField("格式", max_length=8, choices=FileLayout.choices, blank=True)
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("摘要", max_length=64)
    rows = models.PositiveIntegerField("笔数")
    total = MoneyField("金额（元）")
    to_post = models.PositiveIntegerField("应登记笔数", default=0)
    posted = models.PositiveIntegerField("已登记笔数", default=0)
    repeated = models.PositiveIntegerField("与以前相同笔数", default=0)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=5, choices=FileState.choices, default=FileState.TAKEN)
    note = models.CharField("核对说明", max_length=200, blank=True)
    decided_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "银行文件"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "digest"],
                condition=models.Q(kind="return") & ~models.Q(state="void"),
                name="return_once",
            ),
            models.UniqueConstraint(fields=["run"], condition=models.Q(state="held"), name="return_one_held"),
        ]

    def __str__(self) -> str:
        return self.name


class ReturnProblem(models.Model):
    """A row of a return file that fits no line, or contradicts one; it stays until somebody solved it."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="problems")
    row = models.PositiveIntegerField("行号")
    # Of the line that the row is about; empty where it names none.
    reference = models.CharField("业务流水号", max_length=32, blank=True)
    # Whatever the bank wrote, with the names and numbers in it.
    text = SealedTextField("内容")
    why = models.CharField("原因", max_length=200)
    state = models.CharField("状态", max_length=6, choices=ProblemState.choices, default=ProblemState.OPEN)
    note = models.CharField("处理说明", max_length=200, blank=True)
    solved_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回盘问题"
        constraints = [models.UniqueConstraint(fields=["file", "row"], name="return_problem_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.row}"


class ReturnRow(models.Model):
    """What a return file says about one line; ``posted`` once the line and the account have it.

    Kept apart from the line, so that posting goes on where it stopped.
    """

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="returned")
    row = models.PositiveIntegerField("行号")
    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="returned")
    paid = models.BooleanField("到账")
    fail_code = models.CharField("失败原因", max_length=10, choices=FailCode.choices, blank=True)
    fail_text = SealedTextField("银行说明", blank=True, default="")
    on = models.DateField("日期")
    posted = models.BooleanField("已登记", default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "回盘明细"
        constraints = [models.UniqueConstraint(fields=["line"], name="returned_once")]
        indexes = [models.Index(fields=["file", "posted"], name="returned_to_post")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.row}"
