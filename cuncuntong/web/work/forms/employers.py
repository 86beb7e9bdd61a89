"""An employer's entries: at a point or the county, and by itself on the public site."""

from __future__ import annotations

from typing import Any

from django import forms

from cuncuntong.foundation.identifiers.codes import INDUSTRIES
from cuncuntong.ledgers.jobs.enums import EmployerKind
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.web.work.forms.parts import Options, choice, place_code, text, tick
from cuncuntong.web.work.sheet import masked_numbers

NUMBERS = ("telephone", "id_number")
CONSENT = (
    "已告知用工方：核验通过后，单位名称（个人只公开姓氏）、岗位内容和工作地点会在网上和服务点公开；"
    "联系电话只在用工方选择公开的岗位上显示。用工方同意。"
)


class EmployerForm(forms.Form):
    """Who needs hands. Numbers are checked by the ledger, which says at the field what is wrong."""

    kind = choice("用工方类型", EmployerKind.choices, few=True)
    name = text("名称", 100, hint="单位填营业执照上的全称；个人填姓名")
    credit_code = text(
        "统一社会信用代码", 40, required=False, hint="单位必填，18位，在营业执照上", autocomplete="off"
    )
    id_number = text(
        "身份证号码", 40, required=False, hint="个人用工必填，只用于核验，不公开", autocomplete="off"
    )
    contact_name = text("联系人", 60)
    telephone = text("联系电话", 30, hint="手机号，或带区号的固定电话", inputmode="tel", autocomplete="off")
    place = choice("所在乡镇、村（社区）", [])
    address = text("详细地址", 120, required=False)
    industry = choice("行业", [("", "不清楚"), *INDUSTRIES], required=False)
    introduction = text("简介", 500, required=False, rows=3, hint="做什么的、规模大小；不要写联系电话")
    consented = tick(CONSENT, required=True, missing="须由用工方同意后才能登记。")
    confirmed = tick("以上提示已核对无误")

    def __init__(self, *args: Any, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["place"].choices = [("", "请选择"), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The number that the kind calls for."""
        values = super().clean() or {}
        unit = values.get("kind") == EmployerKind.UNIT
        wanted = {True: ("credit_code", "统一社会信用代码"), False: ("id_number", "身份证号码")}[unit]
        if values.get("kind") and not values.get(wanted[0]):
            self.add_error(wanted[0], f"请填写18位{wanted[1]}。")
        return values

    @property
    def shown_kind(self) -> str:
        """The kind whose lines are shown first."""
        return str(self["kind"].value() or EmployerKind.UNIT)

    def entries(self) -> dict[str, Any]:
        """What the ledger takes, without the place, consent and confirmation."""
        left_out = {"place", "consented", "confirmed", "kind"}
        return {key: value for key, value in self.cleaned_data.items() if key not in left_out}


class EmployerChangeForm(EmployerForm):
    """A registration that stands: its kind stays, consent was given.

    The sealed numbers are shown masked beside their fields, which stay empty unless a number changed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"], self.fields["consented"]
        del self.fields["id_number" if employer.kind == EmployerKind.UNIT else "credit_code"]
        self.employer = employer
        for name, masked in masked_numbers(employer).items():
            self.initial.pop(name, None)
            self.fields[name].required = False
            self.fields[name].help_text = f"现在是 {masked}；没有变就不填"

    @property
    def shown_kind(self) -> str:
        """The kind that stands."""
        return self.employer.kind

    def clean(self) -> dict[str, Any]:
        """The kind stands already."""
        return super(EmployerForm, self).clean() or {}

    def entries(self) -> dict[str, Any]:
        """The entries without the version; a number that was left empty stays as it is."""
        entries = super().entries()
        kept = {name for name in NUMBERS if not entries.get(name)} | {"version"}
        return {key: value for key, value in entries.items() if key not in kept}


def entries_of(employer: Employer) -> dict[str, Any]:
    """An employer's entries, to be changed."""
    names = ("name", "credit_code", "id_number", "contact_name", "telephone", "address", "industry")
    return {
        **{name: getattr(employer, name) for name in names},
        "introduction": employer.introduction,
        "place": place_code(employer),
        "version": employer.version,
    }
