"""Recommendations, what came of them, telephones shown to employers, and the nightly run."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import Outcome, RunState
from cuncuntong.ledgers.jobs.models.employers import Employer
from cuncuntong.ledgers.jobs.models.postings import Posting
from cuncuntong.ledgers.jobs.models.seekers import JobSeeker
from cuncuntong.network.models import Account
from cuncuntong.network.models.divisions import Placed


class Recommendation(Placed):
    """A posting recommended to a seeker (or the seeker to the employer), and what came of it.

    ``score`` is 0–1000; ``reasons`` keeps the words that were told then: [[fits?, words]…]. The placed
    columns are the seeker's. One a pair: told again, the row is brought up to date.
    """

    seeker = models.ForeignKey(JobSeeker, on_delete=models.PROTECT, related_name="recommendations")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="recommendations")
    score = models.PositiveSmallIntegerField("匹配度")
    reasons = models.JSONField("理由", default=list)
    made_at = models.DateTimeField("推荐时间", default=timezone.now)
    nightly = models.BooleanField("夜间匹配", default=False)
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, default=Outcome.NONE)
    outcome_reason = models.CharField("原因", max_length=120, blank=True)
    outcome_on = models.DateField("结果日期", null=True, blank=True)
    outcome_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "岗位推荐"
        constraints = [
            models.UniqueConstraint(fields=["seeker", "posting"], name="recommendation_once_a_pair")
        ]
        indexes = [
            models.Index(fields=["posting", "-score"], name="recommendation_posting"),
            models.Index(fields=["county_code", "-made_at", "-id"], name="recommendation_county"),
            models.Index(fields=["township_code", "-made_at", "-id"], name="recommendation_township"),
            models.Index(fields=["village_code", "-made_at", "-id"], name="recommendation_village"),
            models.Index(fields=["outcome", "outcome_on"], name="recommendation_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.seeker_id} → {self.posting_id}"


class PhoneShown(models.Model):
    """A seeker's telephone given to an employer: by whom, why, for which posting. Never deleted."""

    seeker = models.ForeignKey(JobSeeker, on_delete=models.PROTECT, related_name="phones_shown")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="phones_shown")
    posting = models.ForeignKey(
        Posting, null=True, blank=True, on_delete=models.PROTECT, related_name="phones_shown"
    )
    shown_at = models.DateTimeField("时间", default=timezone.now)
    shown_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("事由", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "向用工主体提供电话"
        indexes = [models.Index(fields=["seeker", "-shown_at"], name="phone_shown_seeker")]

    def __str__(self) -> str:
        return f"{self.seeker_id} → {self.employer_id}"


class MatchRun(models.Model):
    """One night's matching: how far it got, so that it goes on where it was stopped."""

    day = models.DateField("日期", unique=True)
    state = models.CharField("状态", max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    position = models.BigIntegerField("已处理到", default=0)
    seekers = models.PositiveIntegerField("求职者", default=0)
    pairs = models.PositiveIntegerField("匹配", default=0)
    told = models.PositiveIntegerField("推送", default=0)
    started_at = models.DateTimeField("开始", default=timezone.now)
    finished_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "夜间匹配"

    def __str__(self) -> str:
        return f"{self.day} {self.get_state_display()}"
