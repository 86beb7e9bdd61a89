"""One person who reaches the age: the claim as it would be granted today, what is lacking, the visits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.cases.fields import read_date
from cuncuntong.ledgers.claims import services
from cuncuntong.ledgers.claims.enums import BY_VISIT
from cuncuntong.ledgers.claims.selectors import WAITING, Sums, sums_of, visits_of, window, with_state
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import ParameterError, Parameters
from cuncuntong.rules.pension import Computation, compute_for
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims.rows import rows_of
from cuncuntong.web.claims.shared import LINE, PREPARE, READ, may_declare


class VisitForm(forms.Form):
    """The result of a visit, its day, and a word."""

    state = forms.ChoiceField(
        label="走访结果",
        choices=[(state.value, state.label) for state in BY_VISIT],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择走访结果。", "invalid_choice": "请从列出的结果中选一项。"},
    )
    on = forms.CharField(
        label="走访日期",
        max_length=20,
        help_text="8位数字，默认今天",
        error_messages={"required": "请填写走访日期。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-date": ""}),
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="例如：下周二来服务点；银行卡正在补办。不写健康情况。",
        error_messages={"max_length": "最多200个字，请缩短。"},
    )

    def clean_on(self) -> dt.date:
        """A day."""
        try:
            return read_date(self.cleaned_data["on"])
        except ValueError:
            raise ValidationError("不是有效的日期，请填8位数字，例如 20261124。") from None


@needs(PREPARE, line=LINE)
@require_http_methods(["GET", "POST"])
def person(request: CallerRequest, resident: int, scheme: str) -> HttpResponse:
    """The page; POST puts a visit down."""
    if scheme not in Scheme.values:
        raise Http404
    who = fetch(request.caller, PREPARE, Resident.objects.select_related("village"), line=LINE, pk=resident)
    today = timezone.localdate()
    form = VisitForm(request.POST or None, label_suffix="", initial={"on": today.isoformat()})
    if request.method == "POST" and form.is_valid() and _visited(request, who, scheme, form):
        return redirect("claims:person", who.pk, scheme)
    return render(
        request,
        "claims/person.html",
        _context(request, who, scheme, form),
        status=422 if form.is_bound else 200,
    )


def _visited(request: CallerRequest, who: Resident, scheme: str, form: VisitForm) -> bool:
    try:
        services.record_visit(caller=request.caller, resident=who, scheme=scheme, **form.cleaned_data)
    except LedgerRefused as refused:
        form.add_error("on", f"{refused.message}{refused.remedy}")
        return False
    messages.success(request, f"已登记对{who.name}的走访。")
    return True


def _context(request: CallerRequest, who: Resident, scheme: str, form: VisitForm) -> dict[str, Any]:
    book, today = current(), timezone.localdate()
    view = window(scheme, today, book)
    accounts = PensionAccount.objects.filter(resident=who, scheme=scheme)
    accounts = accounts.exclude(state=AccountState.REVERSED).select_related("resident")
    account = with_state(accounts).first()
    context: dict[str, Any] = {
        "person": who,
        "scheme": scheme,
        "scheme_name": Scheme(scheme).label,
        "form": form,
        "id_number": masked_id(who),
        "telephone": masked_telephone(who),
        "age": age_on(who.birth_date, today),
        "visits": visits_of(who.pk, scheme),
        "mine": request.caller.account.pk,
        "today": today,
        "may_file": request.caller.can(Ability.CASE_FILE),
        "may_declare": may_declare(request.caller),
        "may_read": request.caller.can(READ, LINE),
        "account": account,
    }
    if account is not None:
        row = rows_of([account], view, book)[0]
        context |= {"row": row, "waits": account.state in WAITING}
        if context["may_read"]:
            sums = sums_of([account.pk]).get(account.pk, Sums())
            context |= {"sums": sums, "computation": computed(account, sums, scheme, today, book)}
    return context


def computed(
    account: PensionAccount, sums: Sums, scheme: str, on: dt.date, book: Parameters
) -> Computation | None:
    """The pension on the account as it is, under the figures of a day; None where one is missing."""
    try:
        return compute_for(
            scheme,
            birth=account.resident.birth_date,
            account_balance=sums.balance,
            years_paid=sums.years,
            on=on,
            parameters=book,
        )
    except (ParameterError, ValueError):
        return None


@needs(PREPARE, line=LINE)
@require_POST
def take_back(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes one's own visit of today back."""
    try:
        visit = services.take_back_visit(caller=request.caller, visit_id=pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("claims:list")
    messages.success(request, "走访记录已撤回。")
    return redirect("claims:person", visit.resident_id, visit.scheme)
