"""The audit log's codes in words, for the auditor's screen and the export.

Each area has a file here with its own ACTIONS and OBJECTS; a new area adds a file, and nothing else.
A code without words is shown as it is: an entry is never hidden because a label is missing
(tests/web/test_audit_words.py finds the missing ones).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from cuncuntong.cases.enums import NoticeChannel, State
from cuncuntong.ledgers.messages.enums import MessageChannel, topic_name
from cuncuntong.ledgers.training.enums import Answer


def _together(table: str) -> dict[str, str]:
    """One table of all areas' files; a code that two of them give words for is a mistake of ours."""
    words: dict[str, str] = {}
    for area in pkgutil.iter_modules(__path__):
        own: dict[str, str] = getattr(importlib.import_module(f"{__name__}.{area.name}"), table)
        if doubled := words.keys() & own.keys():
            raise ValueError(f"{area.name} gives words for {sorted(doubled)}, which another area has")
        words |= own
    return words


ACTIONS: dict[str, str] = _together("ACTIONS")
OBJECTS: dict[str, str] = _together("OBJECTS")

_KEYS = {
    "before": "原状态",
    "after": "现状态",
    "item": "事项",
    "reason": "理由",
    "field": "字段",
    "case": "办件",
    "channel": "方式",
    "count": "数量",
    "material": "材料",
    "size": "字节",
    "paper": "单据",
    "reprint": "补打",
    "value": "数值",
    "starts_on": "起始日",
    "kind": "类别",
    "note": "说明",
    "state": "状态",
    "employer": "用工主体",
    "by_employer": "网上办理",
    "fields": "改动",
    "code": "编号",
    "topic": "关于",
    "category": "类别",
    "why": "原因",
    "source": "来源",
    "title": "名称",
    "capacity": "名额",
    "taken": "已安排",
    "people": "人数",
    "wishes": "培训意向",
    "answer": "答复",
    "licence": "许可证号",
    "until": "有效期至",
    "occupation": "职业代码",
    "on": "日期",
}
_VALUES = {
    **{answer.value: answer.label for answer in Answer},
    **{state.value: state.label for state in State},
    **{channel.value: channel.label for channel in MessageChannel},
    **{channel.value: channel.label for channel in NoticeChannel},
}


def action_words(code: str) -> str:
    """An action in words."""
    return ACTIONS.get(code, code)


def object_words(kind: str) -> str:
    """A kind of object in words."""
    return OBJECTS.get(kind, kind)


def detail_words(detail: dict[str, Any]) -> str:
    """An entry's detail as one line, states and keys in words."""
    return "；".join(
        f"{_KEYS.get(key, key)} {_value_words(value)}"
        for key, value in detail.items()
        if value not in ("", None, [], {})
    )


def _value_words(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _VALUES.get(value) or topic_name(value)
