"""What items 24 and 37 ask alike: what happened, on what evidence, what is lifted, who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.recoveries.enums import Relation
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.service_item import (
    Choice,
    FieldKind,
    FormField,
    Material,
    Situation,
    Verdict,
    failed,
    passed,
    unfilled,
)

STOP, RESUME = "stop", "resume"
SELF, FAMILY, OFFICE = "self", "family", "office"
REPORTER, EVENT = "申请人", "情形"


def event_fields(
    kinds: tuple[Choice, ...],
    lifted: Callable[[Situation], tuple[Choice, ...]],
    *,
    where_hint: str,
    back_pay_hint: str,
) -> tuple[FormField, ...]:
    """The lines about the event; ``kinds`` hold death and double by these values."""
    return (
        FormField("action", "办理什么", FieldKind.CHOICE, default=STOP, section=EVENT,
                  choices=(Choice(STOP, "暂停待遇"), Choice(RESUME, "恢复待遇（情况消失或登记有误）"))),
        FormField("kind", "因为什么暂停", FieldKind.CHOICE, section=EVENT, choices=kinds,
                  show_when=("action", (STOP,))),
        FormField("happened_on", "发生日期", FieldKind.DATE, section=EVENT, show_when=("action", (STOP,)),
                  hint="死亡、失踪的日期；重复领取的，填从哪天起"),
        FormField("where", "在哪里重复领取", FieldKind.TEXT, section=EVENT, show_when=("kind", ("double",)),
                  max_length=60, hint=where_hint),
        FormField("evidence", "依据", FieldKind.TEXT, section=EVENT, max_length=100,
                  hint="能从部门共享数据核对的，不用开证明",
                  choices=(Choice("1", "死亡医学证明"), Choice("2", "户口注销证明"), Choice("3", "火化证明"),
                           Choice("4", "公安机关失踪证明"), Choice("5", "部门共享数据比对"),
                           Choice("6", "村（社区）核实"))),
        FormField("lifted", "恢复哪一次暂停", FieldKind.CHOICE, section=EVENT, choices=lifted,
                  show_when=("action", (RESUME,)), paper_choices=lambda on: kinds),
        FormField("back_pay", "补发停发的月份", FieldKind.YES_NO, section=EVENT,
                  show_when=("action", (RESUME,)),
                  hint=back_pay_hint),
        FormField("resume_reason", "为什么恢复", FieldKind.TEXT, section=EVENT, max_length=100,
                  show_when=("action", (RESUME,)), hint="例如 本人已返回；经核实没有重复领取"),
    )  # fmt: skip


REPORTER_FIELDS = (
    FormField("reporter", "由谁申请", FieldKind.CHOICE, section=REPORTER, default=FAMILY,
              choices=(Choice(SELF, "本人"), Choice(FAMILY, "家属"),
                       Choice(OFFICE, "村（社区）或经办机构发现"))),
    FormField("reporter_name", "申请人姓名", FieldKind.TEXT, section=REPORTER, max_length=40,
              show_when=("reporter", (FAMILY, OFFICE))),
    FormField("reporter_relation", "与领取人的关系", FieldKind.CHOICE, section=REPORTER,
              choices=tuple(Choice(one.value, str(one.label)) for one in Relation),
              show_when=("reporter", (FAMILY,))),
    FormField("reporter_telephone", "申请人电话", FieldKind.TELEPHONE, section=REPORTER, required=False,
              show_when=("reporter", (FAMILY, OFFICE))),
)  # fmt: skip

EVIDENCE_PAGE = Material(
    key="evidence_page",
    name="依据照片",
    attach=True,
    required=False,
    note="有死亡证明、户口注销证明等的，拍照上传；已由共享数据核对的不用。",
    max_pages=6,
)


def read_day(text: object) -> dt.date | None:
    """A form's day; None where none is filled in, or it is none."""
    try:
        return dt.date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def relation_words(value: object) -> str:
    """A relation's word; empty for none."""
    return str(Relation(value).label) if value in Relation.values else ""


def reporter_words(form: Mapping[str, Any], resident: Resident) -> str:
    """Who reported it."""
    if form.get("reporter") == SELF:
        return f"{resident.name}（本人）"
    name = str(form.get("reporter_name") or "")
    relation = relation_words(form.get("reporter_relation"))
    return f"{name}（{relation}）" if relation else name


def applicant_of(form: Mapping[str, Any]) -> str:
    """The name of who applied for the resident; empty where it was the resident."""
    return "" if form.get("reporter") == SELF else str(form.get("reporter_name") or "")


def applicant_telephone_of(form: Mapping[str, Any]) -> str:
    """The telephone of who applied for the resident; empty where none was given."""
    return "" if form.get("reporter") == SELF else str(form.get("reporter_telephone") or "")


def reason_words(form: Mapping[str, Any], resident: Resident) -> str:
    """Who reported it, and where else is drawn, as the ledgers keep it."""
    where = str(form.get("where") or "")
    return f"{reporter_words(form, resident)}申请" + (f"；重复领取：{where}" if where else "")


def may_report(*, death: bool, form: Mapping[str, Any]) -> Verdict:
    """Nobody reports their own death."""
    if death and form.get("reporter") == SELF:
        return failed("死亡不能由本人申报。", "请选择“家属”或“村（社区）或经办机构发现”。", field="reporter")
    return passed("申请人可以申报这种情形。")


def day_verdict(
    *,
    kind: str,
    happened_on: dt.date | None,
    fault: Callable[[], tuple[str, str]],
    known: dt.date | None,
) -> Verdict:
    """Whether the event can have happened on its day. ``fault`` tells (message, remedy) where it can't;
    ``known`` is the day of death on record, None where nothing has to agree with it.
    """
    if not kind or happened_on is None:
        return unfilled("happened_on" if kind else "kind")
    message, remedy = fault()
    if message:
        return failed(message, remedy, field="happened_on")
    if known and known != happened_on:
        return failed(
            f"台账已登记于{day_words(known)}死亡，与填写的{day_words(happened_on)}不同。",
            "请按证明核对；台账有误的，请业务管理员更正后再办。",
            field="happened_on",
        )
    return passed(f"{day_words(happened_on)}，不晚于今天。")
