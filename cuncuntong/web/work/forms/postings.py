"""A vacancy's or a gig's entries: at a point or the county, and by the employer on the public site."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.ledgers.jobs.enums import HealthLimit, Hours, Insurance, PayUnit, SeekerKind
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.services.posting_check import text_findings
from cuncuntong.ledgers.jobs.services.posting_rows import CONTENT, PLACE
from cuncuntong.rules import certificates, occupations
from cuncuntong.rules.postings import STOP
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS
from cuncuntong.web.work.forms.parts import Options, choice, place_code, text, tick, whole

OFFERED = 8
_TEXTS = ("title", "description", "requirements", "pay_words", "hours_words", "address")
_PLAIN = {
    PayUnit.MONTH: "按月（元/月）",
    PayUnit.DAY: "按天（元/天）",
    PayUnit.HOUR: "按小时（元/小时）",
    PayUnit.PIECE: "计件（元/件）",
}


def money(label: str, *, required: bool = True, hint: str = "") -> forms.DecimalField:
    """A sum in yuan; what it may be is the check's to say."""
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=hint,
        max_digits=14,
        decimal_places=2,
        error_messages={
            "required": f"请填写{label}，例如 180。",
            "invalid": f"{label}请填写数字，例如 180 或 180.50。",
            "max_decimal_places": f"{label}最多两位小数。",
            "max_digits": f"{label}太大，请核对。",
            "max_whole_digits": f"{label}太大，请核对。",
        },
    )


def day(label: str, *, required: bool, hint: str = "8位数字，例如 20261128") -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=DATE_INPUT_FORMATS,
        error_messages={
            "required": f"请填写{label}，例如 20261128。",
            "invalid": f"{label}不是有效的日期，请填写8位数字，例如 20261128。",
        },
    )


