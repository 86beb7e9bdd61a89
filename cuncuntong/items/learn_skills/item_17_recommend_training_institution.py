"""Item 17: recommending a training institution nearby, with reasons and a map."""

from __future__ import annotations

from cuncuntong.items.learn_skills import groups, wanted
from cuncuntong.items.shared import COUNTER, listed
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.ledgers.training.enums import ClassState, WishState
from cuncuntong.ledgers.training.selectors import (
    Ranked,
    Want,
    certificates_of,
    course_words,
    institutions_near,
    live_wishes,
    rank_among,
    teaching,
)
from cuncuntong.network.enums import Line
from cuncuntong.rules import occupations
from cuncuntong.rules.occupations import Resolved
from cuncuntong.rules.service_item import (
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

MOST = 10
COLUMNS = ("次序", "机构", "为什么推荐", "地址", "电话")


def look_up(situation: Situation) -> LookUpAnswer:
    """The institutions that teach what is wanted, the best first; all of them where nothing is."""
    resident, words = situation.resident, situation.form.get("words", "")
    found = wanted.meant(words)
    home = resident.village_code or resident.township_code or resident.county_code
    if words and found.code is None:
        return _unknown(words, found)
    offered = institutions_near(resident, situation.on)
    if found.code:
        level = wanted.level_of(situation.form.get("level"))
        rows = rank_among(offered, Want(found.code, level, home), situation.on)[:MOST]
        what = f"{words}（{occupations.label(found.code)}，{found.code}）"
    else:
        rows = teaching(offered, home)[:MOST]
        what = "没有限定，列出附近的机构"
    return LookUpAnswer(
        summary=(("想学的工种", what), ("找到的机构", f"{len(rows)}家" if rows else "没有")),
        tables=(_table(rows, fitting=bool(found.code)),),
        notes=_notes(rows, fitting=bool(found.code)),
        panel_data={"places": [_dot(place, one) for place, one in enumerate(rows, start=1)]},
        next_steps=_next_steps(situation, rows),
    )


def _unknown(words: str, found: Resolved) -> LookUpAnswer:
    if found.candidates:
        said, note = f"“{words}”可能是好几个职业", f"请填写其中一个的全称：{wanted.perhaps(found)}。"
    else:
        said = f"没有找到“{words}”是哪个职业"
        note = "请换个说法，例如：电焊、护工、厨师、家政；不填就列出附近所有的机构。"
    return LookUpAnswer(summary=(("想学的工种", said),), tables=(), notes=(note,))


def _table(rows: list[Ranked], *, fitting: bool) -> LookUpTable:
    title = "推荐的培训机构" if fitting else "附近的培训机构"
    return LookUpTable(
        title=title,
        columns=COLUMNS,
        rows=tuple(_row(place, one) for place, one in enumerate(rows, start=1)),
        empty="本县目前没有机构开设这个工种。可以先登记培训意向，有机构开班时由服务点告诉您。",
        numeric=(0,),
    )


def _row(place: int, one: Ranked) -> tuple[str, ...]:
    row = one.institution
    telephone = f"{row.telephone}（{row.contact}）" if row.contact else row.telephone
    return str(place), row.name, "；".join(one.reasons), row.address, telephone


def _dot(place: int, one: Ranked) -> dict[str, str]:
    return {
        "place": one.institution.place_code,
        "label": f"{place} {one.institution.name}",
        "note": f"{course_words(one.course)}，{one.where}",
        "tone": "good" if one.next_class else "neutral",
    }


def _notes(rows: list[Ranked], *, fitting: bool) -> tuple[str, ...]:
    notes = ["按距离、对口程度和开班早晚排列，最终参加哪家机构由本人决定。"]
    if fitting and rows:
        notes.append("收不收费、有没有补贴，以机构的开班通知为准。")
    if any(one.distance.km is None for one in rows):
        notes.append("没有坐标的地方按乡镇远近说明，不参加距离计分。")
    return tuple(notes)


def _next_steps(situation: Situation, rows: list[Ranked]) -> tuple[NextStep, ...]:
    live = live_wishes(situation.resident)
    steps = []
    if not live:
        steps.append(NextStep("16", "把培训意向登记下来，有班次时由服务点告诉您"))
    waiting = [wish for wish in live if wish.state == WishState.OPEN]
    if waiting and any(one.next_class and one.next_class.state == ClassState.OPEN for one in rows):
        steps.append(NextStep("19", "有可以报名的班次，现在就能安排"))
    elif waiting:
        steps.append(NextStep("18", "替您问机构什么时候开班，记下答复"))
    if certificates_of(situation.resident):
        steps.append(NextStep("22", "您有培训合格证书，符合条件的可以申领技能提升补贴"))
    return tuple(steps)


def likely(resident: Resident) -> int:
    """Whoever has a wish that waits."""
    return 50 if "training.waits" in standings_of(resident) else 0


FIELDS = (
    FormField("words", "想学的工种", FieldKind.TEXT, required=False, prefill="training.words",
              hint="用平常的说法；不填就列出附近所有的机构", max_length=20,
              choices=wanted.words_of_institutions),
    FormField("level", "等级", FieldKind.CHOICE, required=False, choices=wanted.LEVELS, default=wanted.ANY,
              prefill="training.level"),
)  # fmt: skip

ITEM = ServiceItem(
    number="17",
    name="培训机构推荐",
    group=Group.LEARN_SKILLS,
    content="根据已登记的培训意愿为符合条件的六类重点群体，按照就近原则推荐培训机构。",
    audience=groups.SIX_GROUPS,
    channels=COUNTER,
    limit_workdays=0,
    line=Line.TRAINING,
    kind=Kind.LOOK_UP,
    fields=FIELDS,
    look_up=look_up,
    likely=likely,
    panel="training/_institutions_map.html",
    submit_label="查找",
    guide=Guide(
        basis=(listed(17),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "按已登记的培训意愿，就近匹配培训机构和工种。",
            "当场看到机构的距离、课程、下期开班、地址和电话，每家都说明为什么推荐。",
            "需要纸质的，当场打印带走。",
        ),
        result="当场得到就近的培训机构信息。",
        tips=(
            "先办第16项“培训意向登记”，想学的工种就不用再说一遍。",
            "最终参加哪家机构由本人决定。",
            "不属于六类重点群体的，也可以来查，直接向机构报名。",
        ),
    ),
)
