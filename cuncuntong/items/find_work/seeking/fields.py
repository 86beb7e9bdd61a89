"""The form by which somebody registers as looking for work."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from cuncuntong.ledgers.jobs.enums import HealthLimit, Hours, PayUnit, SeekerKind
from cuncuntong.rules.certificates import certificates
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation

REGISTER, RENEW, PAUSE, RESUME, CLOSE = "register", "renew", "pause", "resume", "close"
WISHED = (REGISTER, RENEW)

OCCUPATIONS = {
    SeekerKind.FIXED: (
        *("种植养殖", "煤矿工人", "建筑工", "缫丝工", "缝纫工", "电焊工", "电工", "机械操作工", "装配工"),
        *("服务员", "厨师", "家政", "保洁", "护工", "月嫂", "货车司机", "快递员", "保安", "仓库管理员"),
        *("收银员", "文员", "会计", "幼教", "导游"),
    ),
    SeekerKind.GIG: (
        *("摘花椒", "摘苹果", "果树修剪", "养蚕", "锄草", "浇地", "收庄稼", "开农机", "植树"),
        *("泥瓦匠", "小工", "木工", "油漆工", "电焊工", "水电工", "装卸工", "搬家", "厨师", "帮厨"),
        *("保洁", "护工", "带孩子", "看门", "送货"),
    ),
}
PLACES = ("本村附近", "本乡镇", "本县", "县外")
# GB/T 4658, the two-digit codes.
EDUCATION = (
    Choice("90", "其他（未上过学）"),
    Choice("80", "小学"),
    Choice("70", "初中"),
    Choice("60", "普通高中"),
    Choice("40", "中专、职高、技校"),
    Choice("30", "大学专科"),
    Choice("20", "大学本科"),
    Choice("10", "研究生"),
)
REASONS = ("已找到工作", "暂时不找工作", "升学或参军", "其他")
FOUND_WORK = REASONS[0]
UNITS = {SeekerKind.FIXED: PayUnit.MONTH, SeekerKind.GIG: PayUnit.DAY}

_WHAT, _WANTED, _ABLE, _AGREED = "办理内容", "求职意向", "本人情况", "本人同意"
Choices = tuple[Choice, ...]


def plain_choices(words: tuple[str, ...]) -> Choices:
    """Words that stand for themselves."""
    return tuple(Choice(one, one) for one in words)


def _of(enum: type[PayUnit] | type[Hours] | type[HealthLimit], *, leave: tuple[str, ...] = ()) -> Choices:
    return tuple(Choice(value, str(label)) for value, label in enum.choices if value not in leave)


def seeker_fields(
    kind: SeekerKind,
    *,
    actions: Callable[[Situation], Choices],
    first: Callable[[Situation], str],
    paper: Callable[..., Choices],
) -> tuple[FormField, ...]:
    """The form for one kind of work; ``actions`` depend on what is registered."""

    def wish(key: str, label: str, field: FieldKind, section: str = _WANTED, **more: object) -> FormField:
        values: dict[str, object] = {
            "required": False,
            "prefill": f"seeker.{kind.value}.{key}",
            "show_when": ("action", WISHED),
            **more,
        }
        return FormField(key, label, field, section=section, **values)  # type: ignore[arg-type]

    return (
        FormField("action", "办理内容", FieldKind.CHOICE, section=_WHAT, choices=actions,
                  default=first, paper_choices=paper),
        *_wanted(kind, wish),
        *_able(wish),
        FormField("close_reason", "结束原因", FieldKind.CHOICE, section=_WHAT,
                  choices=plain_choices(REASONS), show_when=("action", (CLOSE,))),
    )  # fmt: skip


def _wanted(kind: SeekerKind, wish: Callable[..., FormField]) -> tuple[FormField, ...]:
    """What is looked for: work, place, pay, hours; for gigs the days, too."""
    gig = kind == SeekerKind.GIG
    dates = (
        wish("free_from", "哪天起有空", FieldKind.DATE, hint="不填就是随时"),
        wish("free_until", "到哪天为止", FieldKind.DATE, minimum="today", hint="不填就是没有限制"),
    )
    return (
        wish("occupation", "想干的活" if gig else "意向职业", FieldKind.TEXT, required=True, max_length=60,
             hint="用自己的话说，可以写两三样，用顿号隔开，最想干的写在前面",
             choices=plain_choices(OCCUPATIONS[kind])),
        wish("work_place", "意向工作地点", FieldKind.CHOICE, required=True, choices=plain_choices(PLACES)),
        wish("distance_km", "离家最远", FieldKind.NUMBER, unit="公里", minimum=1, maximum=500,
             hint="不填就按意向工作地点算"),
        wish("pay_floor", "期望报酬不低于", FieldKind.MONEY, minimum=Decimal(1)),
        wish("pay_unit", "报酬按什么算", FieldKind.CHOICE, choices=_of(PayUnit), default=UNITS[kind]),
        wish("hours", "能干的时间", FieldKind.CHOICE, choices=_of(Hours), default=Hours.ANY),
        *(dates if gig else ()),
    )  # fmt: skip


def _able(wish: Callable[..., FormField]) -> tuple[FormField, ...]:
    """What the person can do and can't, and what is agreed to."""
    return (
        wish("education", "文化程度", FieldKind.CHOICE, _ABLE, choices=EDUCATION),
        wish("experience_years", "干过多少年", FieldKind.NUMBER, _ABLE, unit="年", minimum=0, maximum=60),
        wish("certificates", "有哪些证", FieldKind.CHOICES, _ABLE,
             choices=tuple(Choice(one.key, one.name) for one in certificates()),
             hint="不用交复印件；用人单位要求持证的，登记了才会推荐"),
        wish("skills", "技能", FieldKind.TEXT, _ABLE, max_length=100,
             hint="例如：会氩弧焊、会开三轮、会做月嫂"),
        wish("health_limits", "身体原因干不了的", FieldKind.CHOICES, _ABLE, choices=_of(HealthLimit),
             hint="只用来避开不合适的岗位，加密保存，不给用人单位看"),
        wish("remarks", "其他要求", FieldKind.TEXT, _ABLE, max_length=100,
             hint="例如：农忙时要回家、需要住宿"),
        wish("shown_to_employers", "同意向用人单位展示以上信息和联系电话", FieldKind.YES_NO, _AGREED,
             required=True, hint="不同意也可以登记，由工作人员联系本人；健康情况不展示"),
        wish("push_agreed", "同意推送合适的新岗位", FieldKind.YES_NO, _AGREED,
             hint="有合适的新岗位时发短信或由服务点告知；不选就是不同意"),
    )  # fmt: skip