class PostingForm(forms.Form):
    """What is posted. The occupation is found by everyday words, then chosen among what fits."""

    title = text("岗位名称", 60, hint="例如：砌墙大工、缫丝挡车工、摘花椒")
    occupation_words = text(
        "属于哪种职业",
        40,
        required=False,
        hint="用平常的叫法就行，例如 泥瓦匠、缫丝、护工、电焊；空着就按岗位名称找",
        autocomplete="off",
    )
    occupation = forms.ChoiceField(label="请选最接近的一种", required=False, widget=forms.RadioSelect())
    description = text("工作内容", 2000, rows=4, hint="干什么活、用什么工具、有什么要注意的")
    requirements = text(
        "要求", 1000, required=False, rows=2, hint="只写干这个活真正需要的；不写性别、年龄、地域"
    )
    headcount = whole("招用人数", 1, 999)
    pay_unit = choice("工钱怎么算", [], few=True)
    pay_low = money("报酬")
    pay_high = money("报酬最高", required=False, hint="有高有低时填写，没有就空着")
    pay_words = text("报酬说明", 100, required=False, hint="例如：干完当天结、每月15日发")
    hours = choice("工作时间", Hours.choices)
    hours_words = text("具体时间", 60, required=False, hint="例如：7:00–11:00，14:00–18:00")
    hours_per_week = whole("每周工时", 1, 168, required=False)
    starts_on = day("开工日期", required=False)
    ends_on = day("完工日期", required=False)
    place = choice("工作地点所在", [])
    address = text("详细地点", 120, required=False, hint="例如：水村村委会东300米花椒地")
    meals = tick("管饭")
    lodging = tick("管住")
    transport = tick("接送")
    insurance = choice("保险", Insurance.choices, few=True, hint="受伤谁负责，求职者最关心，必须说明")
    education = choice("最低文化程度", [("", "不限"), *EDUCATIONS], required=False)
    experience_years = whole("从事这个活不少于（年）", 0, 50, required=False)
    certificates = forms.MultipleChoiceField(
        label="必须持有的证书", required=False, widget=forms.CheckboxSelectMultiple()
    )
    health_demands = forms.MultipleChoiceField(
        label="这个活离不开的",
        required=False,
        choices=HealthLimit.choices,
        widget=forms.CheckboxSelectMultiple(),
        help_text="身体不能做这些的人不会被推荐；只按干活的需要勾选",
    )
    contact_shown = tick(
        "公开我的联系电话", hint="勾选后，看到这条信息的人可以直接打电话；不勾选的，由服务点帮忙联系"
    )
    confirmed = tick("以上提示已核对无误，仍要提交")

    def __init__(self, *args: Any, kind: str, places: Options, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kind = kind
        self._choices("place", [("", "请选择"), *places])
        self._choices("certificates", [(one.key, one.name) for one in certificates.certificates()])
        gig = kind == SeekerKind.GIG
        units = (PayUnit.DAY, PayUnit.HOUR, PayUnit.PIECE) if gig else tuple(_PLAIN)
        self._choices("pay_unit", [(unit.value, _PLAIN[unit]) for unit in units])
        if gig:
            del self.fields["hours_per_week"], self.fields["education"]
            self.fields["starts_on"].required = self.fields["ends_on"].required = True
        else:
            del self.fields["ends_on"]
        self._choices("occupation", occupation_options(self._words(), self._given("occupation")))

    def _choices(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _given(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name) or "").strip()

    def _words(self) -> str:
        """What names the occupation: its own line, else the title."""
        return (self._given("occupation_words") or self._given("title"))[:60]

    @property
    def offers(self) -> bool:
        """Whether there are occupations to choose among."""
        return bool(self.fields["occupation"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One occupation, ranges that are ranges, and no word that the law forbids: all told at once."""
        values = super().clean() or {}
        for name in _TEXTS:
            for found in text_findings(name, values.get(name) or ""):
                if found.weight == STOP:
                    self.add_error(name, f"{found.words}{found.remedy}（{found.source}）")
        if "occupation" not in self.errors and values.get("title"):
            self._settle_occupation(values)
        low, high = values.get("pay_low"), values.get("pay_high")
        if low is not None and high is not None and high < low:
            self.add_error("pay_high", f"报酬最高{high}元比报酬{low}元还低，请核对。")
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "完工日期比开工日期还早，请核对。")
        return values

    def _settle_occupation(self, values: dict[str, Any]) -> None:
        meant = occupations.resolve(self._words())
        offered = dict(self.fields["occupation"].choices)  # type: ignore[attr-defined]
        if meant.code and not values.get("occupation"):
            values["occupation"] = meant.code
        if values.get("occupation"):
            return
        if not offered:
            self.add_error("occupation_words", "没有找到这种职业，请换个说法，例如“建筑工”“服务员”。")
        else:
            self.add_error("occupation", "请选最接近的一种；都不对的，把上面的职业换个说法再提交。")

    def content(self, place: dict[str, str]) -> dict[str, Any]:
        """The ledger's columns; ``place`` are the placed columns of what was chosen."""
        values = {name: value for name, value in self.cleaned_data.items() if name in CONTENT}
        return {**values, **place}


def mark_returned(form: forms.Form, posting: Posting) -> None:
    """Puts what the county wants corrected at its fields, as remarks that a field shows."""
    for field, words in posting.returned:
        if field in form.fields:
            known = getattr(form.fields[field], "remark", "")
            form.fields[field].remark = f"{known}；{words}" if known else words  # type: ignore[attr-defined]


def occupation_options(words: str, chosen: str) -> list[tuple[str, str]]:
    """The occupations that everyday words may mean; none where they mean one and no other was chosen."""
    meant = occupations.resolve(words) if words else occupations.Resolved(None)
    if meant.code and chosen in ("", meant.code):
        return [(meant.code, _named(meant.code))] if chosen else []
    codes = [meant.code] if meant.code else [one.code for one in meant.candidates[:OFFERED]]
    if chosen and chosen not in codes and occupations.get(chosen):
        codes.append(chosen)
    return [(code, _named(code)) for code in codes]


def _named(code: str) -> str:
    path = occupations.path(code)
    return f"{path[-1].name}（{path[-2].name}）" if len(path) > 1 else occupations.label(code)


def content_of(posting: Posting) -> dict[str, Any]:
    """A posting's entries, to be changed."""
    values = {name: getattr(posting, name) for name in CONTENT if name not in PLACE}
    for name in ("pay_low", "pay_high"):
        values[name] = _short(values[name])
    known = occupations.get(posting.occupation)
    return {
        **values,
        "place": place_code(posting),
        "occupation_words": known.name if known else posting.occupation,
    }


def _short(amount: Decimal | None) -> str:
    """180 rather than 180.00."""
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


# What a correction can name, as the reviewer chooses it.
FIELD_LABELS = {
    name: str(field.label)
    for name, field in PostingForm.base_fields.items()
    if name not in ("occupation", "confirmed")
}
