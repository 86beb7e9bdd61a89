"""Closed lists of the residents' ledger."""

from __future__ import annotations

from django.db import models


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", "男"
    FEMALE = "2", "女"


class Hukou(models.TextChoices):
    """Kind of household registration."""

    RURAL = "rural", "农业"
    URBAN = "urban", "非农业"


class Detail(models.TextChoices):
    """What may be changed of a record without touching who the person is (the notice, item 30)."""

    SEX = "sex", "性别"
    NATION = "nation", "民族"
    ADDRESS = "address", "居住地址"
    TELEPHONE = "telephone", "联系电话"


class Standing(models.TextChoices):
    """Whether a resident's record is in use."""

    PRESENT = "present", "在册"
    MOVED_OUT = "moved_out", "迁出"
    DECEASED = "deceased", "死亡"
    MERGED = "merged", "已并入"
