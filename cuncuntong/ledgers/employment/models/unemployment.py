"""Registered unemployment, and each change of a registration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuncuntong.ledgers.employment.enums import (
    ContactChannel,
    EndReason,
    LeftHow,
    SpellMove,
    UnemploymentMove,
    UnemploymentReason,
    UnemploymentState,
)
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Unemployment(Placed):
    """A registration of unemployment; one active a person.

    ``contact_due_on`` is the last day by which the person should be in contact again, ``retires_on`` the
    day from which no registration runs; both are kept so that the nightly run reads an index.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="unemployments")
    state = models.CharField(
        "状态", max_length=10, choices=UnemploymentState.choices, default=UnemploymentState.ACTIVE
    )
    reason = models.CharField("失业原因", max_length=2, choices=UnemploymentReason.choices)
    left_how = models.CharField("离职方式", max_length=10, choices=LeftHow.choices, blank=True)
    last_unit = models.CharField("原单位", max_length=100, blank=True)
    unemployed_since = models.DateField("失业日期")
    wishes = models.JSONField("需要的服务", default=list, blank=True)
    remarks = models.CharField("说明", max_length=200, blank=True)
    registered_on = models.DateField("登记日期")
    last_contact_on = models.DateField("最近联系")
    contact_due_on = models.DateField("应联系日")
    warned_on = models.DateField("提醒日期", null=True, blank=True)
    retires_on = models.DateField("达到退休年龄", null=True, blank=True)
    ended_on = models.DateField("注销日期", null=True, blank=True)
    end_reason = models.CharField("注销原因", max_length=3, choices=EndReason.choices, blank=True)
    end_note = models.CharField("注销说明", max_length=120, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "失业登记"
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(state="active"), name="unemployment_one_active"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="unemployment_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(unemployed_since__lte=models.F("registered_on")),
                name="unemployment_since_before",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "contact_due_on"], name="unemployment_contact"),
            models.Index(fields=["state", "retires_on"], name="unemployment_retires"),
            models.Index(
                fields=["village_code", "state", "contact_due_on", "id"], name="unemployment_village"
            ),
            models.Index(
                fields=["township_code", "state", "contact_due_on", "id"], name="unemployment_township"
            ),
            models.Index(fields=["county_code", "state", "contact_due_on", "id"], name="unemployment_county"),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_state_display()}"


class UnemploymentEvent(models.Model):
    """One change of a registration; ``before`` is what undoing it restores.

    A case makes a move once, until it is undone.
    """

    unemployment = models.ForeignKey(Unemployment, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=10, choices=UnemploymentMove.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("方式", max_length=10, choices=ContactChannel.choices, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    before = models.JSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "失业登记变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="unemployment_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unemployment_id} {self.get_move_display()}"


class SpellEvent(models.Model):
    """One change of a flexible worker's spell (jobs.Employment) by a case, so that it can be undone."""

    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="changes")
    move = models.CharField("动作", max_length=10, choices=SpellMove.choices)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "灵活就业变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="spell_event_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment_id} {self.get_move_display()}"
