"""Forms of the gateway: a result package, a ledger's file, how a problem was settled."""

from __future__ import annotations

from typing import Any

from django import forms

from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS

MOST_MB = 30


class PackageForm(forms.Form):
    """A result package of the province."""

    file = forms.FileField(
        label="结果包",
        help_text=f"上级给的签名压缩包（.zip），最大{MOST_MB} MB",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip", "data-max-mb": str(MOST_MB)}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """Too large a file is refused with its size."""
        return _small_enough(self.cleaned_data["file"])


class LedgerForm(forms.Form):
    """A ledger's file, and of which day it is."""

    feed = forms.ChoiceField(
        label="台账", error_messages={"required": "请选择台账。", "invalid_choice": "请在列表中选择台账。"}
    )
    file = forms.FileField(
        label="台账文件",
        help_text=f"CSV，或压缩后的CSV（.zip、.gz）；最大{MOST_MB} MB，50万行压缩后一般不到10 MB",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.zip,.gz", "data-max-mb": str(MOST_MB)}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    as_of = forms.DateField(
        label="数据截至日",
        input_formats=DATE_INPUT_FORMATS,
        help_text="8位数字；居民和窗口看到的“数据截至”就是这一天",
        error_messages={"required": "请填写数据截至日。", "invalid": "应填日期，例如 20261031。"},
    )
    skip_wrong = forms.BooleanField(
        label="有错误行时，其余各行照收（不选则整份等您决定）", required=False, initial=False
    )

    def __init__(self, *args: Any, known: list[Feed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feed"].choices = [(feed.code, feed.name) for feed in known]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Too large a file is refused with its size."""
        return _small_enough(self.cleaned_data["file"])


def _small_enough(file: Any) -> Any:
    if file.size > MOST_MB * 1024 * 1024:
        raise forms.ValidationError(
            f"文件{file.size / 1024 / 1024:.0f} MB，超过{MOST_MB} MB。请压缩后上传，或分成几个文件。"
        )
    return file


class SettleForm(forms.Form):
    """How a problem was settled."""

    words = forms.CharField(
        label="处理结果",
        max_length=200,
        help_text="与谁核对、怎样处理的，如“已与省中心核对，按更正业务重报”",
        error_messages={"required": "请写明怎样处理的。", "max_length": "最多200个字。"},
    )
