"""Closed lists of the portraits ledger."""

from __future__ import annotations

from django.db import models

from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.network.enums import Line

# Whose work portraits are; the item D2 belongs to the same line.
LINE = Line.RESIDENT_PENSION
TOPIC = register_topic("portraits.result", "认证照片审核结果")

# What goes up: a portrait for a new model; that a portrait must be deleted there too.
MODEL_KIND, DELETE_KIND = "portraits.model", "portraits.delete"


class PortraitState(models.TextChoices):
    """Where a portrait stands."""

    WAITING = "waiting", "待审核"
    APPROVED = "approved", "已通过"
    RETURNED = "returned", "退回重拍"
    REPLACED = "replaced", "已被替换"
    REFUSED_ABOVE = "refused", "上级不同意"
    WITHDRAWN = "withdrawn", "已撤回同意"
    REVERSED = "reversed", "已撤销"


# Consent may be withdrawn as long as the picture is kept or a model may exist.
HELD = (
    PortraitState.WAITING,
    PortraitState.APPROVED,
    PortraitState.RETURNED,
    PortraitState.REPLACED,
    PortraitState.REFUSED_ABOVE,
)
# Somebody has to come again.
TO_RETAKE = (PortraitState.RETURNED, PortraitState.REFUSED_ABOVE)


class ConsentWay(models.TextChoices):
    """How somebody agreed to be photographed."""

    SIGNED = "signed", "本人在告知同意书上签字或按手印"
    GUARDIAN = "guardian", "监护人在告知同意书上签字"


class WithdrawalWay(models.TextChoices):
    """How somebody took the consent back."""

    IN_PERSON = "in_person", "本人到柜面"
    GUARDIAN = "guardian", "监护人到柜面"
    WRITTEN = "written", "书面申请"
    PHONE = "phone", "电话（已核对本人）"


class ErasedWhy(models.TextChoices):
    """Why a picture was deleted while its record stays."""

    FORMER = "former", "被替换满期"
    RETURNED = "returned", "退回满期"
    WITHDRAWN = "withdrawn", "撤回同意"
    REVERSED = "reversed", "办件撤销"
    DECEASED = "deceased", "本人已去世"
