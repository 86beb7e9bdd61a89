"""Forms of the employers' own site."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth import password_validation

from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.web.work.forms.employers import EmployerForm
from cuncuntong.web.work.forms.parts import Options, text

PUBLIC_CONSENT = (
    "我同意：核验通过后，单位名称（个人只公开姓氏）、岗位内容和工作地点在网上和服务点公开；"
    "联系电话只在我选择公开的岗位上显示；身份证号码和信用代码只用于核验。"
)


def secret(label: str, *, hint: str = "", new: bool = False) -> forms.CharField:
    """A password."""
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=hint,
        error_messages={"required": f"请填写{label}。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"}),
    )


def check_new(form: forms.Form, values: dict[str, Any], *, telephone: str, name: str) -> None:
    """A new password: strong enough, not the telephone or the name, and typed twice alike."""
    new, again = values.get("new", ""), values.get("again", "")
    if new:
        try:
            password_validation.validate_password(
                new,
                SimpleNamespace(username=telephone, full_name=name),  # type: ignore[arg-type]
            )
        except forms.ValidationError as error:
            form.add_error("new", error)
    if new and again and new != again:
        form.add_error("again", "两次输入的密码不一致，请重新输入。")


PASSWORD_HINT = "至少10位，不能全是数字，不能含有电话或名称，不能是常见密码。"


class RegisterForm(EmployerForm):
    """Registering oneself: the entries, a password, and agreeing to what is made public."""

    new = secret("登录密码", hint=PASSWORD_HINT, new=True)
    again = secret("再输一遍密码", new=True)
    # Nobody fills in what nobody sees; programs do.
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        self.fields["consented"].label = PUBLIC_CONSENT
        self.fields["consented"].error_messages["required"] = "须同意后才能登记。"

    def clean(self) -> dict[str, Any]:
        """The password beside the entries."""
        values = super().clean()
        check_new(self, values, telephone=values.get("telephone", ""), name=values.get("name", ""))
        return values

    def entries(self) -> dict[str, Any]:
        """The entries without what is of the form alone."""
        left_out = {"new", "again", "website"}
        return {key: value for key, value in super().entries().items() if key not in left_out}


class SignInForm(forms.Form):
    """Telephone and password; with several registrations of one telephone, which one."""

    telephone = text("联系电话", 30, hint="登记时填写的电话", inputmode="tel", autocomplete="username")
    password = secret("密码")
    which = forms.ChoiceField(label="用哪个身份登录", required=False, widget=forms.RadioSelect())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.offer([])

    def offer(self, employers: list[Employer]) -> None:
        """Offers several registrations to choose among."""
        self.fields["which"].choices = [(one.code, one.name) for one in employers]  # type: ignore[attr-defined]

    def clean_which(self) -> str:
        """Checked by the view against what the password opens."""
        return str(self.cleaned_data.get("which", ""))


class PasswordForm(forms.Form):
    """The old password, and a new one twice."""

    old = secret("现在的密码")
    new = secret("新密码", hint=PASSWORD_HINT, new=True)
    again = secret("再输一遍新密码", new=True)

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.employer = employer

    def clean(self) -> dict[str, Any]:
        """Both new ones must agree."""
        values = super().clean() or {}
        check_new(self, values, telephone=self.employer.telephone, name=self.employer.name)
        return values


class OwnDataForm(EmployerForm):
    """What an employer may change by itself: contact and address; before it is verified all of it.

    The present password is asked for where the telephone changes: it is what signs in.
    """

    password = forms.CharField(
        label="现在的密码",
        required=False,
        strip=False,
        max_length=200,
        help_text="改联系电话时要填：以后用新电话登录",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, employer: Employer, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, places=places, **kwargs)
        self.employer = employer
        left_out = ["kind", "consented", "id_number" if employer.kind == "unit" else "credit_code"]
        if employer.state == "verified":
            left_out += ["name", "credit_code", "id_number", "introduction", "place", "confirmed"]
        for name in left_out:
            self.fields.pop(name, None)

    @property
    def shown_kind(self) -> str:
        """The kind that stands."""
        return self.employer.kind

    def clean(self) -> dict[str, Any]:
        """The kind stands already."""
        return super(EmployerForm, self).clean() or {}

    def entries(self) -> dict[str, Any]:
        """The entries without what is of the form alone."""
        return {key: value for key, value in super().entries().items() if key not in ("password", "version")}
