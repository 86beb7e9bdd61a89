"""The public progress form."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from cuncuntong.foundation.identifiers.resident_id import normalise


class ProgressForm(forms.Form):
    """Receipt number and the last six characters of the ID number."""

    number = forms.CharField(
        label="受理编号",
        max_length=40,
        help_text="在受理回执的上方，二维码旁边。",
        error_messages={"required": "请填写受理编号，在受理回执的上方。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    id_tail = forms.CharField(
        label="身份证号码后6位",
        max_length=12,
        help_text="最后一位是X的，请填X。",
        error_messages={"required": "请填写身份证号码的最后6位。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    def clean_number(self) -> str:
        """Without blanks and in capitals, as it is printed."""
        return normalise_number(self.cleaned_data["number"])

    def clean_id_tail(self) -> str:
        """Exactly six: five digits and a digit or X."""
        tail = normalise(self.cleaned_data["id_tail"])
        if not re.fullmatch(r"\d{5}[\dX]", tail):
            raise ValidationError("请填写身份证号码的最后6位，例如 12345X。")
        return tail


def normalise_number(text: str) -> str:
    """A receipt number as it is kept."""
    return "".join(text.split()).upper()
