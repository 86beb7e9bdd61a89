"""What a dated parameter is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cuncuntong.rules.parameters.values import Kind, Value, value_text


class Confidence(StrEnum):
    """How sure a figure is."""

    LAW = "law"
    COUNTY = "county"
    TWO = "two"
    MEMORY = "memory"
    SETTING = "setting"

    @property
    def label(self) -> str:
        """The word that users see."""
        return _LABELS[self]

    @property
    def is_confirmed(self) -> bool:
        """Read in the law, in the county's own documents, or a setting that no document gives."""
        return self in (Confidence.LAW, Confidence.COUNTY, Confidence.SETTING)


_LABELS = {
    Confidence.LAW: "法规原文",
    Confidence.COUNTY: "县文件或县核定",
    Confidence.TWO: "待核定（公开资料）",
    Confidence.MEMORY: "待核定（未见原文）",
    Confidence.SETTING: "本系统设置",
}


class ParameterError(Exception):
    """Base of what can go wrong with parameters."""


class ParameterFileError(ParameterError):
    """A shipped file breaks the schema; the message names file, parameter and fault."""


class UnknownParameter(ParameterError, KeyError):
    """Nobody declared a parameter of that key."""

    def __str__(self) -> str:
        return f"没有名为“{self.args[0]}”的参数。"


class NoValueOn(ParameterError, LookupError):
    """A parameter has no value in force on a day; the message says what to do."""

    def __init__(self, key: str, name: str, on: date) -> None:
        super().__init__(key, name, on)
        self.key, self.name, self.on = key, name, on

    def __str__(self) -> str:
        return f"“{self.name}”在{self.on:%Y-%m-%d}没有可用的数值，请业务管理员在“参数”中填写并由另一人核定。"


@dataclass(frozen=True, slots=True)
class ShippedValue:
    """A value out of the files. `starts` None: in force as far back as anyone asks."""

    starts: date | None
    ends: date | None
    value: Value
    source: str
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class OverlayValue:
    """A county's own value, as stored: raw JSON, read by the parameter's kind.

    Only a confirmed one (by a second person) is in force; the others are proposals.
    """

    key: str
    starts: date
    value: object
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A parameter as declared in a file: what it is called and its shipped values by date."""

    key: str
    group: str
    name: str
    unit: str
    kind: Kind
    values: tuple[ShippedValue, ...]
    fallback: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force on a day, with all that is needed to explain it.

    `starts` None: no start is known. `ends` is the last day, when one is set. `via` names the
    parameter that stood in because the asked one has no value of its own on that day.
    """

    key: str
    name: str
    unit: str
    kind: Kind
    value: Value
    starts: date | None
    ends: date | None
    source: str
    confidence: Confidence
    note: str = ""
    via: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """False: shown as 待核定."""
        return self.confidence.is_confirmed

    @property
    def value_text(self) -> str:
        """The value with its unit, as on the screen."""
        return value_text(self.value, self.unit, self.kind)

    @property
    def starts_text(self) -> str:
        """From when it counts, in words."""
        if self.starts is not None:
            return f"自{self.starts:%Y-%m-%d}起"
        return "长期" if self.confidence is Confidence.SETTING else "起始日未载明"


@dataclass(frozen=True, slots=True)
class ParameterState:
    """One line of the administrator's screen: the parameter, its value today, and all others.

    `newer_shipped`: shipped values that start after the county's value in force and are not used,
    because the county's timeline rules from its first value on; to be looked at by a person.
    """

    definition: Definition
    current: DatedValue | None
    timeline: tuple[DatedValue, ...]
    proposals: tuple[OverlayValue, ...]
    newer_shipped: tuple[DatedValue, ...]

    @property
    def is_confirmed(self) -> bool:
        """False: shown as 待核定 (or 未设定 when `current` is None)."""
        return self.current is not None and self.current.is_confirmed
