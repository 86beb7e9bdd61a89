"""What is asked when somebody looks for jobs, or for people who do gigs."""

from __future__ import annotations

from decimal import Decimal

from cuncuntong.items.find_work.seeking import OCCUPATIONS
from cuncuntong.ledgers.jobs.enums import Hours, PayUnit, SeekerKind, Sort
from cuncuntong.network.places import current, distances_from
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation

_MOST_PAY = Decimal(100_000)
_WHAT = "查询条件"
KILOMETRES = ("3", "5", "10", "20", "40")
MEALS, LODGING, TRANSPORT = "meals", "lodging", "transport"
WELFARE = (Choice(MEALS, "管饭"), Choice(LODGING, "管住"), Choice(TRANSPORT, "接送"))
DAYS = (Choice("1", "今天"), Choice("3", "近3天"), Choice("7", "近7天"), Choice("30", "近30天"))
UNITS = {SeekerKind.FIXED: PayUnit.MONTH, SeekerKind.GIG: PayUnit.DAY}


def townships(situation: Situation) -> tuple[Choice, ...]:
    """The townships of the county, out of memory."""
    book = current()
    codes = sorted(code for code in distances_from(situation.resident.village_code) if len(code) == 9)
    return tuple(Choice(code, book.name(code)) for code in codes)


def villages(situation: Situation) -> tuple[Choice, ...]:
    """The villages of the resident's county with their townships, out of memory."""
    book = current()
    codes = sorted(code for code in distances_from(situation.resident.village_code) if len(code) == 12)
    return tuple(Choice(code, book.name(code)) for code in codes)


def _within(words: str) -> FormField:
    return FormField(
        "within", words, FieldKind.CHOICE, required=False, section=_WHAT,
        choices=tuple(Choice(km, f"{km}公里") for km in KILOMETRES),
    )  # fmt: skip


def _hours(label: str) -> FormField:
    return FormField(
        "hours", label, FieldKind.CHOICE, required=False, section=_WHAT,
        choices=tuple(Choice(value, str(words)) for value, words in Hours.choices if value != Hours.ANY),
    )  # fmt: skip


def _sort(*orders: Sort) -> FormField:
    return FormField(
        "sort", "排列", FieldKind.CHOICE, required=False, section=_WHAT,
        choices=tuple(Choice(order.value, str(order.label)) for order in orders),
    )  # fmt: skip


def job_fields(kind: SeekerKind) -> tuple[FormField, ...]:
    """For items 3 and 6; what somebody registered for is filled in, and counts until it is changed."""
    unit = UNITS[kind]
    return (
        FormField(
            "words", "想找什么活", FieldKind.TEXT, required=False, section=_WHAT, max_length=100,
            prefill=f"seeker.{kind.value}.occupation", hint="例如 电焊、护工、摘花椒；不填则列出全部",
            choices=tuple(Choice(one, one) for one in OCCUPATIONS[kind]),
        ),
        FormField("place", "在哪个乡镇", FieldKind.CHOICE, required=False, section=_WHAT, choices=townships),
        FormField(
            "pay", "报酬不低于", FieldKind.MONEY, required=False, section=_WHAT, unit=str(unit.label),
            minimum=Decimal(1), maximum=_MOST_PAY,
        ),
        _within("离家不超过"),
        _hours("工作时间"),
        FormField("welfare", "食宿交通", FieldKind.CHOICES, required=False, section=_WHAT, choices=WELFARE),
        FormField("days", "发布时间", FieldKind.CHOICE, required=False, section=_WHAT, choices=DAYS),
        _sort(Sort.FIT, Sort.NEWEST, Sort.PAY, Sort.NEAREST),
    )  # fmt: skip


def people_fields() -> tuple[FormField, ...]:
    """For item 9: the work that hands are needed for."""
    return (
        FormField(
            "words", "要找干什么活的", FieldKind.TEXT, required=False, section=_WHAT, max_length=100,
            hint="例如 摘花椒、泥瓦匠；不填则列出全部",
            choices=tuple(Choice(one, one) for one in OCCUPATIONS[SeekerKind.GIG]),
        ),
        FormField(
            "village", "在哪个村干活", FieldKind.CHOICE, required=False, section=_WHAT, choices=villages,
            default=lambda situation: str(situation.resident.village_code),
        ),
        _within("住处离那里不超过"),
        FormField(
            "pay", "您出的报酬", FieldKind.MONEY, required=False, section=_WHAT, unit=PayUnit.DAY.label,
            minimum=Decimal(1), maximum=_MOST_PAY, hint="期望更高的不列出",
        ),
        FormField("free_on", "哪天干活", FieldKind.DATE, required=False, section=_WHAT, minimum="today"),
        _hours("什么时间干"),
        _sort(Sort.NEAREST, Sort.NEWEST, Sort.PAY),
    )  # fmt: skip
