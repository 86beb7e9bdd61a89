"""Item 12: looking up employment policies, by words and by subject, with the article that answers."""

from __future__ import annotations

from collections.abc import Sequence

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.policies.enums import Subject
from cuncuntong.ledgers.policies.selectors import FoundPolicy, find_policies
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import (
    Choice,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    LookUpTable,
    NextStep,
    ServiceItem,
    Situation,
)

NUMBER = "12"
MOST = 10
MOST_STEPS = 3
EMPTY = "没有查到。换一个词再查；省、市、县的文件由县里录入，没有录入的查不到，可以把问题转给县人社局。"

FIELDS = (
    FormField(
        key="words",
        label="想了解什么",
        kind=FieldKind.TEXT,
        required=False,
        hint="例如 失业金、拖欠工资、残疾人就业；不填则列出主题下的全部文件",
        max_length=200,
    ),
    FormField(
        key="subject",
        label="主题",
        kind=FieldKind.CHOICE,
        required=False,
        choices=tuple(Choice(value, str(label)) for value, label in Subject.choices),
    ),
)


def look_up(situation: Situation) -> LookUpAnswer:
    """Documents in the library with the articles that hold the words, and the handbook's answers."""
    words = str(situation.form.get("words") or "")
    subject = str(situation.form.get("subject") or "")
    page = find_policies(words=words, on=situation.on, subject=subject, limit=MOST)
    count = f"{page.total}份" + (f"，先列{len(page.rows)}份" if page.more else "")
    asked = words or (f"{Subject(subject).label}方面的文件" if subject else "全部文件")
    notes = [page.query.explanation] if page.query.explanation else []
    notes.append("标“已失效”的不能再作依据。政策以发布机关的原文和现行有效的版本为准。")
    return LookUpAnswer(
        summary=(("查询", asked), ("查到", count)),
        tables=(
            LookUpTable(
                title="政策法规",
                columns=("文件", "效力", "原文节选"),
                rows=tuple(row for found in page.rows for row in _rows(found, situation)),
                empty=EMPTY,
            ),
        ),
        notes=tuple(notes),
        panel_data={"rows": page.rows, "words": words},
        next_steps=_steps(page.rows if page.query else ()),
    )


def _rows(found: FoundPolicy, situation: Situation) -> list[tuple[str, str, str]]:
    """A document's articles as they stand; without a text what is known of it."""
    document = found.document
    name = document.title + (f"（{document.number}）" if document.number else "")
    force = str(document.force_on(situation.on).label)
    if document.lacks_text:
        return [(name, force, "正文待录入，请看发布机关公布的原文")]
    quoted = [(part.label, "".join(piece.text for piece in part.pieces)) for part in found.parts]
    return [(name, force, f"{label}　{text}" if label else text) for label, text in quoted]


def _steps(rows: Sequence[FoundPolicy]) -> tuple[NextStep, ...]:
    """Open items that the first documents belong to."""
    found: dict[str, str] = {}
    for row in rows[:MOST_STEPS]:
        for number in row.document.items:
            if number != NUMBER and items.get(number).open:
                found.setdefault(number, f"与《{row.document.title}》有关")
    return tuple(NextStep(number, words) for number, words in list(found.items())[:MOST_STEPS])


def likely(resident: Resident) -> int:
    """Anybody may ask; nobody more than others."""
    return 0


ITEM = ServiceItem(
    number=NUMBER,
    name="就业政策法规查询",
    group=Group.FIND_WORK,
    content="提供我省就业方面相关政策法规的查询。",
    audience="办事群众",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=FIELDS,
    look_up=look_up,
    likely=likely,
    panel="library/_item_policies.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(12),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明想了解的政策，例如创业担保贷款、社保补贴、公益性岗位、技能培训。",
            "当场查询现行政策原文和办理地点，需要的可以打印。",
        ),
        result="当场看到或打印就业政策法规。",
        tips=("政策以发布机关的原文和现行有效的版本为准。",),
    ),
)
