"""Audit entries and the head of their chain."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class EntryIsFinal(Exception):
    """An audit entry was about to be changed or deleted."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads and inserts only: bulk changes would slip past save()."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """Inserts; refuses the variant that overwrites rows that stand."""
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise EntryIsFinal("audit entries are never changed")
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuses."""
        raise EntryIsFinal("audit entries are never changed")

    def delete(self) -> NoReturn:
        """Refuses."""
        raise EntryIsFinal("audit entries are never deleted")


class SealingManager(models.Manager["AuditEntry"]):
    """For the sealer (chain.py) alone; with ``objects`` there is no way to change an entry."""


class AuditEntry(models.Model):
    """Who did what to which object, when and from where. Holds no sensitive plain value.

    ``mac`` is made at recording, with a key outside the database; ``seq``, ``prev_hash`` and
    ``hash`` are given afterwards by the sealer (chain.py), which is the only one that writes them.
    ``salt`` makes each MAC one of a kind, so that an entry copied into the table is found.
    ``duty``, ``point_id`` and ``area`` say in which duty, at which service point and for which
    division the account acted; they are empty for the system's own work.
    """

    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("账号编号", null=True)
    actor_name = models.CharField("经手人", max_length=40, blank=True)
    duty = models.CharField("岗位", max_length=60, blank=True, default="")
    point_id = models.BigIntegerField("服务点编号", null=True)
    area = models.CharField("区划代码", max_length=12, blank=True, default="")
    action = models.CharField("动作", max_length=60)
    object_type = models.CharField("对象类型", max_length=40)
    object_id = models.CharField("对象", max_length=80)
    ip = models.CharField("地址", max_length=45, blank=True)
    detail = models.JSONField("详情", default=dict)
    salt = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)
    seq = models.BigIntegerField("链序号", null=True, unique=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()
    sealing = SealingManager()

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object"),
            models.Index(fields=["action", "-at"], name="audit_action"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(seq__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts; refuses to change an entry that stands."""
        if not self._state.adding:
            raise EntryIsFinal("audit entries are never changed")
        # Without force_insert an object made with the id of another entry would overwrite it.
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuses."""
        raise EntryIsFinal("audit entries are never deleted")


class ChainHead(models.Model):
    """The one row that says how far the chain goes; locking it keeps a second sealer out."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return f"{self.seq}"
