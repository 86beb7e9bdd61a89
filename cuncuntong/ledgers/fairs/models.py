"""Job fairs: when and where, who comes with which postings, who checked in, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairKind, FairMove, FairState, FairWay, StandState
from cuncuntong.ledgers.jobs.enums import Via
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Fair(Placed):
    """A job fair (招聘会). The placed columns say where it is held (the county alone: all over it).

    ``sequence`` counts the changes that matter to a calendar (time, place, cancelling). The figures of
    the plan are entered before, those of the outcome once it was held. ``telephone`` is the organiser's
    public number.
    """

    title = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=FairKind.choices, default=FairKind.GENERAL)
    way = models.CharField("形式", max_length=10, choices=FairWay.choices, default=FairWay.ON_SITE)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    address = models.CharField("地点", max_length=120, blank=True)
    url = models.URLField("网上入口", max_length=300, blank=True)
    audience = models.CharField("服务对象", max_length=120)
    organiser = models.CharField("主办单位", max_length=80)
    telephone = models.CharField("咨询电话", max_length=20, blank=True)
    introduction = models.TextField("说明", max_length=1000, blank=True)
    stands = models.PositiveSmallIntegerField("展位数", null=True, blank=True)
    sign_up_until = models.DateField("单位报名截止", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=FairState.choices, default=FairState.DRAFT)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    cancelled_reason = models.CharField("取消原因", max_length=120, blank=True)
    reminded_on = models.DateField("提醒日期", null=True, blank=True)

    plan_employers = models.PositiveIntegerField("计划单位", null=True, blank=True)
    plan_postings = models.PositiveIntegerField("计划岗位", null=True, blank=True)
    plan_people = models.PositiveIntegerField("计划到场", null=True, blank=True)
    plan_agreements = models.PositiveIntegerField("计划达成意向", null=True, blank=True)
    held_employers = models.PositiveIntegerField("到场单位", null=True, blank=True)
    held_postings = models.PositiveIntegerField("提供岗位", null=True, blank=True)
    held_people = models.PositiveIntegerField("到场人数", null=True, blank=True)
    held_agreements = models.PositiveIntegerField("达成意向", null=True, blank=True)
    results_note = models.CharField("结果说明", max_length=300, blank=True)
    results_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "招聘会"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="fair_ends_after_start"),
            models.CheckConstraint(condition=Q(way="online") | ~Q(address=""), name="fair_has_a_place"),
            models.CheckConstraint(condition=Q(way="on_site") | ~Q(url=""), name="fair_has_an_entrance"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_people__isnull=False), name="fair_held_with_figures"
            ),
        ]
        indexes = [
            models.Index(fields=["county_code", "state", "starts_at"], name="fair_county"),
            models.Index(fields=["state", "starts_at"], name="fair_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place_code(self) -> str:
        """The narrowest division that it is held in; "" for one that is only on line."""
        if self.way == FairWay.ONLINE:
            return ""
        return self.village_code or self.township_code or self.county_code

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.ends_at < timezone.now()

    @property
    def is_open(self) -> bool:
        """Published and not over."""
        return self.state == FairState.PUBLISHED and not self.is_over


class FairEvent(models.Model):
    """One change of a fair, with what stood before."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="events")
    move = models.CharField("动作", max_length=10, choices=FairMove.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=300, blank=True)
    before = models.JSONField("原内容", default=dict)

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "招聘会变动"

    def __str__(self) -> str:
        return f"{self.fair_id} {self.get_move_display()}"


class Stand(models.Model):
    """An employer that comes to a fair. ``epoch`` makes QR codes of before dead ones."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="employers")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="fairs")
    number = models.CharField("展位号", max_length=10, blank=True)
    state = models.CharField("状态", max_length=10, choices=StandState.choices, default=StandState.SIGNED)
    via = models.CharField("报名方式", max_length=10, choices=Via.choices)
    signed_at = models.DateTimeField("报名时间", default=timezone.now)
    signed_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True)
    checked_in_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    epoch = models.PositiveSmallIntegerField(default=1)
    postings = models.ManyToManyField(Posting, through="FairPosting", related_name="fairs")

    class Meta:
        verbose_name = verbose_name_plural = "参会单位"
        constraints = [
            models.UniqueConstraint(fields=["fair", "employer"], name="stand_once_a_fair"),
            models.UniqueConstraint(
                fields=["fair", "number"],
                condition=~Q(number="") & Q(state="signed"),
                name="stand_number_once",
            ),
        ]
        indexes = [models.Index(fields=["fair", "state"], name="stand_of_fair")]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.employer_id}"


class FairPosting(models.Model):
    """A posting that an employer brings to a fair."""

    stand = models.ForeignKey(Stand, on_delete=models.CASCADE, related_name="brought")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="brought_to")

    class Meta:
        verbose_name = verbose_name_plural = "参会岗位"
        constraints = [models.UniqueConstraint(fields=["stand", "posting"], name="fair_posting_once")]

    def __str__(self) -> str:
        return f"{self.stand_id} {self.posting_id}"


class VisitorCount(models.Model):
    """So many people who came in, as counted at the door; once for each key that the page was given."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="visitors")
    number = models.PositiveSmallIntegerField("人数")
    at = models.DateTimeField("时间", default=timezone.now)
    counted_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "到场计数"

    def __str__(self) -> str:
        return f"{self.fair_id} +{self.number}"


class FairInterest(Placed):
    """A resident who wants to come and to be reminded. The placed columns are the resident's."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="interests")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="fair_interests")
    at = models.DateTimeField("登记时间", default=timezone.now)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "参会意向"
        constraints = [models.UniqueConstraint(fields=["fair", "resident"], name="fair_interest_once")]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.resident_id}"
