"""The words that somebody agrees to before being photographed, by version; old ones stay readable.

Our own notice of what is done with the picture, in plain words to be read aloud. It names one section of
个人信息保护法, §28, whose text was read; a county's lawyer may replace it by a new version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ConsentText:
    """One version: its number, the day it counts from, and its paragraphs."""

    version: str
    since: dt.date
    paragraphs: tuple[str, ...]


TITLE = "人脸照片采集告知同意书"
VERSIONS: tuple[ConsentText, ...] = (
    ConsentText(
        "2026-11",
        dt.date(2026, 11, 1),
        (
            "为了给您重新建立社会保险待遇领取资格认证用的照片档案，需要给您拍一张正面头像。"
            "人脸照片属于个人信息保护法第二十八条说的敏感个人信息，只有您同意才会采集。",
            "照片只用于待遇领取资格认证，不作别的用途。服务点的系统只检查照片拍得合不合格"
            "（是不是一个人、大小、光线、清晰度），不拿您的照片和别人比对。",
            "照片加密保存，由县级经办人员审核，通过后报送上级认证系统建模。每次查看都有记录。"
            "换了新照片以后，旧照片保留一段时间后删除，只留下采集和审核的日期。",
            "您可以不同意，也可以随时撤回同意，不影响领取待遇：可以改用人工认证或上门认证。"
            "撤回后，我们删除保存的照片，并通知上级系统删除。",
            "我已听读或看过以上内容，同意采集。",
        ),
    ),
)


def current_consent(on: dt.date) -> ConsentText:
    """The version that counts on a day."""
    return next((one for one in reversed(VERSIONS) if one.since <= on), VERSIONS[0])


def consent_of(version: str) -> ConsentText | None:
    """A version by its number; None for one that is no longer kept."""
    return next((one for one in VERSIONS if one.version == version), None)
