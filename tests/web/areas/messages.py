"""Messages: a place's list, one message, slips, and where nobody told in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.messages.enums import register_topic
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import record_telling, tell
from cuncuntong.network.enums import DutyKind
from tests.web.areas import Sample

TOPIC = register_topic("test.areas", "演示消息")
TABLES = [Message]

MESSAGE = Sample(lambda world: [world.message.pk])
SAMPLES = {"messages:one": MESSAGE, "messages:telephone": MESSAGE, "messages:slip": MESSAGE}


def build(world: Any) -> None:
    world.message = tell(resident=world.person, topic=TOPIC, text="请来取证。", key="areas:1")


def build_many(world: Any, many: int) -> None:
    today = timezone.localdate()
    for number in range(many):
        for key, days in (("late", -3), ("open", 3), ("told", 0)):
            message = tell(
                resident=world.person,
                topic=TOPIC,
                text="请来取证。",
                key=f"areas:{key}:{number}",
                due_on=today + dt.timedelta(days=days),
            )
        record_telling(caller=world.clerk, message_id=message.pk, channel="phone")
    world.message = Message.objects.filter(key="areas:late:0").get()


def _clerk(world: Any) -> list[Any]:
    tabs = [("messages:list", (), {"tab": tab}) for tab in ("open", "late", "failed", "told")]
    return [*tabs, ("messages:one", (world.message.pk,), {})]


def _figures(world: Any) -> list[Any]:
    return [("messages:late", (), {})]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.BUSINESS_ADMIN: _figures,
    DutyKind.TOWNSHIP_ADMIN: _figures,
    DutyKind.OVERSEER: _figures,
}
