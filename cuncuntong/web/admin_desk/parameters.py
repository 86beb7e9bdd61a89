"""Policy figures: what is in force, what no source confirms, proposing and confirming by two persons."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.recalculations.affected import FIGURES
from cuncuntong.network import parameters as service
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import ParameterValue
from cuncuntong.rules.parameters import InvalidValue, UnknownParameter, value_text
from cuncuntong.rules.parameters.model import Definition
from cuncuntong.rules.parameters.values import Kind
from cuncuntong.web.access import needs


class ValueForm(forms.Form):
    """A new value from a day on, with its source."""

    starts_on = forms.DateField(
        label="从哪天起",
        input_formats=["%Y%m%d", "%Y-%m-%d"],
        help_text="8位数字，例如 20260101。可以是过去的日期。",
        error_messages={"required": "请填写起始日。", "invalid": "日期不对，请写成 20260101 这样。"},
    )
    value = forms.CharField(
        label="数值",
        max_length=4000,
        error_messages={"required": "请填写数值。"},
    )
    source = forms.CharField(
        label="依据",
        max_length=300,
        help_text="文件名和文号，核定人据此核对。",
        error_messages={"required": "请填写依据（文件名、文号）。"},
    )

    def __init__(self, *args: Any, kind: Kind, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.rate = kind.is_table, kind.scalar == "rate"
        if self.table:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 10})
            example = "200 0.03" if self.rate else "200 35"
            self.fields["value"].help_text = f"每行一组：项目 数值（{unit or '比例'}），例如 {example}。"
        elif unit:
            self.fields["value"].help_text = f"单位：{unit}"
        if self.rate:
            self.fields["value"].help_text += "比例填小数：3%填0.03，0.6%填0.006；也可以直接写3%。"

    def raw_value(self) -> object:
        """What was typed, in the shape that the parameter's kind reads."""
        text: str = self.cleaned_data["value"]
        if not self.table:
            return self._plain(text)
        rows = [
            line.replace("：", " ").replace(":", " ").split() for line in text.splitlines() if line.strip()
        ]
        if any(len(row) != 2 for row in rows):
            bad = next(row for row in rows if len(row) != 2)
            raise service.ParameterRefused(
                f"这一行看不懂：“{' '.join(bad)}”。每行写一个项目和一个数值。", "value"
            )
        keys = [row[0] for row in rows]
        double = next((key for key in keys if keys.count(key) > 1), None)
        if double:
            raise service.ParameterRefused(f"“{double}”写了两次，请删去一行。", "value")
        return {key: self._plain(value) for key, value in rows}

    def _plain(self, text: str) -> str:
        """A share that is written in per cent, as a decimal."""
        text = text.strip()
        if not self.rate or not text.endswith(("%", "％")):
            return text
        try:
            return f"{Decimal(text[:-1].strip()) / 100:f}"
        except InvalidOperation:
            return text


@needs(Ability.PARAMETER_EDIT, Ability.PARAMETER_CONFIRM)
def listing(request: HttpRequest) -> HttpResponse:
    """Every parameter by group; 待核定 ones can be shown alone."""
    only = request.GET.get("only", "")
    states = service.current().all(timezone.localdate())
    pending = _pending_counts()
    shown = [
        state
        for state in states
        if not only
        or (only == "unconfirmed" and not state.is_confirmed)
        or (only == "pending" and state.definition.key in pending)
    ]
    groups: dict[str, list[Any]] = {}
    for state in shown:
        groups.setdefault(state.definition.group, []).append(
            {"state": state, "pending": pending.get(state.definition.key, 0)}
        )
    unconfirmed = sum(1 for state in states if not state.is_confirmed)
    tabs = [
        {"label": "全部", "url": "?", "current": not only, "count": len(states)},
        {
            "label": "待核定",
            "url": "?only=unconfirmed",
            "current": only == "unconfirmed",
            "count": unconfirmed,
        },
        {"label": "有新提议", "url": "?only=pending", "current": only == "pending", "count": len(pending)},
    ]
    context = {"groups": groups.items(), "tabs": tabs, "today": timezone.localdate()}
    return render(request, "admin_desk/parameters.html", context)


def _pending_counts() -> dict[str, int]:
    keys = ParameterValue.objects.filter(_pending()).values_list("key", flat=True)
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _pending() -> Q:
    return Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)


