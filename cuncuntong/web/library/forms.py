"""Forms of the library. What was typed or pasted is kept whatever is wrong with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from cuncuntong.ledgers.policies.enums import Checked, Rank, Subject
from cuncuntong.ledgers.policies.services import ArchiveDraft, DocumentDraft, EntryDraft
from cuncuntong.network.models import Division
from cuncuntong.rules.registry import items
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS
from cuncuntong.web.library.items import GENERAL, item_choices

LONGEST_TEXT = 300_000
LARGEST_FILE_KB = 2048


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=hint,
        input_formats=DATE_INPUT_FORMATS,
        error_messages={"invalid": f"{label}请写8位数字，例如 20260101。"},
    )


class DocumentForm(forms.Form):
    """A policy document, pasted or out of a text file."""

    title = forms.CharField(label="标题", max_length=160, error_messages={"required": "请填写文件标题。"})
    number = forms.CharField(
        label="文号", max_length=80, required=False, help_text="例如 阳人社发〔2026〕12号；没有文号的不填。"
    )
    issuer = forms.CharField(
        label="发布机关",
        max_length=120,
        widget=forms.TextInput(attrs={"list": "issuers"}),
        error_messages={"required": "请填写发布机关。"},
    )
    rank = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *Rank.choices], error_messages={"required": "请选择类别。"}
    )
    issued_on = _day("发布日期")
    in_force_from = _day("施行日期")
    in_force_to = _day("失效日期", "没有定期限的不填；被废止、被代替后再填最后一天。")
    subjects = forms.MultipleChoiceField(
        label="主题",
        choices=Subject.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个主题。"},
    )
    items = forms.CharField(
        label="相关事项", max_length=200, required=False, help_text="事项编号，用顿号隔开，例如 11、23。"
    )
    text = forms.CharField(
        label="正文",
        required=False,
        widget=_area(16),
        max_length=LONGEST_TEXT,
        help_text="从原件粘贴，一段一行，不要改动文字。“第几条”“一、”会自动识别。暂时没有正文的可以先只填标题。",
        error_messages={"max_length": "正文超过30万字，请分成几份录入。"},
    )
    upload = forms.FileField(
        label="或上传文本文件",
        required=False,
        help_text="纯文本（.txt），UTF-8或GBK编码。Word、PDF文件请打开后复制粘贴。",
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain", "data-max-mb": "2"}),
    )
    card_for = forms.CharField(label="谁能用", required=False, max_length=600, widget=_area(2))
    card_gives = forms.CharField(label="主要讲什么", required=False, max_length=2000, widget=_area(4))
    card_how = forms.CharField(label="怎么办", required=False, max_length=1000, widget=_area(2))
    history = forms.CharField(
        label="沿革",
        required=False,
        max_length=2000,
        widget=_area(3),
        help_text="制定、修改的经过，一行一次。",
    )
    source = forms.CharField(
        label="正文来源",
        max_length=300,
        help_text="例如 本局存档原件、省厅网站。",
        error_messages={"required": "请写明正文从哪里来，便于核对。"},
    )
    checked = forms.ChoiceField(label="核对情况", choices=Checked.choices, initial=Checked.NONE)
    note = forms.CharField(label="修改说明", required=False, max_length=200)

    def clean_items(self) -> str:
        """Every number that is in the official list; the others are named."""
        numbers = _numbers(self.cleaned_data["items"])
        wrong = [number for number in numbers if number not in items]
        if wrong:
            raise forms.ValidationError(f"没有编号为“{'、'.join(wrong)[:40]}”的事项，编号是1至40和D1至D4。")
        return "、".join(numbers)

    def clean_upload(self) -> str:
        """The file's words."""
        file = self.cleaned_data["upload"]
        if not file:
            return ""
        if file.size > LARGEST_FILE_KB * 1024:
            raise forms.ValidationError(f"文件超过{LARGEST_FILE_KB // 1024}MB。文本文件不会这么大，请核对。")
        return _decoded(file.read())

    def clean(self) -> dict[str, Any]:
        """A file takes the place of the pasted text; dates go forward."""
        values = super().clean() or {}
        if values.get("upload"):
            values["text"] = values["upload"]
            # Shown in the box at once, so that it can be read and mended before it is saved.
            if isinstance(self.data, QueryDict):
                sent = self.data.copy()
                sent["text"] = values["upload"]
                self.data = sent
        begins, ends = values.get("in_force_from"), values.get("in_force_to")
        if begins and ends and ends < begins:
            self.add_error("in_force_to", "失效日期早于施行日期，请核对。")
        if values.get("checked") == Checked.ORIGINAL and not values.get("text", "").strip():
            self.add_error("checked", "还没有正文，不能说已与原件核对。")
        return values

    def draft(self) -> DocumentDraft:
        """What was typed, for the ledger."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "upload"}
        values["subjects"] = tuple(values["subjects"])
        values["items"] = tuple(_numbers(values["items"]))
        return DocumentDraft(**values)


def _numbers(text: str) -> list[str]:
    parts = text.upper().replace("，", "、").replace(",", "、").replace(" ", "、").split("、")
    return list(dict.fromkeys(part for part in parts if part))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise forms.ValidationError("这不是纯文本文件。Word、PDF文件请打开后复制，粘贴到“正文”里。")


class EntryForm(forms.Form):
    """One question and its answer."""

    item = forms.ChoiceField(label="事项", required=False)
    question = forms.CharField(
        label="问题",
        max_length=120,
        help_text="按群众的问法写，一条只问一件事。",
        error_messages={"required": "请填写问题。"},
    )
    answer = forms.CharField(
        label="解答",
        max_length=4000,
        widget=_area(8),
        help_text="先说结论，再说怎么办；要带的材料、时限、到哪里办写清楚。",
        error_messages={"required": "请填写解答。"},
    )
    basis = forms.CharField(
        label="依据", required=False, max_length=200, help_text="文件名和条款；没有看过原文的不要写条款。"
    )
    order = forms.IntegerField(
        label="顺序",
        min_value=1,
        max_value=9999,
        initial=100,
        help_text="数小的排前面。",
        error_messages={"required": "请填写顺序。"},
    )
    note = forms.CharField(label="修改说明", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", GENERAL), *item_choices()]  # type: ignore[attr-defined]

    def draft(self) -> EntryDraft:
        """What was typed, for the ledger."""
        return EntryDraft(**self.cleaned_data)


class ArchiveForm(forms.Form):
    """An institution that keeps personnel files."""

    name = forms.CharField(label="机构名称", max_length=100, error_messages={"required": "请填写机构名称。"})
    keeps = forms.CharField(
        label="保管哪些档案",
        max_length=1000,
        widget=_area(3),
        error_messages={"required": "请写明保管哪些档案。"},
    )
    county = forms.BooleanField(label="服务全县", required=False)
    townships = forms.MultipleChoiceField(
        label="服务的乡镇",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="服务全县的不用选。",
    )
    elsewhere = forms.CharField(
        label="还服务哪些外县的人",
        required=False,
        max_length=300,
        widget=_area(2),
        help_text="一行一个地方，例如 晋城市城区。",
    )
    units = forms.CharField(
        label="对应的单位",
        required=False,
        max_length=2000,
        widget=_area(3),
        help_text="最后工作单位是这些单位的，档案在这里。群众按单位名称查找。",
    )
    address = forms.CharField(label="地址", max_length=160, error_messages={"required": "请填写地址。"})
    place = forms.ChoiceField(label="所在乡镇", required=False, help_text="用来算距离；不在本县的不选。")
    telephone = forms.CharField(
        label="办公电话", max_length=40, required=False, help_text="对外公布的电话，不要填个人手机。"
    )
    hours = forms.CharField(label="办公时间", max_length=120, required=False)
    how_in = forms.CharField(label="怎么转入", required=False, max_length=1500, widget=_area(4))
    how_out = forms.CharField(label="怎么转出", required=False, max_length=1500, widget=_area(4))
    source = forms.CharField(label="信息来源", max_length=200, required=False)
    closed = forms.BooleanField(label="已停用，不再显示", required=False)

    def __init__(self, *args: Any, county: Division, places: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._county = county
        self._places = {one.code: one for one in places}
        choices = [(one.code, one.name) for one in places]
        self.fields["townships"].choices = choices  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", "不在本县或不清楚"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It serves somebody."""
        values = super().clean() or {}
        if not (values.get("county") or values.get("townships") or values.get("elsewhere", "").strip()):
            self.add_error("county", "请至少选一种：服务全县、服务的乡镇，或写明服务哪些外县的人。")
        return values

    def draft(self) -> ArchiveDraft:
        """What was typed, for the ledger."""
        values = dict(self.cleaned_data)
        areas: list[tuple[str, str]] = []
        if values.pop("county"):
            areas.append((self._county.code, self._county.name))
        areas += [(code, self._places[code].name) for code in values.pop("townships")]
        areas += [("", line.strip()[:60]) for line in values.pop("elsewhere").splitlines() if line.strip()]
        division = self._places.get(values.pop("place"))
        return ArchiveDraft(**values, areas=tuple(areas), division=division)
