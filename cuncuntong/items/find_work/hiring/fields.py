"""The form by which somebody who needs hands registers a gig at the counter."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import day_words
from cuncuntong.ledgers.jobs.enums import Hours, Insurance, PayUnit, PostingState
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import day_words as words_of_day
from cuncuntong.ledgers.jobs.selectors.postings import gigs_of_resident
from cuncuntong.ledgers.jobs.services import renewable
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.selectors import townships
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation

NEW, RENEW, PEOPLE, FULL, END = "new", "renew", "people", "full", "end"
PERSON, UNIT = "person", "unit"
ON_STANDING = (RENEW, PEOPLE, FULL, END)
END_REASONS = ("已经招到人", "不再需要了", "工期取消或改期", "其他")
WORKS = (
    *("摘花椒", "摘苹果", "果树修剪", "养蚕", "锄草", "收庄稼", "开农机", "植树", "泥瓦匠", "小工"),
    *("木工", "油漆工", "电焊工", "水电工", "装卸工", "搬家", "厨师", "帮厨", "保洁", "护工"),
)
UNITS = (PayUnit.DAY, PayUnit.HOUR, PayUnit.PIECE)
EXTRAS = (Choice("meals", "管饭"), Choice("lodging", "管住"), Choice("transport", "接送"))
_RUNNING = (PostingState.PUBLISHED, PostingState.PAUSED)
_CLOSABLE = (*_RUNNING, PostingState.PENDING, PostingState.RETURNED, PostingState.FILLED)

_WHAT, _WHO, _WORK, _PAY, _AGREED = "办理内容", "用工方", "招什么工", "报酬和条件", "同意公开"
_NEW = ("action", (NEW,))
_OF_UNIT = ("who", (UNIT,))


def gigs(situation: Situation) -> list[Posting]:
    """The gigs that the resident filed and that something can still be done with."""
    found = gigs_of_resident(situation.resident)
    return [one for one in found if one.state in _CLOSABLE or renewable(one, situation.on)]


def actions(situation: Situation) -> tuple[Choice, ...]:
    """A new one always; the rest with what there is."""
    own = gigs(situation)
    found = [Choice(NEW, "新登记招工")]
    if any(one.state in _RUNNING or one.state == PostingState.ENDED for one in own):
        found.append(Choice(RENEW, "续期"))
    if any(one.state in (*_RUNNING, PostingState.FILLED) for one in own):
        found += [Choice(PEOPLE, "改人数"), Choice(FULL, "招满了")]
    if any(one.state in _CLOSABLE for one in own):
        found.append(Choice(END, "结束招工"))
    return tuple(found)


def paper_actions(on: dt.date) -> tuple[Choice, ...]:
    """What a blank form offers to a person not known yet."""
    named = ((RENEW, "续期"), (PEOPLE, "改人数"), (FULL, "招满了"), (END, "结束招工"))
    return (Choice(NEW, "新登记招工"), *(Choice(key, words) for key, words in named))


def standing(situation: Situation) -> tuple[Choice, ...]:
    """The resident's gigs to choose among."""
    return tuple(
        Choice(
            one.code,
            f"{one.title}，{_days(one)}，招{one.headcount}人，{one.get_state_display()}"
            + (f"，有效期至{words_of_day(one.valid_until)}" if one.valid_until else ""),
        )
        for one in gigs(situation)
    )


def _days(one: Posting) -> str:
    if one.starts_on is None:
        return "日期未定"
    same = one.ends_on is None or one.ends_on == one.starts_on
    return day_words(one.starts_on) if same else f"{day_words(one.starts_on)}至{day_words(one.ends_on)}"  # type: ignore[arg-type]


@read_once
def _places(resident: Resident) -> tuple[tuple[str, str], ...]:
    """One's own village first, then the own township, the others, and the whole county."""
    village = resident.village
    own = [(village.code, f"{village.name}（本村）")] if resident.village_code else []
    towns = [(one.code, one.name) for one in townships(resident.county_code)]
    mine = [(code, f"{name}（本乡镇）") for code, name in towns if code == resident.township_code]
    others = [(code, name) for code, name in towns if code != resident.township_code]
    return (*own, *mine, *others, (resident.county_code, "全县各处"))


def places(situation: Situation) -> tuple[Choice, ...]:
    """Where the work may be."""
    return tuple(Choice(code, words) for code, words in _places(situation.resident))


def paper_places(on: dt.date) -> tuple[Choice, ...]:
    """The townships, on a blank form."""
    return tuple(Choice(one.code, one.name) for one in townships())


def _plain(words: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(one, one) for one in words)


