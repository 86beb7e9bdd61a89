"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from cuncuntong.network.models import Account


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        error_messages={"required": "请填写账号。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        error_messages={"required": "请填写密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """The old password, and a new one twice."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请填写现在的密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        help_text="至少10位，不能全是数字，不能含有账号或姓名，不能是常见密码。",
        error_messages={"required": "请填写新密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请再输一遍新密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_old(self) -> str:
        """The old password must fit."""
        old: str = self.cleaned_data["old"]
        if not self.account.check_password(old):
            raise ValidationError("现在的密码不对，请重新输入。")
        return old

    def clean_new(self) -> str:
        """Django's validators speak Chinese here."""
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.account)
        if self.account.check_password(new):
            raise ValidationError("新密码不能和现在的密码相同。")
        return new

    def clean(self) -> dict[str, Any]:
        """Both new ones must agree."""
        values = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", "两次输入的新密码不一致，请重新输入。")
        return values
