"""Item 15: looking up which office keeps a mobile person's file, by household and by last unit."""

from __future__ import annotations

from cuncuntong.items.shared import COUNTER_AND_KIOSK, listed
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.selectors import employments_of
from cuncuntong.ledgers.policies.models import ArchiveInstitution
from cuncuntong.ledgers.policies.selectors import ELSEWHERE, FoundArchive, archives_for
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.network.places import current
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

NO_FEE = "公共人力资源服务机构管理流动人员人事档案不收费（《人力资源市场暂行条例》第十五条）。"
NOT_BY_HAND = "个人不得自带、自拆档案，转档由机构之间办理。"
NOT_FOUND = "没有查到。可以先问原工作单位或毕业学校，档案转到了哪里；也可以请县人社局帮助查询。"


def _districts(situation: Situation) -> tuple[Choice, ...]:
    """The county's townships, and what lies outside."""
    county = situation.resident.county_code
    own = tuple(Choice(code, name) for code, name in current().townships(county))
    return (*own, Choice(ELSEWHERE, "外县（市、区）"))


def _own_district(situation: Situation) -> str:
    return str(situation.resident.township_code)


def _last_unit(situation: Situation) -> str:
    """The unit of the newest spell that is known."""
    spells = employments_of(situation.resident).filter(kind=EmploymentKind.UNIT)
    newest = spells.order_by("-starts_on", "-pk").first()
    return newest.employer[:100] if newest else ""


FIELDS = (
    FormField(
        key="district",
        label="户籍在哪里",
        kind=FieldKind.CHOICE,
        required=False,
        choices=_districts,
        default=_own_district,
    ),
    FormField(
        key="unit",
        label="最后工作单位或毕业学校",
        kind=FieldKind.TEXT,
        required=False,
        hint="不清楚的不填；户籍在外县的，可以写地方的名字",
        default=_last_unit,
    ),
)


def look_up(situation: Situation) -> LookUpAnswer:
    """The institutions that serve the household's district, or answer to the unit's name."""
    district = str(situation.form.get("district") or "")
    unit = str(situation.form.get("unit") or "")
    found, query = archives_for(district=district, words=unit, home=situation.resident.village_code)
    names = {choice.value: choice.label for choice in _districts(situation)}
    notes = [NOT_BY_HAND, NO_FEE]
    if query.only_stop_words:
        notes.insert(0, query.explanation)
    if any(one.institution.synthetic for one in found):
        notes.append("标“演示”的机构是演示数据，不是实际机构。")
    return LookUpAnswer(
        summary=(
            ("户籍", names.get(district, "没有说明")),
            ("最后单位", unit or "没有说明"),
            ("查到", f"{len(found)}个机构"),
        ),
        tables=(_where(found), _how(found)),
        notes=tuple(notes),
        panel_data={"found": found},
    )


def _where(found: list[FoundArchive]) -> LookUpTable:
    return LookUpTable(
        title="档案存放机构",
        columns=("机构", "为什么", "地址", "电话", "距离"),
        rows=tuple(
            (
                _name(one.institution),
                "；".join(one.reasons),
                one.institution.address,
                one.institution.telephone,
                one.distance,
            )
            for one in found
        ),
        empty=NOT_FOUND,
    )


def _how(found: list[FoundArchive]) -> LookUpTable:
    return LookUpTable(
        title="怎么转档",
        columns=("机构", "办公时间", "保管哪些档案", "转入", "转出"),
        rows=tuple(
            (
                _name(one.institution),
                one.institution.hours,
                one.institution.keeps,
                one.institution.how_in or "请先电话询问",
                one.institution.how_out or "请先电话询问",
            )
            for one in found
        ),
        empty="查到机构后列出办法。",
    )


def _name(institution: ArchiveInstitution) -> str:
    mark = "（演示）" if institution.synthetic and "演示" not in institution.name else ""
    return institution.name + mark


def likely(resident: Resident) -> int:
    """Whoever moved away left a file behind."""
    return 15 if resident.standing == Standing.MOVED_OUT else 0


ITEM = ServiceItem(
    number="15",
    name="档案存放机构查询",
    group=Group.FIND_WORK,
    content="为流动人员开展档案存放机构查询服务。",
    audience="有查询意愿的流动人员",
    channels=COUNTER_AND_KIOSK,
    limit_workdays=0,
    line=Line.EMPLOYMENT,
    kind=Kind.LOOK_UP,
    fields=FIELDS,
    look_up=look_up,
    likely=likely,
    panel="library/_item_archives.html",
    submit_label="查询",
    guide=Guide(
        basis=(listed(15), "《人力资源市场暂行条例》第十五条（流动人员人事档案管理不收费）"),
        steps=(
            "出示身份证或社保卡，工作人员核对本人。",
            "说明毕业学校、原工作单位和户籍地。",
            "查询档案存放机构的名称、地址和电话。",
        ),
        result="当场查到档案存放机构。",
        tips=(
            "查不到的，工作人员会告知可能的存放机构和查询电话。",
            "个人不得自带、自拆档案。",
        ),
    ),
)
