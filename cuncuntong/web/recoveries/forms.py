"""Forms of recoveries: a receipt, an arrangement, a signature, an heir."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from cuncuntong.cases.fields import plain, read_date
from cuncuntong.ledgers.recoveries.enums import Relation, ReturnWay
from cuncuntong.network.parameters import setting


class DayField(forms.CharField):
    """A day out of eight digits or 2026-11-24."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "data-date": "", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The day, or None where nothing is filled in."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_date(text)
        except ValueError:
            raise forms.ValidationError(
                f"“{text[:20]}”不是有效的日期，请填写八位数字，例如 20261124。"
            ) from None


def _money(label: str, **more: Any) -> forms.DecimalField:
    wrong = {
        "required": f"请填写{label}。",
        "invalid": f"{label}请填写数字，例如 199.69。",
        "max_decimal_places": f"{label}最多两位小数。",
        "max_digits": f"{label}过大，请核对。",
        "max_whole_digits": f"{label}过大，请核对。",
        "min_value": f"{label}应大于0。",
    }
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        error_messages=wrong,
        **more,
    )


class ReceiveForm(forms.Form):
    """Money that the bank received."""

    amount = _money("退回金额")
    received_on = DayField(label="到账日期", error_messages={"required": "请填写到账日期。"})
    receipt = forms.CharField(
        label="银行缴款凭证号",
        max_length=40,
        help_text="银行收款，服务点和经办机构不收现金",
        error_messages={"required": "请填写银行缴款凭证上的编号。", "max_length": "最多40个字。"},
    )
    payer = forms.CharField(label="缴款人", max_length=40, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def clean_amount(self) -> Decimal:
        """Two places."""
        amount: Decimal = self.cleaned_data["amount"]
        return amount.quantize(Decimal("0.01"))


class AgreeForm(forms.Form):
    """An arrangement for what is left."""

    way = forms.ChoiceField(
        label="怎样退回",
        choices=ReturnWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样退回。", "invalid_choice": "请选择怎样退回。"},
    )
    payer = forms.CharField(label="由谁退回", max_length=40, error_messages={"required": "请填写由谁退回。"})
    relation = forms.CharField(
        label="与领取人的关系", max_length=20, required=False, help_text="本人退回的不填"
    )
    count = forms.IntegerField(
        label="分几期",
        required=False,
        min_value=2,
        max_value=120,
        help_text="分期退回的填写",
        error_messages={
            "invalid": "分几期请填写整数。",
            "min_value": "至少2期。",
            "max_value": "最多120期。",
        },
    )
    first_due = DayField(
        label="第一期（或一次退回）在哪天以前", required=False, help_text="一次退回的可以不填，按规定期限"
    )
    monthly = _money("每月最多抵扣", required=False, help_text="抵扣的可以填写，不填的按规定的最高比例")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def without_offset(self) -> AgreeForm:
        """Where no pension is paid any more there is nothing to set off against."""
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            pair for pair in ReturnWay.choices if pair[0] != ReturnWay.OFFSET
        ]
        del self.fields["monthly"]
        return self


class FilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Scans or photos of one paper; the ledger checks what they are. Gives a list."""

    def __init__(self, **kwargs: Any) -> None:
        limit = str(setting("service.attachment_max_mb"))
        accept = {"accept": "image/jpeg,image/png,application/pdf", "data-max-mb": limit}
        super().__init__(widget=FilesInput(attrs=accept), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file on its own; an empty one says so."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


class SignedForm(forms.Form):
    """Who signed the paper, with its scan."""

    signed_by = forms.CharField(
        label="签字人", max_length=40, error_messages={"required": "请填写谁在退回协议上签了字。"}
    )
    signed_on = DayField(label="签字日期", error_messages={"required": "请填写签字日期。"})
    signed_note = forms.CharField(
        label="原件在哪里", max_length=100, required=False, help_text="例如 水村服务点档案柜"
    )
    missing = forms.CharField(
        label="没有上传的原因", max_length=200, required=False, help_text="上传了签字件的不填"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pages"] = FilesField(
            label="签好字的退回协议",
            required=False,
            help_text="扫描件或照片，可以选几个，JPG、PNG或PDF",
            error_messages={"empty": "文件是空的，请重新选择。"},
        )


class PagesForm(forms.Form):
    """More scans of a paper whose signature is recorded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pages"] = FilesField(
            label="补传签字件",
            required=False,
            help_text="扫描件或照片，可以选几个，JPG、PNG或PDF",
            error_messages={"empty": "文件是空的，请重新选择。"},
        )


class HeirForm(forms.Form):
    """Who receives what is left."""

    name = forms.CharField(
        label="领取人姓名", max_length=40, error_messages={"required": "请填写领取人姓名。"}
    )
    id_number = forms.CharField(
        label="身份证号码", max_length=24, error_messages={"required": "请填写领取人身份证号码。"}
    )
    relation = forms.ChoiceField(
        label="与死者的关系",
        choices=[("", "请选择"), *Relation.choices],
        error_messages={"required": "请选择关系。", "invalid_choice": "请选择关系。"},
    )
    bank = forms.CharField(label="开户银行", max_length=40, required=False)
    number = forms.CharField(
        label="银行账号",
        max_length=40,
        help_text="户名须为领取人本人",
        error_messages={"required": "请填写领取人的银行账号。"},
    )
    shared_why = forms.CharField(
        label="与他人共用账户的原因",
        max_length=100,
        required=False,
        help_text="提示另有人共用这个账户时填写",
        error_messages={"max_length": "最多100个字。"},
    )

    def clean(self) -> dict[str, Any]:
        """Full-width digits made plain."""
        super().clean()
        for key in ("id_number", "number"):
            if key in self.cleaned_data:
                self.cleaned_data[key] = plain(self.cleaned_data[key])
        return self.cleaned_data
