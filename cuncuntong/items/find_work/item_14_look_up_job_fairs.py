"""Item 14: looking up job fairs, with who comes, how far it is from home, and a wish to be reminded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from cuncuntong.items.shared import COUNTER_AND_KIOSK, day_words, listed
from cuncuntong.ledgers.fairs.enums import FairKind, FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.selectors import (
    Asked,
    asked_for,
    postings_at,
    published,
    with_counts,
    with_wish_of,
)
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.network.places import STRAIGHT_LINE, SYNTHETIC_MARK, Distance, current, distance_km
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.service_item import (
    Choice,
    FieldKind,
    FormField,
    Group,
    Guide,
    Kind,
    LookUpAnswer,
    LookUpTable,
    ServiceItem,
    Situation,
)

MOST = 30
# So many postings of the next fair are shown and printed beside the list.
MOST_POSTINGS = 40
COLUMNS = ("时间", "招聘会", "地点", "服务对象", "参会", "离家")
SECTION = "查询条件"
# For the order of the buttons alone: nobody is refused by it.
WORKING_YEARS = (16, 65)


def _township_choices(_: Situation) -> tuple[Choice, ...]:
    county = settings.CUNCUNTONG["COUNTY_CODE"]
    return tuple(Choice(code, name) for code, name in current().townships(county))


def look_up(situation: Situation) -> LookUpAnswer:
    """Fairs from a day on, the next first; then the postings of the next one."""
    asked, swapped = _asked(situation)
    rows = asked_for(published(), asked).order_by("starts_at", "pk")
    fairs: list[Any] = list(with_wish_of(with_counts(rows), situation.resident)[: MOST + 1])
    shown = fairs[:MOST]
    home = situation.resident.village_code or situation.resident.township_code
    far = {fair.pk: distance_km(home, fair.place_code) for fair in shown if fair.place_code}
    coming = [fair for fair in shown if _comes(fair, situation.on)]
    tables = [_list(shown, far, situation.on)]
    if coming:
        tables.append(_postings(coming[0]))
    return LookUpAnswer(
        summary=tuple(_summary(shown, coming, far)),
        tables=tuple(tables),
        as_of=timezone.now(),
        notes=tuple(_notes(situation, len(fairs) > MOST, swapped, far.values())),
        panel_data=_panel(coming),
    )


def _asked(situation: Situation) -> tuple[Asked, bool]:
    """What is asked; a pair of days that stands the wrong way round is turned."""
    form = situation.form
    since, until = (dt.date.fromisoformat(form[key]) if form[key] else None for key in ("since", "until"))
    since = since or situation.on
    swapped = until is not None and until < since
    if swapped and until is not None:
        since, until = until, since
    return Asked(since, until, form["township"], form["kind"]), swapped


def _comes(fair: Fair, on: dt.date) -> bool:
    return fair.state == FairState.PUBLISHED and timezone.localdate(fair.ends_at) >= on


def _list(fairs: list[Any], far: dict[int, Distance], on: dt.date) -> LookUpTable:
    return LookUpTable(
        title="招聘会",
        columns=COLUMNS,
        rows=tuple(
            (
                time_words(fair),
                f"{fair.title}（{state}）" if (state := _state(fair, on)) else fair.title,
                place_words(fair),
                fair.audience,
                f"{fair.employers_count}家单位，{fair.postings_count}个岗位",
                far[fair.pk].words if fair.pk in far else "网上参加",
            )
            for fair in fairs
        ),
        empty="这段时间没有已发布的招聘会。",
    )


def _state(fair: Fair, on: dt.date) -> str:
    if fair.state == FairState.CANCELLED:
        return "已取消"
    if not _comes(fair, on):
        return "已结束"
    return "今天" if timezone.localdate(fair.starts_at) == on else ""


def _postings(fair: Fair) -> LookUpTable:
    rows = [
        (
            public_name(one.stand.employer),
            one.posting.title,
            pay_words(one.posting),
            str(one.posting.headcount),
        )
        for one in postings_at(fair)
    ]
    return LookUpTable(
        title=f"{fair.title}的岗位",
        columns=("单位", "岗位", "待遇", "人数"),
        rows=tuple(rows[:MOST_POSTINGS]),
        empty="参会单位正在报名，请过几天再查。",
        numeric=(3,),
    )


def _summary(shown: list[Fair], coming: list[Fair], far: dict[int, Distance]) -> Iterable[tuple[str, str]]:
    yield "招聘会", f"{len(coming)}场未结束，共列出{len(shown)}场" if shown else "没有"
    if coming:
        yield "最近一场", f"{coming[0].title}，{time_words(coming[0])}"
    near = [(far[fair.pk].km, fair) for fair in coming if fair.pk in far and far[fair.pk].km is not None]
    if near:
        closest = min(near, key=lambda one: (one[0], one[1].starts_at))[1]
        yield "离家最近", f"{closest.title}，{far[closest.pk].words}"


def _notes(situation: Situation, more: bool, swapped: bool, far: Iterable[Distance]) -> Iterable[str]:
    known = [one for one in far if one.km is not None]
    if swapped:
        yield "“从”在“到”的后面，已调换过来查询。"
    if more:
        yield f"只列出最近的{MOST}场，请缩小范围再查。"
    yield f"{day_words(situation.on)}查询。出门前请再核对一次时间和地点，招聘会可能改期。参加招聘会不收费。"
    if known:
        yield f"{STRAIGHT_LINE}。"
    if any(one.synthetic for one in known):
        yield f"{SYNTHETIC_MARK}。"


def _panel(coming: list[Any]) -> dict[str, Any]:
    """Marks for the map, and the fairs that the resident can ask to be reminded of."""
    return {
        "dots": [
            {"place": fair.place_code, "label": fair.title, "note": time_words(fair)}
            for fair in coming
            if fair.way != FairWay.ONLINE
        ],
        "fairs": [{"fair": fair, "when": time_words(fair), "noted": fair.noted} for fair in coming],
    }


def likely(resident: Resident) -> int:
    """People of working age, after the items by which they are registered."""
    age = age_on(resident.birth_date, timezone.localdate())
    return 20 if WORKING_YEARS[0] <= age < WORKING_YEARS[1] else 0


ITEM = ServiceItem(
    number="14",
    name="招聘会信息查询",
    group=Group.FIND_WORK,
    content="查询已上线发布的招聘会召开时间、地点、服务对象等信息。",
    audience="办事群众",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=(
        FormField(
            "township",
            "乡镇",
            FieldKind.CHOICE,
            required=False,
            section=SECTION,
            hint="不选是全县",
            choices=_township_choices,
        ),
        FormField("since", "从", FieldKind.DATE, required=False, section=SECTION, hint="不填从今天起"),
        FormField("until", "到", FieldKind.DATE, required=False, section=SECTION),
        FormField(
            "kind",
            "类型",
            FieldKind.CHOICE,
            required=False,
            section=SECTION,
            choices=tuple(Choice(kind.value, str(kind.label)) for kind in FairKind),
        ),
    ),
    look_up=look_up,
    likely=likely,
    panel="fairs/_panel.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(14),),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "查询已发布的招聘会时间、地点、服务对象、参会单位和岗位，看离家多远。",
            "需要的可以打印；想去的登记参会意向，招聘会前几天提醒，改期或取消也会告知。",
        ),
        result="当场看到或打印招聘会信息。",
        tips=(
            "出门前请再核对一次时间和地点，招聘会可能改期。",
            "参加招聘会不收费。",
        ),
    ),
)
