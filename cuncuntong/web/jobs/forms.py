"""What the public search asks, in the address: the link is the search, and can be passed on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cuncuntong.ledgers.jobs.enums import Hours, PayUnit, SeekerKind, Sort
from cuncuntong.ledgers.jobs.selectors.search import PostingQuery
from cuncuntong.network.enums import Level
from cuncuntong.network.models import Division
from cuncuntong.network.selectors import home_county
from cuncuntong.rules import occupations

Choices = list[tuple[str, Any]]

KILOMETRES = ("3", "5", "10", "20", "40")
DAYS = (("1", "今天"), ("3", "近3天"), ("7", "近7天"), ("30", "近30天"))
UNITS = [(unit.value, unit.label) for unit in PayUnit if unit != PayUnit.PIECE]
_LONGEST = 5_000


class PlaceLists:
    """Townships and villages of the home county as choices, out of one query."""

    def __init__(self) -> None:
        self.townships: Choices = []
        self.villages: dict[str, Choices] = {}
        rows = Division.objects.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE])
        county = home_county().code
        rows = rows.filter(code__startswith=county).order_by("code")
        for code, name, level, parent in rows.values_list("code", "name", "level", "parent__code"):
            if level == Level.TOWNSHIP:
                self.townships.append((code, name))
            else:
                self.villages.setdefault(parent, []).append((code, name))
        self.names = dict(self.townships)
        self.names.update(pair for pairs in self.villages.values() for pair in pairs)

    def grouped(self) -> Choices:
        """Villages under their townships, each township itself first."""
        return [
            (name, [(code, f"{name}（政府所在地）"), *self.villages.get(code, [])])
            for code, name in self.townships
        ]

    def with_one(self, code: str) -> Choices:
        """The townships, and the one village that a link may name."""
        if code in self.names and code not in dict(self.townships):
            return [*self.townships, (code, self.names[code])]
        return self.townships


def occupation_choices(code: str) -> Choices:
    """The groups of the classification under its classes, and the one deeper entry that a link may name."""
    grouped: Choices = [
        (top.name, [(group.code, group.name) for group in occupations.children(top.code)])
        for top in occupations.children()
    ]
    known = {group for _, groups in grouped for group, _ in groups}
    one = occupations.get(code) if code and code not in known else None
    return [(one.code, one.name), *grouped] if one else grouped


class PostingSearchForm(forms.Form):
    """The conditions. Everything is optional; what makes no sense is said at its field."""

    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *SeekerKind.choices])
    q = forms.CharField(label="想找什么活", required=False, max_length=_LONGEST)
    place = forms.ChoiceField(label="在哪个乡镇", required=False)
    job = forms.ChoiceField(label="职业", required=False)
    pay = forms.DecimalField(
        label="报酬不低于",
        required=False,
        min_value=Decimal(1),
        max_value=Decimal(100_000),
        max_digits=8,
        decimal_places=2,
        error_messages={
            "invalid": "请填写数字，例如 3500。",
            "min_value": "请填写大于0的数。",
            "max_value": "请填写不超过100000的数。",
        },
    )
    unit = forms.ChoiceField(label="报酬单位", required=False, choices=UNITS)
    near = forms.ChoiceField(label="从哪个村算距离", required=False)
    km = forms.ChoiceField(
        label="离这里不超过",
        required=False,
        choices=[("", "不限"), *((km, f"{km}公里") for km in KILOMETRES)],
    )
    hours = forms.ChoiceField(label="工作时间", required=False, choices=[("", "不限"), *Hours.choices])
    meals = forms.BooleanField(label="管饭", required=False)
    lodging = forms.BooleanField(label="管住", required=False)
    transport = forms.BooleanField(label="接送", required=False)
    days = forms.ChoiceField(label="发布时间", required=False, choices=[("", "不限"), *DAYS])
    sort = forms.ChoiceField(label="排列", required=False, choices=[("", "自动"), *Sort.choices])

    def __init__(self, data: Any, places: PlaceLists) -> None:
        super().__init__(data)
        self.places = places
        asked = {name: (data.get(name) or "").strip() for name in ("place", "job")}
        self._offer("place", [("", "全县"), *places.with_one(asked["place"])])
        self._offer("near", [("", "不算距离"), *places.grouped()])
        self._offer("job", [("", "不限"), *occupation_choices(asked["job"])])
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = "没有这一项，请重新选择。"
            if isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField):
                field.error_messages["max_length"] = "输入的内容太长，请只填几个关键的词。"

    def _offer(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """A limit of distance needs a place to measure from."""
        found = super().clean() or {}
        if found.get("km") and not found.get("near") and "near" not in self.errors:
            self.add_error("near", ValidationError("请选择从哪里算距离，或把距离改为“不限”。"))
        if found.get("sort") == Sort.NEAREST and not found.get("near") and "near" not in self.errors:
            self.add_error("near", ValidationError("按远近排列，请选择从哪里算距离。"))
        return found

    def to_query(self, page: int) -> PostingQuery:
        """The search that a valid form asks."""
        told = self.cleaned_data
        return PostingQuery(
            kind=told["kind"],
            words=told["q"],
            place=told["place"],
            occupation=told["job"],
            pay=told["pay"],
            pay_unit=told["unit"] or PayUnit.MONTH,
            near=told["near"],
            within_km=int(told["km"]) if told["km"] else None,
            hours=told["hours"],
            meals=told["meals"],
            lodging=told["lodging"],
            transport=told["transport"],
            days=int(told["days"]) if told["days"] else None,
            sort=told["sort"],
            page=page,
        )

    @property
    def checks(self) -> list[forms.BoundField]:
        """The fields that are ticked."""
        return [self[name] for name in ("meals", "lodging", "transport")]

    @property
    def narrowed(self) -> int:
        """How many conditions besides the words and the kind are set; the filters open where there are."""
        names = ("place", "job", "pay", "near", "hours", "meals", "lodging", "transport", "days")
        return sum(1 for name in names if (self.data.get(name) or "").strip())
