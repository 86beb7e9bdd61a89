"""Papers that come before or without a case: advice, look-up answers, blank forms, guide pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from cuncuntong.cases.forms import offered_choices
from cuncuntong.cases.models import Advice, BlankForm
from cuncuntong.cases.papers.common import footer, moment, office, person_rows
from cuncuntong.foundation.pages import (
    Block,
    Boxes,
    Cut,
    Document,
    KeyValues,
    Note,
    Paper,
    Paragraphs,
    Signatures,
    Subheading,
    Table,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import FieldKind, FormField, LookUpAnswer, LookUpTable, ServiceItem

# A4 upright takes so many columns of a look-up's table.
WIDEST_UPRIGHT = 6
# A cell longer than this is a sentence, and its column wants more room than the others.
SENTENCE = 24
# Boxes for what is written one character a box; other fields get a line.
_BOXED = {FieldKind.TELEPHONE: 11, FieldKind.DATE: 8, FieldKind.RESIDENT_ID: 18}


def once_advice(advice: Advice, *, reprint: int = 0) -> Document:
    """一次性告知书: everything missing or wrong, with remedy and source, told at once."""
    rows = [
        [str(number), line["label"], line["what"], line["remedy"], line.get("source", "")]
        for number, line in enumerate(advice.lines, start=1)
    ]
    return Document(
        title="一次性告知书",
        subtitle=office(),
        number=advice.number,
        blocks=[
            KeyValues([*person_rows(advice.resident), ("申请事项", items.get(advice.item).name)]),
            Paragraphs(["您申请的事项，目前还不能受理。原因和办法一次告知如下，办好后到任一服务点接着办："]),
            Table(
                ["序号", "项目", "为什么", "怎么办", "依据"],
                rows,
                widths=["12mm", "0.9fr", "1.5fr", "1.5fr", "1fr"],
            ),
            Note("以上已全部列明，备齐后不再要求其他材料。", strong=True),
            Signatures(
                [("申请人签字：", "年    月    日"), (f"经办人：{advice.given_by} ", moment(advice.given_at))]
            ),
        ],
        footer=f"{footer()} · {advice.point.name}",
        reprint=reprint,
    )


def look_up_paper(item: ServiceItem, resident: Resident, answer: LookUpAnswer) -> Document:
    """A look-up's answer, with how fresh it is."""
    blocks: list[Block] = [KeyValues([*person_rows(resident), *answer.summary], columns=2)]
    blocks += [
        Table(
            list(table.columns),
            [list(row) for row in table.rows],
            title=table.title,
            numeric=list(table.numeric),
            total=list(table.total),
            widths=_widths(table),
            empty=table.empty,
        )
        for table in answer.tables
    ]
    if answer.notes:
        blocks.append(Paragraphs(list(answer.notes), indent=False))
    as_of = f"数据截至 {moment(answer.as_of)}" if answer.as_of else ""
    # Dates and sums must not run into each other: a wide table lies across.
    wide = any(len(table.columns) > WIDEST_UPRIGHT for table in answer.tables)
    return Document(
        title=item.name.replace("查询", ""),
        subtitle=as_of,
        paper=Paper.A4_LANDSCAPE if wide else Paper.A4,
        blocks=blocks,
        footer=footer(),
    )


def _widths(table: LookUpTable) -> list[str]:
    """Columns by what they hold, where one holds whole sentences; [] where all may be alike."""
    longest = [
        max([len(name), *(len(row[place]) for row in table.rows)]) for place, name in enumerate(table.columns)
    ]
    if max(longest, default=0) <= SENTENCE:
        return []
    return [f"{min(max(length, 4), 60) ** 0.6:.1f}fr" for length in longest]


def blank_forms(forms: Sequence[BlankForm]) -> list[Document]:
    """Pre-numbered blank forms, one a page, each with a strip for the resident to keep."""
    return [_blank(form, items.get(form.item)) for form in forms]


def _blank(form: BlankForm, item: ServiceItem) -> Document:
    person = [("姓名", 0, ""), ("身份证号码", 18, ""), ("联系电话", 11, "")]
    known = {"resident.telephone", "resident.name", "resident.id_number"}
    asked = [_row(field) for field in item.fields if field.prefill not in known]
    seen = "、".join([*item.documents, *(material.name for material in item.materials)])
    return Document(
        title=item.name,
        subtitle=f"{form.point.name} · 停电断网时手工受理用",
        number=form.number,
        number_label="空白表编号",
        qr=form.number,
        qr_words="恢复后扫码补录",
        blocks=[
            Boxes([*person, *asked, ("查验材料", 0, f"□ {seen}")]),
            Note("请当面核对证件。恢复供电、网络后按编号补录一次，办理时限从下面写的受理时间起算。"),
            Signatures(
                [("申请人签字（手印）：", "年    月    日"), ("经办人：", "受理时间    月    日    时    分")]
            ),
            Cut(),
            KeyValues(
                [
                    ("空白表编号", form.number),
                    ("办理时限", item.limit_text),
                    ("办理事项", item.name),
                    ("服务点", form.point.name),
                    ("申请人", ""),
                    ("受理时间", "     年   月   日   时"),
                ],
                columns=2,
            ),
            Paragraphs(
                ["本服务点已收到您的申请，恢复供电、网络后录入系统，受理编号另行告知。请保存好本联。"],
                indent=False,
            ),
        ],
        footer=footer(),
    )


def _row(field: FormField) -> tuple[str, int, str]:
    label = field.label + ("" if field.required else "（选填）")
    if field.kind == FieldKind.YES_NO:
        return label, 0, "□ 是    □ 否"
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        on_paper = field.paper_choices
        offered = on_paper(timezone.localdate()) if on_paper else offered_choices(field, None)
        return label, 0, "  ".join(f"□ {choice.label}" for choice in offered)
    return label, _BOXED.get(field.kind, 0), field.unit


def guide_paper(item: ServiceItem) -> Document:
    """办事指南, to be posted or taken home; larger type for older eyes."""
    bring = [*item.documents]
    bring += [material.name + ("" if material.required else "（有则提供）") for material in item.materials]
    guide = item.guide
    blocks: list[Block] = [
        KeyValues(
            [
                ("办什么", item.content),
                ("谁能办", item.audience),
                ("在哪办", guide.where),
                ("办理方式", item.channel_names),
                ("要带什么", "；".join(bring)),
                ("办理时限", item.limit_text),
                ("收费", guide.fee),
            ]
        )
    ]
    if guide.steps:
        numbered = [f"{number}. {step}" for number, step in enumerate(guide.steps, start=1)]
        blocks += [Subheading("怎么办"), Paragraphs(numbered, indent=False)]
    if tips := guide.tips_on(timezone.localdate()):
        blocks += [Subheading("提醒"), Paragraphs(list(tips), indent=False)]
    blocks += [Subheading("依据"), Paragraphs(list(guide.basis), indent=False)]
    if not item.open:
        blocks.append(Note("本事项尚未在服务点系统开通，请到县人社局或乡镇便民服务中心办理。", strong=True))
    return Document(
        title=f"办事指南：{item.name}",
        subtitle=office(),
        number=item.number,
        number_label="事项",
        blocks=blocks,
        footer=office(),
        large=True,
        paper=Paper.A4,
    )
