"""Runs: listed, begun, looked at, signed by two others, cancelled, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.payments.enums import Fund, LineState, RunState
from cuncuntong.ledgers.payments.models import PayRun
from cuncuntong.ledgers.payments.selectors import (
    by_scheme,
    by_state,
    by_township,
    comparison,
    counties_of,
    funds_of,
    paid_all_the_same,
    visible_runs,
)
from cuncuntong.ledgers.payments.services import (
    UnclosedBefore,
    approve_run,
    begin_run,
    cancel_run,
    check_run,
    close_run,
    recompute,
    resume_run,
    send_back,
)
from cuncuntong.ledgers.payments.services.unclosed import open_words
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.payments.forms import BeginForm, ReasonForm
from cuncuntong.web.payments.reading import LINES, RUN_TONES, in_menu, run_frame, run_name, seen_run
from cuncuntong.web.work import pages


@needs(Ability.PAY_READ, line=LINES)
def listing(request: CallerRequest) -> HttpResponse:
    """The county's runs of a fund, the newest first, and the beginning of another."""
    return _listing(request, BeginForm(), _fund(request, request.GET.get("fund", "")))


def _fund(request: CallerRequest, asked: str) -> str:
    """The fund that is asked for, where the caller holds it; else the first that the caller holds."""
    funds = funds_of(request.caller, Ability.PAY_READ)
    return asked if asked in funds else next(iter(funds), Fund.RESIDENTS)


def _listing(
    request: CallerRequest, form: BeginForm, fund: str, status: int = 200, *, unclosed: bool = False
) -> HttpResponse:
    in_menu(request, fund)
    values = {"fund": str(fund)} if fund != Fund.RESIDENTS else {}
    shown, turning = pages.keyed_page(visible_runs(request.caller).filter(fund=fund), request, values)
    funds = funds_of(request.caller, Ability.PAY_READ)
    context = {
        "rows": [
            {"run": run, "name": run_name(run), "tone": RUN_TONES[RunState(run.state)]} for run in shown
        ],
        "form": form,
        "unclosed": unclosed or bool(form.data.get("despite_unclosed")),
        "fund": Fund(fund),
        "funds": [
            {
                "label": one.label,
                "url": f"{reverse('payments:runs')}{pages.query({'fund': str(one)})}",
                "current": one == fund,
                "count": None,
            }
            for one in (funds if len(funds) > 1 else ())
        ],
        "may_begin": bool(counties_of(request.caller, Ability.PAY_PREPARE, fund)),
        **turning,
    }
    return render(request, "payments/runs.html", context, status=status)


@needs(Ability.PAY_PREPARE, line=LINES)
@require_http_methods(["GET", "POST"])
def begin(request: CallerRequest) -> HttpResponse:
    """Begins a month of a fund; the computation goes on in the background."""
    if request.method != "POST":
        return redirect("payments:runs")
    form, unclosed = BeginForm(request.POST), False
    fund = _fund(request, request.POST.get("fund", ""))
    counties = counties_of(request.caller, Ability.PAY_PREPARE, fund)
    if form.is_valid() and counties:
        try:
            run = begin_run(caller=request.caller, county=counties[0], fund=fund, **form.cleaned_data)
        except UnclosedBefore as refused:
            unclosed = True
            form.add_error("despite_unclosed", f"{refused.message}{refused.remedy}")
        except LedgerRefused as refused:
            form.add_error("month", f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"{run_name(run)}已开始计算，可以离开本页，算完后在这里查看。")
            return redirect("payments:run", run.pk)
    return _listing(request, form, fund, status=422, unclosed=unclosed)


@needs(Ability.PAY_READ, line=LINES)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """A run: how far it is, its sums, who signed, and what can be done next."""
    run = seen_run(request, pk)
    if request.headers.get("HX-Request"):
        if run.state == RunState.COMPUTING:
            return render(request, "payments/_progress.html", _progress(run))
        # Once it is computed the page as a whole is another one.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _page(request, run)


def _progress(run: PayRun) -> dict[str, Any]:
    words = f"已算{run.computed:,}人次，共{run.to_compute:,}人次"
    return {"run": run, "progress_words": words, "computing": run.state == RunState.COMPUTING}


