"""Postings: vacancies (固定工) and gigs (零工), from draft to end, and each change of one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.jobs.enums import (
    Hours,
    Insurance,
    PayUnit,
    PostingMove,
    PostingState,
    SeekerKind,
    Via,
)
from cuncuntong.ledgers.jobs.models.employers import Employer, public_code
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Posting(Placed):
    """A vacancy or a gig. The placed columns say where the work is (empty below the county: all over it).

    It shows only while it is PUBLISHED, its employer VERIFIED and ``valid_until`` not passed. Pay is a
    range in yuan by ``pay_unit``; a gig has its dates and hours. ``certificates`` and ``health_demands``
    are the hard conditions (keys of rules.certificates; keys of HealthLimit that the work can't spare).
    ``findings`` is what the check of its words and figures said when it was sent; ``returned`` what the
    county wants corrected: [[field, words]…], empty once it was sent again. ``contact_shown`` is the
    employer's wish that whoever looks for work sees the contact and its telephone; ``agent`` the resident
    who came to the counter for the employer (经办人).
    """

    code = models.CharField("编号", max_length=12, unique=True, default=public_code)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="postings")
    kind = models.CharField("类型", max_length=10, choices=SeekerKind.choices)
    title = models.CharField("岗位名称", max_length=60)
    occupation = models.CharField("职业代码", max_length=11)
    description = models.TextField("工作内容", max_length=2000)
    requirements = models.TextField("要求", max_length=1000, blank=True)
    headcount = models.PositiveSmallIntegerField("招用人数", default=1)
    hired = models.PositiveSmallIntegerField("已招到人数", default=0)
    pay_low = MoneyField("报酬从", null=True, blank=True)
    pay_high = MoneyField("报酬到", null=True, blank=True)
    pay_unit = models.CharField("报酬单位", max_length=6, choices=PayUnit.choices)
    pay_words = models.CharField("报酬说明", max_length=100, blank=True)
    hours = models.CharField("工作时间", max_length=10, choices=Hours.choices, default=Hours.DAY)
    hours_words = models.CharField("时间说明", max_length=60, blank=True)
    hours_per_week = models.PositiveSmallIntegerField("每周工时", null=True, blank=True)
    starts_on = models.DateField("开工日期", null=True, blank=True)
    ends_on = models.DateField("完工日期", null=True, blank=True)
    address = models.CharField("工作地点", max_length=120, blank=True)
    meals = models.BooleanField("管饭", default=False)
    lodging = models.BooleanField("管住", default=False)
    transport = models.BooleanField("接送", default=False)
    insurance = models.CharField("保险", max_length=10, choices=Insurance.choices)
    education = models.CharField("最低文化程度", max_length=2, blank=True)
    experience_years = models.PositiveSmallIntegerField("从事年限不少于", null=True, blank=True)
    certificates = models.JSONField("须持证书", default=list, blank=True)
    health_demands = models.JSONField("工作强度", default=list, blank=True)
    contact_shown = models.BooleanField("公开联系方式", default=False)

    state = models.CharField("状态", max_length=10, choices=PostingState.choices, default=PostingState.DRAFT)
    via = models.CharField("发布方式", max_length=10, choices=Via.choices)
    findings = models.JSONField("检查结果", default=list, blank=True)
    returned = models.JSONField("退回意见", default=list, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    agent = models.ForeignKey(
        Resident, null=True, blank=True, on_delete=models.PROTECT, related_name="postings_filed"
    )
    posted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_note = models.CharField("审核意见", max_length=300, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    reminded_on = models.DateField("到期提醒日期", null=True, blank=True)
    ended_reason = models.CharField("结束原因", max_length=60, blank=True)
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "招聘信息"
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_high__isnull=True) | Q(pay_low__isnull=True) | Q(pay_high__gte=F("pay_low")),
                name="posting_pay_range",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="posting_dates",
            ),
            models.CheckConstraint(condition=Q(headcount__gte=1), name="posting_headcount"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(valid_until__isnull=False),
                name="posting_published_until",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "-published_at", "-id"], name="posting_newest"),
            models.Index(fields=["state", "-published_at", "-id"], name="posting_newest_of_all"),
            # Holds all that counting by place and going outwards from a village read.
            models.Index(
                fields=["state", "village_code", "township_code", "kind", "valid_until", "employer"],
                name="posting_places",
            ),
            models.Index(fields=["state", "kind", "township_code", "-published_at"], name="posting_township"),
            models.Index(fields=["state", "kind", "occupation"], name="posting_occupation"),
            models.Index(fields=["state", "valid_until"], name="posting_until"),
            models.Index(fields=["county_code", "state", "submitted_at"], name="posting_queue"),
            models.Index(fields=["employer", "state"], name="posting_employer"),
        ]

    def __str__(self) -> str:
        return self.title


class PostingEvent(models.Model):
    """One change of a posting, with what stood before; once for a case and move."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=10, choices=PostingMove.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_employer = models.BooleanField("由用工主体网上办理", default=False)
    note = models.CharField("说明", max_length=300, blank=True)
    before = models.JSONField("原内容", default=dict)
    case_number = models.CharField("受理编号", max_length=24, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "招聘信息变动"
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "move"],
                condition=~Q(case_number="") & Q(undone_at__isnull=True),
                name="posting_event_once_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.get_move_display()}"
