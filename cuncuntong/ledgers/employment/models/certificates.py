"""The certificate 《就业创业证》: its copies with their QR codes, and what is entered in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import CertificateState, EntryKind
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class CertificateSeries(models.Model):
    """How far the numbers of a prefix and year have been given out."""

    series = models.CharField(max_length=10, primary_key=True)
    given = models.PositiveIntegerField("已发号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "就业创业证编号"

    def __str__(self) -> str:
        return f"{self.series} {self.given}"


class Certificate(Placed):
    """A person's certificate. The number stays the same when a lost one is issued again."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField("证件编号", max_length=16, unique=True)
    state = models.CharField(
        "状态", max_length=10, choices=CertificateState.choices, default=CertificateState.VALID
    )
    issued_on = models.DateField("发证日期")
    office = models.CharField("发证机关", max_length=80)
    cancelled_on = models.DateField("注销日期", null=True, blank=True)
    cancelled_why = models.CharField("注销原因", max_length=100, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业创业证"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(state__in=["valid", "lost"]),
                name="certificate_one_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_on__isnull=False),
                name="certificate_cancelled_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateCopy(models.Model):
    """One paper of a certificate: the first issue, and each one that replaces a lost or full one.

    ``token`` is what its QR code says. A copy that was replaced or cancelled keeps its row, so that its
    code can say that it no longer holds.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="copies")
    place = models.PositiveSmallIntegerField("第几本", default=1)
    token = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    void_at = models.DateTimeField("失效时间", null=True, blank=True)
    void_why = models.CharField("失效原因", max_length=60, blank=True)

    class Meta:
        ordering = ["place"]
        verbose_name = verbose_name_plural = "就业创业证副本"
        constraints = [
            models.UniqueConstraint(fields=["certificate", "place"], name="certificate_copy_place"),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(void_at__isnull=True),
                name="certificate_copy_one_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} 第{self.place}本"


class CertificateEntry(models.Model):
    """A line of a certificate: a registration, a training, a policy that was enjoyed."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=12, choices=EntryKind.choices)
    on = models.DateField("日期")
    text = models.CharField("记载", max_length=200)
    key = models.CharField("来历", max_length=80, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]
        verbose_name = verbose_name_plural = "就业创业证记载"
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "key"],
                condition=~Q(key="") & Q(undone_at__isnull=True),
                name="certificate_entry_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.get_kind_display()}"
