"""Forms for accounts and duties (annex 7 names what a request must hold)."""

from __future__ import annotations

from typing import Any

from django import forms

from cuncuntong.foundation.identifiers import IdentifierError, telephone
from cuncuntong.network.enums import DutyKind, Line


class AccountForm(forms.Form):
    """Who the account is for."""

    full_name = forms.CharField(
        label="使用人姓名", max_length=40, error_messages={"required": "请填写使用人姓名。"}
    )
    username = forms.CharField(
        label="账号",
        max_length=40,
        help_text="3至40位小写字母、数字、点、横线，以字母开头。",
        error_messages={"required": "请填写账号。"},
    )
    telephone = forms.CharField(label="联系电话", max_length=20, required=False)

    def clean_telephone(self) -> str:
        """A telephone that can be one."""
        text: str = self.cleaned_data["telephone"]
        if not text.strip():
            return ""
        try:
            return telephone.check(text)
        except IdentifierError as error:
            raise forms.ValidationError(str(error)) from error


class DutyForm(forms.Form):
    """A duty at a place, for reviewers and specialists with lines of business."""

    kind = forms.ChoiceField(
        label="岗位", choices=[("", "请选择"), *DutyKind.choices], error_messages={"required": "请选择岗位。"}
    )
    division = forms.CharField(
        label="区划代码", max_length=12, required=False, widget=forms.TextInput(attrs={"list": "divisions"})
    )
    point = forms.CharField(
        label="服务点编号", max_length=14, required=False, widget=forms.TextInput(attrs={"list": "points"})
    )
    lines = forms.MultipleChoiceField(
        label="业务线",
        choices=Line.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="审核员和业务骨干必选，其他岗位不用选。",
    )

    def clean(self) -> dict[str, Any]:
        """A clerk needs a point; everybody else a division."""
        values = super().clean() or {}
        if values.get("kind") == DutyKind.POINT_CLERK and not values.get("point"):
            self.add_error("point", "服务点经办员要选择所在的服务点。")
        elif values.get("kind") and values["kind"] != DutyKind.POINT_CLERK and not values.get("division"):
            self.add_error("division", "请选择岗位所在的地方。")
        return values
