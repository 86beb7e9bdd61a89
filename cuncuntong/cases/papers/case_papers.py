"""Papers of one case: receipt, return slip, decision, result notice."""

from __future__ import annotations

from collections import Counter

from cuncuntong.cases.enums import State
from cuncuntong.cases.forms import applicant_of, display_case
from cuncuntong.cases.models import Case, Notice
from cuncuntong.cases.papers.common import day, footer, moment, office, person_rows, progress_address
from cuncuntong.cases.selectors.above import Afterwards, afterwards_of, words_to_tell
from cuncuntong.foundation.pages import (
    Block,
    Document,
    KeyValues,
    Note,
    Paper,
    Paragraphs,
    Signatures,
    Subheading,
    Table,
)
from cuncuntong.rules.materials import material_kind
from cuncuntong.rules.registry import items

_ENDED_WELL = {State.APPLIED, State.FED_BACK}


def receipt(case: Case, *, paper: Paper = Paper.A5, reprint: int = 0) -> Document:
    """受理回执: number, QR code, due date, what was handed in."""
    item = items.get(case.item)
    rows = [
        *_person_rows(case),
        ("办理事项", item.name),
        ("受理时间", moment(case.accepted_at)),
        ("办理时限", item.limit_text),
    ]
    after = afterwards_of(case)
    if case.state in _ENDED_WELL and case.decided_at:
        rows.append((_ended_label(after), moment(case.decided_at)))
    else:
        rows.append(("应办结日", day(case.due_on)))
    rows += [("收到材料", _received(case)), ("服务点", case.point.name)]
    if case.point.telephone:
        rows.append(("咨询电话", case.point.telephone))
    blocks: list[Block] = [KeyValues(rows)]
    message = (case.effect or {}).get("message", "")
    if message:
        blocks.append(Note(message))
    blocks += _afterwards(after)
    blocks.append(Note("凭受理编号和身份证后6位，可扫码或在任一服务点查询进度。", strong=True))
    blocks.append(Signatures([("申请人签字：", ""), (f"经办人：{case.handler.full_name} ", "")]))
    return Document(
        title="受理回执",
        subtitle=office(),
        number=case.number,
        number_label="受理编号",
        qr=progress_address(case.number),
        qr_words="扫码查进度",
        paper=paper,
        blocks=blocks,
        footer=footer(case),
        reprint=reprint,
    )


def _received(case: Case) -> str:
    item = items.get(case.item)
    names = {material.key: material.name for material in item.materials}
    pages: Counter[str] = Counter()
    for page in case.attachments.all():
        if page.replaced_by_id is None:
            pages[names.get(page.material, page.material)] += page.pages
    listed = [f"{name}{count}页" for name, count in pages.items()]
    if case.state in _ENDED_WELL:
        kinds = ((one.name, material_kind(one.kind)) for one in item.materials)
        listed += [name for name, kind in kinds if kind is not None and kind.kept_by_ledger]
    return "、".join(listed) or "证件已当场核对并退还"


def return_slip(case: Case, *, reprint: int = 0) -> Document:
    """补正告知书: the exact line, page or photo, what is wrong, and how to mend it."""
    lines = list(case.slip_lines.all())
    latest = max((line.round for line in lines), default=1)
    rows = [
        [
            str(number),
            line.label + (f" 第{line.page}页" if line.page else ""),
            line.problem,
            line.remedy or "按要求重新提供",
        ]
        for number, line in enumerate((line for line in lines if line.round == latest), start=1)
    ]
    return Document(
        title="补正告知书",
        subtitle=office(),
        number=case.number,
        number_label="受理编号",
        qr=progress_address(case.number),
        qr_words="扫码查进度",
        blocks=[
            KeyValues([*_person_rows(case), ("办理事项", items.get(case.item).name)]),
            Paragraphs(
                ["您的申请还差下列内容，已一次列全。只需补这些，其他填写内容和材料都保留，不用重交。"]
            ),
            Table(
                ["序号", "哪一项、哪一页", "有什么问题", "怎么改"],
                rows,
                widths=["12mm", "1.2fr", "1.5fr", "1.5fr"],
            ),
            Note("补正期间办理时限暂停计算，补齐后接着算。请到原受理服务点补正。", strong=True),
            Signatures([("申请人签字：", "年    月    日"), ("经办人：", "年    月    日")]),
        ],
        footer=footer(case),
        reprint=reprint,
    )


