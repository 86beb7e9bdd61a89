"""Forms of training's own screens; what a ledger refuses is said above the form, or at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cuncuntong.cases.fields import read_date
from cuncuntong.ledgers.training.enums import Answer, SkillLevel, Times
from cuncuntong.ledgers.training.models import Course, Institution, TrainingClass
from cuncuntong.rules import occupations
from cuncuntong.web.work.forms.parts import Options, TextField, choice, text, whole

OTHER = "other"
# When somebody can come, and not when a class is held.
_WHENEVER = (Times.ANY, Times.SLACK)


class DayField(forms.CharField):
    """A day of eight digits; cleaned to a date, or None where it may be left out."""

    def __init__(
        self, label: str, *, required: bool = True, hint: str = "", example: str = "20261201"
    ) -> None:
        self.example = example
        super().__init__(
            label=label,
            required=required,
            max_length=20,
            help_text=hint or f"八位数字，例如 {example}",
            widget=forms.TextInput(attrs={"inputmode": "numeric", "data-date": "", "autocomplete": "off"}),
            error_messages={"required": f"请填写{label}，例如 {example}。"},
        )

    def clean(self, value: Any) -> Any:
        """The day; says what a day looks like."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_date(typed)
        except ValueError:
            raise ValidationError(
                f"“{typed[:20]}”不是有效的日期，请填写八位数字，例如 {self.example}。"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """A date as it is typed."""
        return value.isoformat() if isinstance(value, dt.date) else value


class PlainForm(forms.Form):
    """A form without colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class CallForm(PlainForm):
    """What was said in a call."""

    answer = choice("答复", Answer.choices, few=True)
    training_class = choice("班次", (), required=False, hint="有班次的才选")
    starts_on = DayField("开班日期", required=False)
    place = text("上课地点", 100, required=False)
    words = text(
        "其他说明", 300, required=False, rows=2, hint="例如：元旦后开班，满30人就开；要带身份证复印件"
    )

    def __init__(self, *args: Any, classes: Iterable[TrainingClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(row.pk), f"{row.title}（{row.starts_on:%m月%d日}开班）") for row in classes]
        chosen: Any = self.fields["training_class"]
        # None is chosen beforehand: what is told to people must be somebody's choice.
        chosen.choices = [("", "请选择"), *offered, (OTHER, "不在上面，填写日期和地点")]

    def clean(self) -> dict[str, Any]:
        """A class that is not listed needs a day and a place."""
        values = super().clean() or {}
        if values.get("answer") != Answer.CLASS:
            return {**values, "starts_on": None, "place": ""}
        if values.get("training_class") in ("", None, OTHER):
            values["training_class"] = OTHER
            if not values.get("starts_on") and "starts_on" not in self.errors:
                self.add_error("starts_on", "请填写开班日期，或选择已有的班次。")
            if not values.get("place") and "place" not in self.errors:
                self.add_error("place", "请填写上课地点。")
            if values.get("starts_on") and values["starts_on"] < timezone.localdate():
                self.add_error("starts_on", "开班日期不能早于今天，请核对。")
        return values


class InstitutionForm(PlainForm):
    """An institution's licence, place and office."""

    name = text("机构名称", 80)
    licence_number = text("办学许可证号", 40)
    licence_from = DayField("有效期起", example="20240101")
    licence_until = DayField("有效期止", example="20271231")
    place = choice("所在村（社区）或乡镇", ())
    address = text("详细地址", 120)
    telephone = text("办公电话", 20, hint="会告诉居民，请填办公电话", inputmode="tel")
    contact = text("联系人或部门", 40, required=False, hint="例如：招生办")
    capacity = whole("同时可培训人数", 1, 5000)
    note = text("说明", 300, required=False, rows=2, hint="例如：可以住宿、有食堂")

    def __init__(self, *args: Any, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "请选择"), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The licence ends after it begins."""
        values = super().clean() or {}
        first, last = values.get("licence_from"), values.get("licence_until")
        if first and last and last < first:
            self.add_error("licence_until", "有效期止早于有效期起，请核对许可证。")
        return values

    @staticmethod
    def first(row: Institution, place: str) -> dict[str, Any]:
        """What stands in the form for an institution that is there."""
        names = (
            "name",
            "licence_number",
            "licence_from",
            "licence_until",
            "address",
            "telephone",
            "contact",
            "capacity",
            "note",
        )
        return {**{name: getattr(row, name) for name in names}, "place": place}


class OccupationField(TextField):
    """An occupation in common words or as a code; cleaned to the code, or says what may be meant."""

    def clean(self, value: Any) -> Any:
        """The code of the national classification."""
        typed = super().clean(value)
        if not typed:
            return ""
        found = occupations.resolve(typed)
        if found.code:
            return found.code
        if found.candidates:
            names = "、".join(one.name for one in found.candidates[:6])
            raise ValidationError(f"“{typed[:20]}”可能是好几个职业，请填写其中一个的全称：{names}。")
        raise ValidationError(f"没有找到“{typed[:20]}”是哪个职业，请换个说法。")


class CourseForm(PlainForm):
    """A course to add."""

    occupation = OccupationField(
        label="工种",
        max_length=30,
        help_text="平常的说法或职业全称，例如：电焊、养老护理员",
        error_messages={"required": "请填写工种。", "max_length": "工种最多30个字，请缩短。"},
    )
    level = choice("等级", SkillLevel.choices)
    hours = whole("总课时", 1, 2000)
    fee = text("收费说明", 100, required=False, hint="例如：六类重点群体免费")
    content = text("学什么", 200, required=False)


class ClassForm(PlainForm):
    """A class that is planned or changed."""

    course = choice("课程", ())
    title = text("班次名称", 60, hint="例如：2026年第3期焊工（初级）培训")
    starts_on = DayField("开班日期")
    ends_on = DayField("结业日期")
    times = choice("上课时间", [(one.value, one.label) for one in Times if one not in _WHENEVER], few=True)
    hours_text = text("每天几点", 40, required=False, hint="例如：8:30—11:30、14:00—17:00")
    hours_a_day = whole("每天课时", 1, 12)
    place = text("上课地点", 100)
    bring = text("要带的东西", 100, required=False, hint="例如：身份证原件、两张一寸照片")
    capacity = whole("名额", 1, 1000)

    def __init__(self, *args: Any, courses: Iterable[Course], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["course"]
            return
        offered = [(str(one.pk), course_label(one)) for one in courses]
        self.fields["course"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, and has not begun."""
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "结业日期早于开班日期，请核对。")
        if first and first < timezone.localdate():
            self.add_error("starts_on", "开班日期不能早于今天，请核对。")
        return values


def course_label(course: Course) -> str:
    """A course in a list: whose, what, which level."""
    name = occupations.label(course.occupation)
    level = "" if course.level == SkillLevel.NONE else f"（{course.get_level_display()}）"
    return f"{course.institution.name}：{name}{level}"


class ReasonForm(PlainForm):
    """Why a class is cancelled."""

    reason = text("取消原因", 100, hint="会告诉报名的人，例如：报名人数不足")


class LeaveForm(PlainForm):
    """Why somebody leaves a class, and whether they wait for another."""

    reason = text("退出原因", 100, hint="例如：外出务工、时间不合适")
    later = choice(
        "以后", [("yes", "愿意等以后的班次，保留排队次序"), ("no", "不再参加，意向结束")], few=True
    )
