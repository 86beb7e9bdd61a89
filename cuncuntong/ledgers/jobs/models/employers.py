"""Employers: units and private persons who need hands."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, Via
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


def public_code() -> str:
    """An unguessable name for public addresses, of letters and digits that are not mistaken."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(10))


class Employer(Placed):
    """Who posts work (用工主体): a unit with its credit code, or a private person who needs hands.

    Registered on the public site, at a point or by the county, and verified once by the county; nothing
    of an employer that is not verified is shown to the public. The telephone is sealed; on the public
    site the employer signs in by it and a password. ``resident`` ties a private person to the residents'
    ledger where they are in it. ``consented_at`` is when the employer agreed to what is made public of
    it. The placed columns say where the employer is.
    """

    code = models.CharField("编号", max_length=12, unique=True, default=public_code)
    kind = models.CharField("类型", max_length=10, choices=EmployerKind.choices)
    name = models.CharField("名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    credit_warning = models.CharField("代码提示", max_length=100, blank=True)
    id_number = SealedTextField("身份证号码", blank=True, default="")
    id_number_index = IndexField(source="id_number", blank=True)
    resident = models.ForeignKey(
        Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="employers"
    )
    contact_name = models.CharField("联系人", max_length=60)
    telephone = SealedTextField("联系电话")
    telephone_index = IndexField(source="telephone")
    industry = models.CharField("行业", max_length=2, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    introduction = models.TextField("简介", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=EmployerState.choices, default=EmployerState.PENDING
    )
    via = models.CharField("登记方式", max_length=10, choices=Via.choices)
    registered_at = models.DateTimeField("登记时间", default=timezone.now)
    registered_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    verified_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verify_note = models.CharField("核验意见", max_length=300, blank=True)
    password = models.CharField("网上登录密码", max_length=128, blank=True)
    password_epoch = models.PositiveIntegerField(default=1)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    consented_at = models.DateTimeField("同意公开招聘信息的时间", null=True, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "用工主体"
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & ~Q(state__in=["refused", "reversed"]),
                name="employer_one_credit_code",
            ),
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=~Q(id_number_index="") & ~Q(state__in=["refused", "reversed"]),
                name="employer_one_id_number",
            ),
            models.CheckConstraint(
                condition=Q(kind="person") | ~Q(credit_code=""), name="employer_unit_has_code"
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "-registered_at"], name="employer_state"),
            models.Index(fields=["township_code", "state"], name="employer_township"),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerEvent(models.Model):
    """One change of an employer's registration, with what stood before; once for a case and move."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=12)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=300, blank=True)
    before = models.JSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "用工主体变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="employer_event_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.move}"
