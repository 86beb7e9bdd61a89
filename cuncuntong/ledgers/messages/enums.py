"""The closed lists of messages, and the registry of what a message may be about."""

from __future__ import annotations

from django.db import models


class MessageState(models.TextChoices):
    """Where a message stands. Open ones wait for somebody to tell them."""

    WAITING = "waiting", "待告知"
    SENDING = "sending", "短信发送中"
    FAILED = "failed", "没联系上"
    TOLD = "told", "已告知"
    DROPPED = "dropped", "不用告知了"


class MessageChannel(models.TextChoices):
    """How somebody was told."""

    SMS = "sms", "短信"
    PHONE = "phone", "电话"
    IN_PERSON = "in_person", "当面"
    PRINT = "print", "纸条交本人"


# What a person can still do something about.
OPEN = (MessageState.WAITING, MessageState.SENDING, MessageState.FAILED)
BY_HAND = (MessageChannel.PHONE, MessageChannel.IN_PERSON, MessageChannel.PRINT)

_topics: dict[str, str] = {}


def register_topic(code: str, name: str) -> str:
    """Adds what messages may be about (``jobs.posting_ends``, 岗位即将到期); returns the code.

    Call it while the app's modules load, in its enums for instance. Raises ValueError where the code
    has another name already.
    """
    if _topics.setdefault(code, name) != name:
        raise ValueError(f"topic {code} is called {_topics[code]} already")
    return code


def topic_name(code: str) -> str:
    """The topic in Chinese; a code that is no longer registered speaks for itself."""
    return _topics.get(code, code)


def topics() -> dict[str, str]:
    """All topics by code."""
    return dict(_topics)


def is_topic(code: str) -> bool:
    """Whether somebody registered it."""
    return code in _topics
