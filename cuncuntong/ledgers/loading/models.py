"""A load: one file of existing accounts, from its check to its entries, and back as a whole."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuncuntong.ledgers.loading.enums import STANDING, LoadState
from cuncuntong.ledgers.pensions.models import Entitlement, Payee, PensionAccount
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class LoadBatch(Placed):
    """One file of a county. ``position`` is how many of its rows the work under way has done.

    ``as_of`` is the day the sender's figures are of, ``settled_year`` the last year whose interest is in
    them, ``pay_from`` the first month that this system pays to loaded recipients. ``figures`` are counts
    and sums (yuan, as text) of the file, ``declared`` those that the sender gave, typed in by a second
    person: they must agree before anything is loaded. ``reasons`` counts wrong rows by what is wrong.
    """

    name = models.CharField("文件名", max_length=120)
    file = models.CharField(max_length=32)
    digest = models.CharField("摘要", max_length=64)
    problems = models.CharField("错误行表", max_length=32, blank=True)
    as_of = models.DateField("数据截至日")
    settled_year = models.PositiveSmallIntegerField("利息结至年度")
    pay_from = models.DateField("本系统首发月份", null=True, blank=True)
    sender = models.CharField("数据来源单位", max_length=60)
    state = models.CharField("状态", max_length=10, choices=LoadState.choices, default=LoadState.CHECKING)
    rows = models.PositiveIntegerField("行数", default=0)
    position = models.PositiveIntegerField("已处理行数", default=0)
    wrong = models.PositiveIntegerField("错误行数", default=0)
    reasons = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    declared = models.JSONField(default=dict)
    remark = models.CharField("说明", max_length=300, blank=True)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    checked_at = models.DateTimeField("核对完成时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("总数确认时间", null=True, blank=True)
    loaded_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("开始导入时间", null=True, blank=True)
    loaded_at = models.DateTimeField("导入完成时间", null=True, blank=True)
    reversed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reversed_at = models.DateTimeField("撤销完成时间", null=True, blank=True)
    reverse_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "存量导入"
        constraints = [
            models.UniqueConstraint(
                fields=["county_code", "digest"],
                condition=Q(state__in=[state.value for state in STANDING]),
                name="load_file_once",
            ),
            # Who sent the file in and who agreed its totals with the sender are two persons.
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("uploaded_by")),
                name="load_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoadedRow(models.Model):
    """What one row of a file became: an account with its entries, and for recipients an entitlement.

    ``number`` is the account's own number, which the account gives up when the load is reversed.
    ``entries`` and ``last_entry`` say which entries are the load's own: any other one builds on it.
    """

    # Not something that builds on the account: see services.builds_on.
    only_watches = True

    batch = models.ForeignKey(LoadBatch, on_delete=models.PROTECT, related_name="loaded")
    row = models.PositiveIntegerField("行号")
    number = models.CharField("个人账户编号", max_length=24)
    account = models.OneToOneField(PensionAccount, on_delete=models.PROTECT, related_name="loaded_row")
    new_resident = models.BooleanField("新建居民档案")
    entries = models.PositiveSmallIntegerField("明细笔数")
    last_entry = models.BigIntegerField("最后一笔明细", null=True, blank=True)
    entitlement = models.ForeignKey(
        Entitlement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    payee = models.ForeignKey(Payee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "导入的账户"
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="loaded_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"
