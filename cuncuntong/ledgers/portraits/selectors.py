"""Reads of portraits; pictures themselves are read by services.seeing, which logs it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cuncuntong.ledgers.portraits.enums import TO_RETAKE, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


def current_portrait(resident: Resident) -> Portrait | None:
    """The portrait in use: approved here, not replaced, its consent standing. One query."""
    return Portrait.objects.filter(resident=resident, state=PortraitState.APPROVED).first()


@read_once
def standing_portraits(resident: Resident) -> dict[str, Portrait]:
    """The one that waits and the one in use, by state."""
    states = (PortraitState.WAITING, PortraitState.APPROVED)
    return {one.state: one for one in Portrait.objects.filter(resident=resident, state__in=states)}


def waiting_portrait(resident: Resident) -> Portrait | None:
    """The one that waits for the county."""
    return Portrait.objects.filter(resident=resident, state=PortraitState.WAITING).first()


def portraits_of(resident: Resident) -> QuerySet[Portrait]:
    """All of a resident's, the newest first."""
    return Portrait.objects.filter(resident=resident).select_related("taken_by", "reviewed_by", "point")


def former_of(portrait: Portrait) -> Portrait | None:
    """The portrait that a new one would take the place of, or took."""
    rows = portraits_of(portrait.resident).exclude(pk=portrait.pk).filter(from_on__isnull=False)
    if portrait.state == PortraitState.WAITING:
        return rows.filter(state=PortraitState.APPROVED).first() or rows.order_by("-from_on", "-pk").first()
    return rows.filter(pk__lt=portrait.pk).order_by("-from_on", "-pk").first()


def to_retake() -> QuerySet[Portrait]:
    """Portraits that were returned or refused above, with none taken since."""
    since = Portrait.objects.filter(resident=OuterRef("resident"), pk__gt=OuterRef("pk"))
    since = since.exclude(state=PortraitState.REVERSED)
    return Portrait.objects.filter(~Exists(since), state__in=TO_RETAKE)


def measure_rows(portrait: Portrait) -> list[tuple[str, str]]:
    """The measures in words, for the reviewer and the record."""
    found: dict[str, Any] = portrait.measures
    if not found:
        return []
    rows = [
        ("画面", f"{found['width']}×{found['height']}像素，{found['faces']}张脸"),
        ("脸的大小", f"宽{found['face_width']}像素，占短边{found['percent']}%"),
        ("光线", f"亮度{found['light']}，明暗差别{found['contrast']}，左右相差{found['uneven']}"),
        ("清晰度", str(found["sharpness"])),
    ]
    if found.get("tilt") is not None:
        rows.append(("姿态", f"两眼倾斜{found['tilt']}度，偏离中线{found['aside']}%"))
    else:
        rows.append(("姿态", "没有同时找到两只眼睛（可能戴眼镜或眯眼），请审核人看照片"))
    return rows
