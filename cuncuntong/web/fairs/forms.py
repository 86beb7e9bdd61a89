"""Forms of fairs: the fair itself, why it is called off, what came of it, who comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import FairKind, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Division
from cuncuntong.network.selectors import home_county, townships
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS

MOST = 100_000
_TIMES = ["%H:%M", "%H：%M", "%H.%M", "%H%M"]
_PLANS = ("plan_employers", "plan_postings", "plan_people", "plan_agreements")


def _said(label: str, verb: str = "填写") -> dict[str, str]:
    return {"required": f"请{verb}{label}。", "invalid": f"{label}写得不对，请核对。"}


def _text(label: str, most: int, hint: str = "", *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        error_messages={**_said(label), "max_length": f"{label}最多{most}个字。"},
        **more,
    )


def _day(label: str, hint: str = "8位数字", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATE_INPUT_FORMATS,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", "invalid": "应填日期，例如 20261206。"},
    )


def _time(label: str, hint: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=_TIMES,
        help_text=hint,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"required": f"请填写{label}。", "invalid": "应填时间，例如 9:00。"},
    )


def _number(label: str, hint: str = "", *, required: bool = False, most: int = MOST) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        help_text=hint,
        validators=[MaxValueValidator(most, f"{label}太大，请核对。")],
        error_messages={
            "required": f"请填写{label}，没有就填0。",
            "invalid": "应填整数。",
            "min_value": f"{label}不能小于0。",
        },
    )


class FairForm(forms.Form):
    """A fair: what, when, where, for whom, and the plan."""

    title = _text("名称", 60, "不必写县名，例如“春风行动专场招聘会”")
    kind = forms.ChoiceField(label="类型", choices=FairKind.choices)
    way = forms.ChoiceField(label="形式", choices=FairWay.choices)
    day = _day("日期")
    starts = _time("开始", "例如 9:00")
    ends = _time("结束", "例如 12:00")
    last_day = _day("最后一天", "办好几天的才填", required=False)
    place = forms.ChoiceField(label="在哪里办", help_text="用来在地图上标出、按远近提醒求职者")
    address = _text("详细地点", 120, "写到群众找得到的地方", required=False)
    url = _text("网上入口", 300, "以 http:// 或 https:// 开头", required=False)
    audience = _text("服务对象", 120, "例如“有就业意愿的城乡劳动者”")
    organiser = _text("主办单位", 80)
    telephone = _text(
        "咨询电话",
        20,
        "公开的办公电话",
        required=False,
        validators=[RegexValidator(r"^[0-9\-－（）() ]*$", "电话只能有数字和短横线。", "letters")],
    )
    stands = _number("展位数", "不限的不填", most=2000)
    sign_up_until = _day("单位报名截止", "过了这天单位不能自己报名，县里还可以代报", required=False)
    introduction = _text("说明", 1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    plan_employers = _number("计划参会单位")
    plan_postings = _number("计划岗位")
    plan_people = _number("计划到场人数")
    plan_agreements = _number("计划达成意向")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, caller: Caller, fair: Fair | None = None) -> None:
        super().__init__(data, initial=_initial(fair) if fair else {"way": FairWay.ON_SITE})
        self.fields["place"].choices = places(caller)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the services take; the place apart."""
        values = dict(self.cleaned_data)
        for name in ("place", "version"):
            values.pop(name)
        day, last = values.pop("day"), values.pop("last_day")
        starts, ends = values.pop("starts"), values.pop("ends")
        return {
            **values,
            "starts_at": timezone.make_aware(dt.datetime.combine(day, starts)),
            "ends_at": timezone.make_aware(dt.datetime.combine(last or day, ends)),
        }

    def division(self) -> Division:
        """The place that was chosen."""
        rows = Division.objects.select_related("parent__parent")
        return rows.get(code=self.cleaned_data["place"])

    def refuse(self, error: FairRefused) -> None:
        """Says a refusal at its field."""
        field = {"starts_at": "day", "ends_at": "ends"}.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, f"{error.message}{error.remedy}")


def _initial(fair: Fair) -> dict[str, Any]:
    starts, ends = timezone.localtime(fair.starts_at), timezone.localtime(fair.ends_at)
    plain = {name: getattr(fair, name) for name in FairForm.base_fields if hasattr(fair, name)}
    return {
        **plain,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_day": ends.date() if ends.date() != starts.date() else None,
        "place": fair.village_code or fair.township_code or fair.county_code,
    }


def places(caller: Caller) -> list[tuple[str, Any]]:
    """Where the caller may hold a fair: the county, its townships, and each township's villages."""
    home = home_county()
    found: list[tuple[str, Any]] = []
    if _covers(caller, home.code):
        found.append((home.code, f"全{home.name[-1:]}（{home.name}）"))
    villages: dict[str, list[tuple[str, str]]] = {}
    rows = Division.objects.filter(level=Level.VILLAGE, parent__parent=home)
    for code, name, parent in rows.order_by("code").values_list("code", "name", "parent__code"):
        villages.setdefault(parent, []).append((code, name))
    for town in townships().order_by("code"):
        if _covers(caller, home.code, town.code):
            found.append(
                (town.name, [(town.code, f"{town.name}（全{town.name[-1:]}）"), *villages.get(town.code, [])])
            )
    return found


def _covers(caller: Caller, county: str, township: str = "") -> bool:
    return caller.covers(
        Ability.FAIR_MANAGE, village="", township=township, county=county, line=Line.EMPLOYMENT
    )


class CancelForm(forms.Form):
    """Why a fair is called off."""

    reason = _text("取消原因", 120, "会告诉报名的单位和登记意向的群众")


class ResultsForm(forms.Form):
    """What came of a fair."""

    held_employers = _number("到场单位", required=True)
    held_postings = _number("提供岗位", required=True)
    held_people = _number("到场人数", required=True)
    held_agreements = _number("达成意向", "现场或网上说定的人数", required=True)
    note = _text("说明", 300, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class StandForm(forms.Form):
    """An employer's stand and the postings that it brings."""

    number = _text("展位号", 10, "可以后排", required=False)
    postings = forms.TypedMultipleChoiceField(
        label="带来的岗位",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "只能选本单位正在招聘的岗位。"},
    )

    def __init__(self, data: Any, choices: list[tuple[int, str]], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["postings"].choices = choices  # type: ignore[attr-defined]