def _page(
    request: CallerRequest, run: PayRun, form: ReasonForm | None = None, act_open: str = "", status: int = 200
) -> HttpResponse:
    frame, states = run_frame(run, "run"), by_state(run)
    waiting = sum(one.count for one in states if one.key in (LineState.COMPUTED, LineState.SENT))
    unclosed = (
        open_words(waiting, frame["open_findings"], frame["open_problems"], frame["held_files"])
        if run.state == RunState.EXPORTED
        else []
    )
    context = {
        **frame,
        **_progress(run),
        "schemes": by_scheme(run),
        "townships": by_township(run),
        "states": states,
        "paid_all_the_same": paid_all_the_same(run) if run.state != RunState.COMPUTING else [],
        "compared": comparison(run) if run.number == 1 else [],
        "unclosed": unclosed,
        "acts": _acts(request.caller, run, frame["open_findings"], closable=not unclosed),
        "reasoned": _reasoned(request.caller, run),
        "reason_form": form or ReasonForm(),
        "act_open": act_open,
        "form_errors": bool(form and form.errors),
    }
    return render(request, "payments/run.html", context, status=status)


def _acts(caller: Caller, run: PayRun, open_findings: int, *, closable: bool) -> list[dict[str, str]]:
    """What this person may do next with the run, as buttons."""
    prepares = run.county_code in counties_of(caller, Ability.PAY_PREPARE, run.fund)
    signs = run.county_code in counties_of(caller, Ability.PAY_APPROVE, run.fund)
    others = {run.begun_by_id, run.checked_by_id}
    found: list[dict[str, str]] = []
    if run.state == RunState.COMPUTED and open_findings:
        url = reverse("payments:findings", args=[run.pk])
        found.append({"url": url, "text": f"处理{open_findings}条比对发现", "icon": "list-check"})
    elif run.state == RunState.COMPUTED and signs and caller.account.pk != run.begun_by_id:
        found.append({"act": "check", "text": "复核通过", "icon": "check"})
    if run.state == RunState.CHECKED and signs and caller.account.pk not in others:
        found.append({"act": "approve", "text": "审批通过", "icon": "check"})
    if run.state == RunState.APPROVED and prepares:
        url = reverse("payments:bank", args=[run.pk])
        found.append({"url": url, "text": "导出银行文件", "icon": "table-export"})
    if run.state == RunState.EXPORTED and not closable and prepares:
        url = reverse("payments:bank", args=[run.pk])
        found.append({"url": url, "text": "导入回盘、处理问题", "icon": "upload"})
    if run.state == RunState.EXPORTED and closable and signs:
        found.append({"act": "close", "text": "结账", "icon": "check"})
    return found


def _reasoned(caller: Caller, run: PayRun) -> list[tuple[str, str, str]]:
    """What needs a reason: (act, words, what happens)."""
    prepares = run.county_code in counties_of(caller, Ability.PAY_PREPARE, run.fund)
    signs = run.county_code in counties_of(caller, Ability.PAY_APPROVE, run.fund)
    found = []
    if run.state in (RunState.COMPUTING, RunState.COMPUTED, RunState.CHECKED) and prepares:
        words = "按现在的台账（以后登记的死亡、暂停都算在内）和核定的参数重新算一遍，原来的批次作废。"
        found.append(("recompute", "作废并重新计算", words))
        found.append(("cancel", "作废这一批", "本月各人的待遇仍是应发，以后可以重新编制。"))
    if run.state == RunState.CHECKED and signs:
        found.append(("send_back", "退回", "退回到待复核，编制的同事处理后再复核。"))
    return found


_SIMPLE: dict[str, tuple[Callable[..., Any], str]] = {
    "check": (check_run, "已复核，等待另一个人审批。"),
    "approve": (approve_run, "已审批，可以导出银行文件。"),
    "close": (close_run, "已结账。"),
    "resume": (resume_run, "已重新排入后台计算。"),
}
_REASONED: dict[str, tuple[Callable[..., Any], str]] = {
    "cancel": (cancel_run, "已作废。"),
    "recompute": (recompute, "已按现在的参数重新开始计算。"),
    "send_back": (send_back, "已退回。"),
}


@require_POST
@needs(Ability.PAY_PREPARE, Ability.PAY_APPROVE, line=LINES)
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """Checks, approves, sends back, cancels, computes anew or closes a run."""
    run = seen_run(request, pk)
    what = request.POST.get("act", "")
    try:
        if what in _SIMPLE:
            do, said = _SIMPLE[what]
            do(caller=request.caller, run=run)
        elif what in _REASONED:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _page(request, run, form, what, status=422)
            do, said = _REASONED[what]
            run = do(caller=request.caller, run=run, reason=form.cleaned_data["reason"])
        else:
            messages.error(request, "没有这个操作，请刷新页面。")
            return redirect("payments:run", pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("payments:run", pk)
    messages.success(request, f"{run_name(run)}：{said}")
    return redirect("payments:run", run.pk)
