"""What a run was held against: listed by kind, decided with a reason, several alike at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, Fund, RunState
from cuncuntong.ledgers.payments.models import Finding, PayRun
from cuncuntong.ledgers.payments.selectors import counties_of, finding_counts, open_findings_of
from cuncuntong.ledgers.payments.services import decide_findings, hold_all
from cuncuntong.ledgers.payments.services.stopping import GRAVE
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.payments.forms import DecisionForm
from cuncuntong.web.payments.reading import LINES, months_of, run_frame, seen_run
from cuncuntong.web.work import pages

_TONES = {FindingDecision.OPEN: "wait", FindingDecision.PAY: "good", FindingDecision.HOLD: "neutral"}


_LEADS: dict[str, str] = {
    Fund.RESIDENTS: "与死亡、暂停、认证、其他养老待遇和银行账户逐项比对，每一条由人决定",
    Fund.UNEMPLOYMENT: "与死亡、就业登记、失业登记、养老待遇和银行账户逐项比对，每一条由人决定",
}


@needs(Ability.PAY_READ, line=LINES)
def listing(request: CallerRequest, pk: int) -> HttpResponse:
    """The findings of a kind, the open ones first asked for."""
    return _page(request, seen_run(request, pk), DecisionForm())


def _asked(source: Any) -> dict[str, str]:
    kind = source.get("kind", "")
    state = source.get("state", "")
    return {
        "kind": kind if kind in FindingKind.values else "",
        "state": state if state in ("all", FindingDecision.PAY, FindingDecision.HOLD) else "",
    }


def _page(
    request: CallerRequest,
    run: PayRun,
    form: DecisionForm,
    chosen: frozenset[int] = frozenset(),
    status: int = 200,
) -> HttpResponse:
    values = _asked(request.POST if request.method == "POST" else request.GET)
    rows = Finding.objects.filter(run=run).select_related("line__resident", "decided_by")
    if values["kind"]:
        rows = rows.filter(kind=values["kind"])
    if values["state"] != "all":
        rows = rows.filter(decision=values["state"] or FindingDecision.OPEN)
    shown, turning = pages.keyed_page(rows, request, values)
    places = place_words([one.line for one in shown])
    months = months_of([one.line_id for one in shown])
    decides = run.county_code in counties_of(request.caller, Ability.PAY_PREPARE, run.fund)
    frame = run_frame(run, "findings")
    context = {
        **frame,
        "rows": [
            {
                "one": one,
                "place": place,
                "month": months.get(one.line_id, ""),
                "tone": _TONES[FindingDecision(one.decision)],
            }
            for one, place in zip(shown, places, strict=True)
        ],
        "kinds": _kinds(run, values),
        "states": _states(values),
        "lead": _LEADS[run.fund],
        "confirms": any(one.kind in GRAVE for one in shown),
        "values": values,
        "form": form,
        "chosen": chosen,
        "all_decided": decides and run.state == RunState.COMPUTED and not frame["open_findings"],
        "may_decide": decides and run.state == RunState.COMPUTED and not values["state"],
        "kind_label": FindingKind(values["kind"]).label if values["kind"] else "",
        **turning,
    }
    return render(request, "payments/findings.html", context, status=status)


def _kinds(run: PayRun, values: dict[str, str]) -> list[dict[str, Any]]:
    counts = finding_counts(run)
    found = [("", "全部", sum(undecided for _, _, undecided in counts))]
    found += [(kind, FindingKind(kind).label, undecided) for kind, _, undecided in counts]
    return [
        {
            "label": label,
            "url": pages.query({**values, "kind": kind}),
            "current": kind == values["kind"],
            "count": count,
            "tone": "wait" if count else "",
        }
        for kind, label, count in found
    ]


def _states(values: dict[str, str]) -> list[tuple[str, str, bool]]:
    states = (
        ("", "待处理"),
        (FindingDecision.PAY, "照发"),
        (FindingDecision.HOLD, "本月不发"),
        ("all", "全部"),
    )
    return [
        (pages.query({**values, "state": key}) or "?", str(label), key == values["state"])
        for key, label in states
    ]


@needs(Ability.PAY_PREPARE, line=LINES)
@require_http_methods(["GET", "POST"])
def decide(request: CallerRequest, pk: int) -> HttpResponse:
    """Decides the chosen findings, or holds all open ones of a kind."""
    run = seen_run(request, pk, Ability.PAY_PREPARE)
    page = reverse("payments:findings", args=[pk])
    if request.method != "POST":
        return redirect(page)
    form, values = DecisionForm(request.POST), _asked(request.POST)
    chosen = frozenset(key for text in request.POST.getlist("finding") if (key := whole(text)))
    everything = request.POST.get("all") == "1" and bool(values["kind"])
    if not chosen and not everything:
        form.add_error(None, "请先勾选要处理的发现。")
    if not form.is_valid():
        return _page(request, run, form, chosen, status=422)
    try:
        count = _decide(request, run, form, sorted(chosen), values["kind"] if everything else "")
    except LedgerRefused as refused:
        form.add_error(None, f"{refused.message}{refused.remedy}")
        return _page(request, run, form, chosen, status=422)
    if not open_findings_of(run):
        messages.success(request, f"已处理{count}条，比对发现都已处理，可以复核了。")
        return redirect(page)
    messages.success(request, f"已处理{count}条。")
    return redirect(page + pages.query(values))


def _decide(request: CallerRequest, run: PayRun, form: DecisionForm, keys: list[int], kind: str) -> int:
    said = form.cleaned_data
    if not kind:
        return decide_findings(
            caller=request.caller,
            run=run,
            findings=keys,
            decision=said["decision"],
            reason=said["reason"],
            confirmed=said["confirmed"],
        )
    if said["decision"] != FindingDecision.HOLD:
        raise LedgerRefused("整类处理只能选“本月不发”。", "照发的，请逐页核对后勾选。")
    return hold_all(caller=request.caller, run=run, kind=kind, reason=said["reason"])