@needs(Ability.PARAMETER_EDIT, Ability.PARAMETER_CONFIRM)
@require_http_methods(["GET", "POST"])
def detail(request: Any, key: str) -> HttpResponse:
    """One parameter: its history, open proposals, and a form for a new value."""
    book = service.current()
    try:
        definition = book.definition(key)
    except UnknownParameter as error:
        raise Http404 from error
    form = ValueForm(request.POST or None, kind=definition.kind, unit=definition.unit)
    meant = ""
    if request.method == "POST" and form.is_valid():
        try:
            value = form.raw_value()
            meant = _to_be_seen(definition, value)
            if not meant or request.POST.get("seen") == meant:
                service.propose(
                    caller=request.caller,
                    key=key,
                    starts_on=form.cleaned_data["starts_on"],
                    value=value,
                    source=form.cleaned_data["source"],
                )
                messages.success(request, "已提出，等另一位业务管理员核定后生效。")
                return redirect("admin_desk:parameter", key=key)
        except service.ParameterRefused as error:
            form.add_error(error.field or None, error.message)
    context = {
        "state": book.state(key, timezone.localdate()),
        "form": form,
        "rows": _rows(request, key),
        "meant": "" if form.errors else meant,
    }
    return render(request, "admin_desk/parameter.html", context, status=422 if form.errors else 200)


def _to_be_seen(definition: Definition, value: object) -> str:
    """A share in per cent, which is shown before it is proposed: 0.6 may have been meant as 0.6%."""
    if definition.kind.scalar != "rate":
        return ""
    try:
        return value_text(definition.kind.parse(value), definition.unit, definition.kind)
    except InvalidValue as error:
        raise service.ParameterRefused(str(error), "value") from error


def _rows(request: Any, key: str) -> list[dict[str, Any]]:
    definition = service.current().definition(key)
    rows = ParameterValue.objects.filter(key=key).select_related("proposed_by", "confirmed_by")
    listed = []
    confirms = request.caller.can(Ability.PARAMETER_CONFIRM)
    for row in rows.order_by("-proposed_at"):
        own = row.proposed_by_id == request.caller.account.pk
        waiting = row.confirmed_at is None and row.withdrawn_at is None
        try:
            text = value_text(definition.kind.parse(row.value), definition.unit, definition.kind)
        except ValueError:
            text = str(row.value)
        listed.append(
            {
                "row": row,
                "text": text,
                "state": _state_words(row),
                "affects": _affects(request, row),
                "can_confirm": waiting and not own and confirms,
                "can_withdraw": row.withdrawn_at is None
                and (request.caller.can(Ability.PARAMETER_EDIT) and waiting if own else confirms),
            }
        )
    return listed


def _affects(request: Any, row: ParameterValue) -> bool:
    """Whether months that were paid may have to be computed anew by this value."""
    return (
        row.key in FIGURES
        and row.confirmed_at is not None
        and row.withdrawn_at is None
        and row.starts_on <= timezone.localdate()
        and bool(request.caller.can(Ability.PAY_READ, Line.RESIDENT_PENSION))
    )


def _state_words(row: ParameterValue) -> tuple[str, str]:
    if row.withdrawn_at is not None:
        return "已撤回", "neutral"
    if row.confirmed_at is None:
        return "等待核定", "wait"
    later = row.starts_on > timezone.localdate()
    return ("已核定，到期生效", "info") if later else ("已核定", "good")


@needs(Ability.PARAMETER_CONFIRM)
@require_POST
def confirm_value(request: Any, pk: int) -> HttpResponse:
    """A second person puts a proposal in force."""
    return _settle(
        request, lambda: service.confirm(caller=request.caller, value_id=pk), "已核定，按起始日生效。", pk
    )


@needs(Ability.PARAMETER_EDIT, Ability.PARAMETER_CONFIRM)
@require_POST
def withdraw_value(request: Any, pk: int) -> HttpResponse:
    """Takes a proposal or a value back."""
    reason = request.POST.get("reason", "")
    return _settle(
        request,
        lambda: service.withdraw(caller=request.caller, value_id=pk, reason=reason),
        "已撤回。",
        pk,
    )


def _settle(request: Any, act: Any, words: str, pk: int) -> HttpResponse:
    try:
        row = act()
        messages.success(request, words)
        return redirect("admin_desk:parameter", key=row.key)
    except service.ParameterRefused as error:
        messages.error(request, error.message)
    row = ParameterValue.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return redirect("admin_desk:parameter", key=row.key)
