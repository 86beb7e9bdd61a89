"""Residents, their households, merges of double records, and grants to serve somebody from elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.sealed.fields import IndexField, SealedTextField
from cuncuntong.ledgers.residents.enums import Detail, Hukou, Sex, Standing
from cuncuntong.ledgers.residents.fields import PrefixCharField
from cuncuntong.network.models import Account, Division, ServicePoint
from cuncuntong.network.models.divisions import Placed


class Household(Placed):
    """A household (户): the people registered under one number at one address."""

    number = models.CharField("户号", max_length=20, unique=True)
    address = models.CharField("住址", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "户"

    def __str__(self) -> str:
        return self.number


class Resident(Placed):
    """One person. The ID number and the telephone are sealed; look-ups go by keyed index.

    ``birth_date`` and ``sex`` are read from the ID number when the record is made. ``version``
    grows with each change, so that two people who edit at once do not overwrite each other.
    The three name columns sort by code point, so that a prefix is a range of their indexes.
    """

    name = PrefixCharField("姓名", max_length=60)
    name_initials = PrefixCharField("拼音首字母", max_length=30, blank=True)
    name_pinyin = PrefixCharField("拼音", max_length=120, blank=True)
    id_number = SealedTextField("身份证号码")
    id_number_index = IndexField(source="id_number", unique=True)
    id_tail_index = IndexField(source="id_number", part="tail4")
    sex = models.CharField("性别", max_length=1, choices=Sex.choices)
    birth_date = models.DateField("出生日期")
    nation = models.CharField("民族", max_length=2, default="01")
    telephone = SealedTextField("联系电话", blank=True, default="")
    telephone_index = IndexField(source="telephone", blank=True)
    address = models.CharField("居住地址", max_length=120, blank=True)
    village = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    household_role = models.CharField("与户主关系", max_length=20, blank=True)
    hukou = models.CharField("户口性质", max_length=10, choices=Hukou.choices, default=Hukou.RURAL)
    education = models.CharField("文化程度", max_length=2, blank=True)
    student_until = models.DateField("在校至", null=True, blank=True)
    standing = models.CharField("状态", max_length=10, choices=Standing.choices, default=Standing.PRESENT)
    deceased_on = models.DateField("死亡日期", null=True, blank=True)
    moved_out_on = models.DateField("迁出日期", null=True, blank=True)
    moved_to = models.CharField("迁往", max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民"
        indexes = [
            models.Index(fields=["village_code", "name"], name="resident_village_name"),
            models.Index(fields=["township_code", "name"], name="resident_township_name"),
            models.Index(fields=["county_code", "name"], name="resident_county_name"),
            models.Index(fields=["village_code", "name_initials"], name="resident_village_py"),
            models.Index(fields=["township_code", "name_initials"], name="resident_township_py"),
            models.Index(fields=["county_code", "name_initials"], name="resident_county_py"),
            models.Index(fields=["village_code", "name_pinyin"], name="resident_village_pinyin"),
            models.Index(fields=["township_code", "name_pinyin"], name="resident_township_pinyin"),
            models.Index(fields=["county_code", "name_pinyin"], name="resident_county_pinyin"),
            models.Index(fields=["county_code", "birth_date"], name="resident_birth"),
        ]

    def __str__(self) -> str:
        return self.name


class DetailChange(models.Model):
    """One detail of a record as it was and as it became; undone, the record has the former value again.

    ``against_id``: a sex that contradicts the ID number, which somebody confirmed on ``evidence``.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="detail_changes")
    field = models.CharField("项目", max_length=10, choices=Detail.choices)
    before = SealedTextField("变更前", blank=True)
    after = SealedTextField("变更后", blank=True)
    against_id = models.BooleanField("与身份证号码不一致", default=False)
    evidence = SealedTextField("凭据", blank=True)
    on = models.DateField("变更日期")
    at = models.DateTimeField("登记时间", default=timezone.now)
    actor = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_number = models.CharField("受理编号", max_length=24, blank=True, db_index=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = verbose_name_plural = "居民资料变更"

    def __str__(self) -> str:
        return f"{self.resident_id} {self.get_field_display()}"


class ResidentMerge(models.Model):
    """Two records of one person made one, with what was moved, so that it can be undone."""

    kept = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="merged_away")
    reason = models.CharField("理由", max_length=200)
    moved = models.JSONField("移动的记录", default=dict)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "居民合并"
        constraints = [
            models.UniqueConstraint(
                fields=["dropped"], condition=Q(undone_at__isnull=True), name="merge_once"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("dropped")), name="merge_two_records"),
        ]

    def __str__(self) -> str:
        return f"{self.dropped_id} → {self.kept_id}"


class VisitGrant(models.Model):
    """A resident from elsewhere in the county who stands at this counter with their card, today.

    The notice wants services at any point (多点能办), areas limit what a clerk sees: a clerk who
    types the whole ID number and declares that the person is present may serve them for that day.
    """

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="visit_grants")
    point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    reason = models.CharField("说明", max_length=100)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "异地到场"
        constraints = [models.UniqueConstraint(fields=["resident", "point", "on"], name="visit_once_a_day")]
        indexes = [models.Index(fields=["point", "on"], name="visit_point_day")]

    def __str__(self) -> str:
        return f"{self.resident_id} @ {self.point_id} {self.on}"
