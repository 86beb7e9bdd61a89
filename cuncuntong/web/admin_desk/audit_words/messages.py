"""The audit log's words: messages to residents."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "message.dropped": "撤下消息",
    "message.made": "生成消息",
    "message.made_many": "批量生成消息",
    "message.not_reached": "没联系上",
    "message.telephone_shown": "显示消息的电话",
    "message.told": "告知消息",
}

OBJECTS: dict[str, str] = {
    "message": "消息",
}
