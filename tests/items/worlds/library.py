"""What situations say of the policy library.

- 政策库: `附带` loads the shipped library; else a list of papers: {标题, 正文, 主题, 事项, 施行, 失效}.
- 问答: a list of {问, 答, 事项}.
- 档案机构: a list of {名称, 服务 (乡镇、全县 or elsewhere by name), 单位, 地址, 电话, 转入, 转出, 所在}.
"""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.policies.enums import Subject
from cuncuntong.ledgers.policies.services import load_library, save_document
from cuncuntong.network.models import Division
from cuncuntong.network.places import forget_places
from tests.ledgers.policies.make import document_draft, entry, institution


def _library(world: Any, told: Any) -> None:
    if told == "附带":
        load_library()
        return
    for one in told:
        more: dict[str, Any] = {
            "text": one.get("正文", ""),
            "subjects": tuple(_subject(word) for word in one.get("主题", ["就业服务"])),
            "items": tuple(str(number) for number in one.get("事项", ())),
            "in_force_from": one.get("施行"),
            "in_force_to": one.get("失效"),
            "number": one.get("文号", ""),
        }
        save_document(draft=document_draft(one["标题"], **more), actor=None)


def _subject(word: str) -> str:
    found = [value for value, label in Subject.choices if label == word]
    assert found, f"没有主题“{word}”"
    return found[0]


def _answers(world: Any, told: Any) -> None:
    for one in told:
        entry(one["问"], one["答"], item=str(one.get("事项", "")))


def _institutions(world: Any, told: Any) -> None:
    forget_places()
    codes = {place.name: place.code for place in Division.objects.all()} | {"全县": "140522"}
    for one in told:
        areas = tuple((codes.get(name, ""), name) for name in one["服务"])
        institution(
            one["名称"],
            areas=areas,
            units=one.get("单位", ""),
            address=one.get("地址", "演示路1号"),
            telephone=one.get("电话", ""),
            how_in=one.get("转入", ""),
            how_out=one.get("转出", ""),
            division=Division.objects.filter(name=one["所在"]).first() if "所在" in one else None,
        )


ENTRIES = {"政策库": _library, "问答": _answers, "档案机构": _institutions}
