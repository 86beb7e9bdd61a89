"""Accounts, the duties they hold at places, and their sessions."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.sealed.fields import SealedTextField
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.models.divisions import Division, ServicePoint


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; there is no superuser: duties decide."""

    def create_account(self, *, username: str, password: str, full_name: str) -> Account:
        """A new active account with an argon2 hash of its password."""
        account = self.model(username=username, full_name=full_name)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. What they may do follows from their duties alone."""

    username = models.CharField("账号", max_length=40, unique=True)
    full_name = models.CharField("姓名", max_length=40)
    telephone = SealedTextField("联系电话", blank=True, default="")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.full_name or self.username


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by time."""

    def in_force(self, on: dt.date | None = None) -> DutyQuerySet:
        """Started, and not ended before the day."""
        day = on or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, on: dt.date | None = None) -> DutyQuerySet:
        """In force on the day, or to come: whoever takes an account over takes these over too."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on or timezone.localdate()))


class Duty(models.Model):
    """A duty that an account holds at a place, from a day to a day.

    ``division`` is the area; a point clerk has ``point`` as well. ``lines`` holds Line values for
    reviewers and specialists and is empty for the others.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField("岗位", max_length=20, choices=DutyKind.choices)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="duties")
    point = models.ForeignKey(
        ServicePoint, null=True, blank=True, on_delete=models.PROTECT, related_name="duties"
    )
    lines = models.JSONField("业务线", default=list, blank=True)
    starts_on = models.DateField("起", default=timezone.localdate)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=DutyKind.POINT_CLERK) | Q(point__isnull=False),
                name="duty_clerk_has_point",
            ),
        ]
        indexes = [models.Index(fields=["account", "starts_on"], name="duty_account")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.division_id}"

    @property
    def line_names(self) -> str:
        """The lines of business in words, for screens."""
        return "、".join(Line(line).label for line in self.lines if line in Line.values)


class Session(AbstractBaseSession):
    """A signed-in browser, listed on the account page so that its owner can end it."""

    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "network_session"
        verbose_name = verbose_name_plural = "登录会话"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Django asks a session row which store it belongs to."""
        from cuncuntong.network.sessions import SessionStore

        return SessionStore
