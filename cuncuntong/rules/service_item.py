"""What a service item is: the one declaration that screens, cases, guides and tests read.

Pure Python. An item's module hands in small functions; nothing here knows a database or a screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cuncuntong.rules.outcomes import (  # noqa: F401 - taken in, so that an item has one place to import from
    EffectRefused,
    LookUpAnswer,
    LookUpTable,
    NextStep,
    PreviewLine,
    Result,
)
from cuncuntong.rules.verdicts import (  # noqa: F401 - likewise
    Finding,
    Rule,
    Verdict,
    failed,
    passed,
    unfilled,
)


class Group(StrEnum):
    """The groups of the official list (annex 1), and the extras of section 5."""

    FIND_WORK = "find_work"
    LEARN_SKILLS = "learn_skills"
    SOCIAL_INSURANCE = "social_insurance"
    SOCIAL_CARD = "social_card"
    DEMONSTRATION = "demonstration"


GROUP_NAMES: Mapping[Group, str] = {
    Group.FIND_WORK: "我要找工作",
    Group.LEARN_SKILLS: "我要学技能",
    Group.SOCIAL_INSURANCE: "我要办社保",
    Group.SOCIAL_CARD: "我要办社保卡",
    Group.DEMONSTRATION: "示范服务点增办",
}


class Channel(StrEnum):
    """Where an item is handled; a visit at home uses the counter's flow."""

    COUNTER = "counter"
    KIOSK = "kiosk"
    VISIT = "visit"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.COUNTER: "柜面",
    Channel.KIOSK: "自助机",
    Channel.VISIT: "上门",
}


class Kind(StrEnum):
    """How an item ends: looked up, registered at once, or reviewed by the county."""

    LOOK_UP = "look_up"
    INSTANT = "instant"
    REVIEWED = "reviewed"