def decision(case: Case, *, reprint: int = 0) -> Document:
    """不予办理决定书, or 办结告知书 with the result's lines."""
    return _refusal(case, reprint) if case.state == State.REFUSED else _result(case, reprint)


def _refusal(case: Case, reprint: int) -> Document:
    item = items.get(case.item)
    asked = [(row.label, row.text) for section in display_case(case) for row in section.rows]
    return Document(
        title="不予办理决定书",
        subtitle=office(),
        number=case.number,
        number_label="受理编号",
        blocks=[
            KeyValues([*_person_rows(case), ("申请事项", item.name), *asked]),
            Subheading("决定"),
            Paragraphs([f"您于{moment(case.accepted_at)}提出的申请，经审核，决定不予办理。"]),
            Subheading("理由"),
            Paragraphs(case.decision_note.splitlines() or [""]),
            Subheading("您可以怎么办"),
            Paragraphs(case.remedy.splitlines() or [""]),
            Signatures([(f"{office()}（盖章）", _decided(case)), ("送达：申请人签字", "年    月    日")]),
        ],
        footer=footer(case),
        reprint=reprint,
    )


def _result(case: Case, reprint: int) -> Document:
    item = items.get(case.item)
    effect = case.effect or {}
    after = afterwards_of(case)
    waits = after.open is not None and after.open.waits
    blocks: list[Block] = [
        KeyValues(
            [
                *_person_rows(case),
                ("办理事项", item.name),
                ("受理时间", moment(case.accepted_at)),
                (_ended_label(after), _decided(case)),
            ]
        ),
        Note(effect.get("message", "") or "已办结。", strong=True),
        *_afterwards(after),
    ]
    lines = [(str(label), str(value)) for label, value in effect.get("lines", [])]
    if lines:
        blocks.append(Subheading("办理结果"))
        if after.refused:
            blocks.append(Note(after.refused.of_the_lines))
        blocks.append(KeyValues(lines))
    if case.state == State.REVERSED:
        blocks.append(Note("本办理结果已被撤销，台账已恢复到办理前。", strong=True))
    blocks.append(Signatures([(f"{office()}（盖章）", ""), ("居民签收：", "年    月    日")]))
    return Document(
        title="办理情况告知书" if waits else "办结告知书",
        subtitle=office(),
        number=case.number,
        number_label="受理编号",
        qr=progress_address(case.number),
        qr_words="扫码核对",
        blocks=blocks,
        footer=footer(case),
        reprint=reprint,
    )


def _person_rows(case: Case) -> list[tuple[str, str]]:
    """Whose case it is, and who applied where that is somebody else."""
    applicant = applicant_of(case)
    rows = person_rows(case.resident)
    return [("申请人", applicant), ("为谁申请", case.resident.name), *rows[1:]] if applicant else rows


def _afterwards(after: Afterwards) -> list[Block]:
    """The province's refusal, or what is still waited for, right below the result that it speaks of."""
    return [Note(after.sentence, strong=True)] if after.sentence else []


def _ended_label(after: Afterwards) -> str:
    """Nothing is said to be at its end as long as somebody still has to decide."""
    return "办理时间" if after.open and after.open.waits else "办结时间"


def _decided(case: Case) -> str:
    return moment(case.decided_at) if case.decided_at else ""


def notice_paper(notice: Notice, *, reprint: int = 0) -> Document:
    """The notice as an 80 mm slip for the resident to take home."""
    case = notice.case
    return Document(
        title="结果通知",
        subtitle=office(),
        number=case.number,
        number_label="受理编号",
        qr=progress_address(case.number),
        qr_words="扫码查进度",
        paper=Paper.RECEIPT_80,
        blocks=[
            Paragraphs([words_to_tell(notice, afterwards_of(case))], indent=False),
            KeyValues([("服务点", case.point.name)]),
        ],
        footer=footer(case),
        reprint=reprint,
    )