FIELDS = (
    FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=actions, default=NEW,
              paper_choices=paper_actions),
    FormField("posting", "哪一条招工", FieldKind.CHOICE, section=_WHAT, choices=standing,
              show_when=("action", ON_STANDING), paper_choices=lambda on: ()),
    FormField("headcount_now", "现在要招", FieldKind.NUMBER, section=_WHAT, unit="人", minimum=1, maximum=999,
              show_when=("action", (PEOPLE,))),
    FormField("hired_now", "其中已招到", FieldKind.NUMBER, section=_WHAT, unit="人", minimum=0, maximum=999,
              default="0", show_when=("action", (PEOPLE,))),
    FormField("end_reason", "结束原因", FieldKind.CHOICE, section=_WHAT, choices=_plain(END_REASONS),
              show_when=("action", (END,))),

    FormField("who", "替谁招工", FieldKind.CHOICE, section=_WHO, default=PERSON, show_when=_NEW,
              choices=(Choice(PERSON, "本人家里用工"), Choice(UNIT, "单位用工（本人是经办人）"))),
    FormField("credit_code", "统一社会信用代码", FieldKind.TEXT, section=_WHO, max_length=40,
              hint="18位，在营业执照上", show_when=_OF_UNIT),
    FormField("unit_name", "单位名称", FieldKind.TEXT, section=_WHO, required=False, max_length=100,
              hint="第一次来登记的单位填写，按营业执照", show_when=_OF_UNIT),
    FormField("code_checked", "代码已对照营业执照核对", FieldKind.YES_NO, section=_WHO, required=False,
              hint="提示校验位不符时，核对无误的选“是”", show_when=_OF_UNIT),
    FormField("telephone", "联系电话", FieldKind.TELEPHONE, section=_WHO, required=False,
              hint="不填就用居民资料里的电话；用工方登记过的，用登记的电话", show_when=_NEW),

    FormField("title", "招什么工", FieldKind.TEXT, section=_WORK, max_length=60, choices=_plain(WORKS),
              hint="例如：摘花椒、砌墙、看护老人", show_when=_NEW),
    FormField("occupation", "属于哪种职业", FieldKind.TEXT, section=_WORK, required=False, max_length=40,
              hint="上面写的叫法系统认得的不用填", choices=_plain(WORKS), show_when=_NEW),
    FormField("description", "干什么活", FieldKind.LONG_TEXT, section=_WORK, max_length=1000,
              hint="不写性别、年龄、地域，不写电话", show_when=_NEW),
    FormField("headcount", "要几个人", FieldKind.NUMBER, section=_WORK, unit="人", minimum=1, maximum=999,
              show_when=_NEW),
    FormField("starts_on", "哪天开工", FieldKind.DATE, section=_WORK, show_when=_NEW),
    FormField("ends_on", "干到哪天", FieldKind.DATE, section=_WORK, show_when=_NEW,
              hint="只干一天的，和开工日期写一样"),
    FormField("hours", "什么时候干", FieldKind.CHOICE, section=_WORK, default=Hours.DAY, show_when=_NEW,
              choices=tuple(Choice(value, str(label)) for value, label in Hours.choices)),
    FormField("hours_words", "每天几点到几点", FieldKind.TEXT, section=_WORK, required=False, max_length=60,
              hint="例如：7:00到11:00，14:00到18:00", show_when=_NEW),
    FormField("work_place", "在哪里干", FieldKind.CHOICE, section=_WORK, choices=places, show_when=_NEW,
              paper_choices=paper_places),
    FormField("address", "详细地点", FieldKind.TEXT, section=_WORK, required=False, max_length=120,
              show_when=_NEW),

    FormField("pay_unit", "工钱怎么算", FieldKind.CHOICE, section=_PAY, default=PayUnit.DAY, show_when=_NEW,
              choices=tuple(Choice(unit.value, str(unit.label)) for unit in UNITS)),
    FormField("pay_low", "工钱", FieldKind.MONEY, section=_PAY, show_when=_NEW),
    FormField("pay_words", "工钱说明", FieldKind.TEXT, section=_PAY, required=False, max_length=100,
              hint="例如：干完当天结；按斤算的写明一斤多少", show_when=_NEW),
    FormField("extras", "另外", FieldKind.CHOICES, section=_PAY, required=False, choices=EXTRAS,
              show_when=_NEW),
    FormField("insurance", "保险", FieldKind.CHOICE, section=_PAY, show_when=_NEW,
              hint="受伤谁负责，必须说明",
              choices=tuple(Choice(value, str(label)) for value, label in Insurance.choices)),
    FormField("findings_confirmed", "提示已与用工方核对", FieldKind.YES_NO, section=_PAY, required=False,
              hint="旁边“提示已核对”没有通过时，核对无误的选“是”", show_when=_NEW),

    FormField("consented", "用工方同意公开招工信息", FieldKind.YES_NO, section=_AGREED, show_when=_NEW,
              hint="审核通过后在网上和服务点公开；个人只公开姓氏"),
    FormField("contact_shown", "公开联系电话", FieldKind.YES_NO, section=_AGREED, show_when=_NEW,
              hint="不公开的，由服务点帮忙联系"),
)  # fmt: skip