class FieldKind(StrEnum):
    """Types of form fields; cases/forms.py turns each into a checked input."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    YES_NO = "yes_no"
    TELEPHONE = "telephone"
    BANK_CARD = "bank_card"
    RESIDENT_ID = "resident_id"


@dataclass(frozen=True)
class Choice:
    """One option: the value that is stored, and its words.

    ``cells`` are its columns where the field shows its choices as a table (FormField.columns).
    """

    value: str
    label: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormField:
    """One line of an item's form.

    ``prefill`` names a value among what is known (``resident.telephone``); ``show_when`` is
    ``(other field's key, its values)``; ``minimum``/``maximum`` bound numbers, money and dates
    (``"today"`` for a date). ``choices`` may be a callable of the situation; on a TEXT field they are
    suggestions, not limits. ``default`` is what stands in the field when nothing is known.
    ``paper_choices`` are the options that a blank form prints on a day, where ``choices`` depend on a
    person whom a blank form does not know yet. ``columns`` are the headings of a table of CHOICES, one row
    an option with as many ``cells``; ``empty`` is said there where nothing is offered. ``ruled``: a rule asks
    for it in some situations, so that it isn't marked as one that may stay empty. ``locate``: on a TEXT
    line the browser may, when asked, write where the device is (longitude,latitude in WGS-84).
    """

    key: str
    label: str
    kind: FieldKind
    required: bool = True
    hint: str = ""
    section: str = "申请内容"
    choices: tuple[Choice, ...] | Callable[[Situation], tuple[Choice, ...]] = ()
    prefill: str = ""
    minimum: Decimal | dt.date | str | int | None = None
    maximum: Decimal | dt.date | str | int | None = None
    max_length: int = 100
    unit: str = ""
    show_when: tuple[str, tuple[str, ...]] | None = None
    default: str | Callable[[Situation], str] = ""
    paper_choices: Callable[[dt.date], tuple[Choice, ...]] | None = None
    columns: tuple[str, ...] = ()
    empty: str = "没有可选的内容。"
    ruled: bool = False
    locate: bool = False


@dataclass(frozen=True)
class Material:
    """Something to bring. ``attach``: an image or PDF is kept with the case; else it is only seen.

    ``when`` limits a material to situations (``(field key, values)``). ``pad``: a signature may be drawn
    on the screen or a pad, and is kept as one of its pages; ``form`` names the address that prints the
    paper to be signed, asked with the resident's key. ``after`` is a line that must say one of its values
    before a file is taken at all, a consent for instance; ``after_paper`` the key of another material that
    must have a page before. ``kind`` names a checked kind (rules.materials).
    """

    key: str
    name: str
    attach: bool = False
    required: bool = True
    note: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    max_pages: int = 10
    pad: bool = False
    form: str = ""
    kind: str = ""
    after: tuple[str, tuple[str, ...]] | None = None
    after_paper: str = ""


@dataclass(frozen=True)
class Situation:
    """What a rule or an effect is asked about: a person, a form, a day.

    ``resident`` is the resident's record (ledgers.residents.models.Resident), ``form`` the cleaned
    values by field key, ``on`` the day of acceptance, which decides which figures count.
    """

    resident: Any
    form: Mapping[str, Any]
    on: dt.date
    case_number: str = ""


def _no_papers(material: str) -> Sequence[bytes]:
    return ()


@dataclass(frozen=True)
class EffectOrder:
    """Given to an item's effect when it is applied: the situation, and who answers for it.

    ``actor`` is the account that decided, ``case_id`` ties ledger entries to the case; ``papers`` gives the
    files that were kept for a material, by its key, as long as the case holds them.
    """

    situation: Situation
    case_id: int
    actor: Any
    point_id: int | None
    at: dt.datetime
    papers: Callable[[str], Sequence[bytes]] = _no_papers


@dataclass(frozen=True)
class Guide:
    """The item's guide page (办事指南) beyond what the official list says.

    A tip that names a dated figure is a function of the day, so that page and rule never differ.
    """

    basis: tuple[str, ...]
    steps: tuple[str, ...] = ()
    where: str = "任一乡镇、村（社区）就业社保服务点柜面"
    fee: str = "不收费"
    result: str = ""
    tips: tuple[str | Callable[[dt.date], str], ...] = ()

    def tips_on(self, day: dt.date) -> tuple[str, ...]:
        """The tips in words; those that name a dated figure say it as of the day."""
        return tuple(tip if isinstance(tip, str) else tip(day) for tip in self.tips)


@dataclass(frozen=True)
class ServiceItem:
    """One service item, complete. An item without ``effect`` and ``look_up`` is not open yet.

    Attributes mirror annex 1 (number, name, group, content, audience, channels, limit_workdays,
    documents); ``line`` is the line of business that reviews it (network.enums.Line values);
    ``concerns`` names the topics whose contradictions between ledgers are shown before a decision
    (ledgers.contradictions); ``likely`` scores a resident so that likely items stand first (0: not
    likely); ``panel`` names a template of the item's own, shown below a look-up's answer or an effect's
    result with ``panel`` (LookUpAnswer.panel_data, or Result.data) and ``person``; a look-up with
    ``fields`` is asked by them (situation.form) and shows them above its answer; ``preview`` tells what
    the application would bring, as far as the form goes, and makes no difference to anything;
    ``one_step`` folds the check into sending although the form is long, since most of it may stay empty
    and all of it can be changed at once.
    """

    number: str
    name: str
    group: Group
    content: str
    audience: str
    channels: tuple[Channel, ...]
    limit_workdays: int
    line: str
    guide: Guide
    kind: Kind
    documents: tuple[str, ...] = ("身份证或社保卡",)
    materials: tuple[Material, ...] = ()
    fields: tuple[FormField, ...] = ()
    rules: tuple[Rule, ...] = ()
    facts: Callable[[Situation], Any] | None = None
    effect: Callable[[EffectOrder], Result] | None = None
    undo: Callable[[EffectOrder, Mapping[str, Any]], str] | None = None
    look_up: Callable[[Situation], LookUpAnswer] | None = None
    likely: Callable[[Any], int] | None = None
    subject: Callable[[Situation], str] | None = None
    # The name of who applied for the resident, from the form; empty where they applied themselves.
    applicant: Callable[[Mapping[str, Any]], str] | None = None
    applicant_telephone: Callable[[Mapping[str, Any]], str] | None = None
    preview: Callable[[Situation], tuple[PreviewLine, ...]] | None = None
    concerns: tuple[str, ...] = ()
    panel: str = ""
    batch: bool = False
    demonstration_only: bool = False
    one_step: bool = False
    submit_label: str = "提交申请"

    @property
    def open(self) -> bool:
        """Whether the item can be handled to its end here."""
        return self.effect is not None or self.look_up is not None

    @property
    def numbered(self) -> str:
        """The number as hints, manual and papers say it: 第11项; the extras are called D1 to D4."""
        return f"第{self.number}项" if self.number.isdigit() else self.number

    @property
    def group_name(self) -> str:
        """The group's name in the official list."""
        return GROUP_NAMES[self.group]

    @property
    def channel_names(self) -> str:
        """Where it is handled, in words: 柜面、自助机."""
        return "、".join(CHANNEL_NAMES[channel] for channel in self.channels)

    @property
    def case_workdays(self) -> int:
        """The limit of a case of it: what is done at the counter has none, as no case waits for anybody.

        A limit that the notice gives to such an item (18) is kept by the ledger that it belongs to.
        """
        return self.limit_workdays if self.kind == Kind.REVIEWED else 0

    @property
    def limit_text(self) -> str:
        """The time limit in words."""
        return "即时办结" if self.limit_workdays == 0 else f"{self.limit_workdays}个工作日"

    def examine(self, situation: Situation) -> list[Finding]:
        """Every rule's verdict on a situation, passed or not: all are told at once."""
        if not self.rules:
            return []
        known = self.facts(situation) if self.facts else situation
        return [Finding(rule, rule.test(known)) for rule in self.rules]

    def wanted_materials(self, form: Mapping[str, Any]) -> list[Material]:
        """The materials that this form calls for."""
        return [
            material
            for material in self.materials
            if material.when is None or str(form.get(material.when[0], "")) in material.when[1]
        ]
