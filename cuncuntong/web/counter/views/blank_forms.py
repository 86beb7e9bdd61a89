"""Pre-numbered blank forms for when power or network is out: printed before, entered after."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cuncuntong.cases.enums import BlankState
from cuncuntong.cases.models import BlankForm
from cuncuntong.cases.services import blank_forms as service
from cuncuntong.ledgers.residents.selectors import find_residents
from cuncuntong.network.access import NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.forms import EnterForm, IssueForm, VoidForm
from cuncuntong.web.counter.views.desk import item_name
from cuncuntong.web.counter.views.find import found_rows
from cuncuntong.web.cut import first_of

MOST_SHOWN = 200


@needs(Ability.BLANK_FORM)
def blank_forms(request: CallerRequest) -> HttpResponse:
    """The point's forms by state, and the form that issues new ones (printed by papers:blank)."""
    rows = request.caller.limit(Ability.BLANK_FORM, BlankForm.objects.all())
    rows = rows.select_related("case", "printed_by").order_by("-printed_at", "-number")
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    asked = request.GET.get("state", "")
    state = asked if asked in BlankState.values else BlankState.PRINTED
    url = reverse("counter:blank_forms")
    shown, cut = first_of(rows.filter(state=state), MOST_SHOWN, "更早的没有列出")
    context = {
        "form": IssueForm(),
        "tabs": [
            {
                "label": one.label,
                "url": f"{url}?state={one}",
                "current": state == one,
                "count": counts.get(one, 0),
            }
            for one in BlankState
        ],
        "state": state,
        "rows": [{"form": row, "name": item_name(row.item)} for row in shown],
        "cut": cut,
    }
    return render(request, "counter/blank_forms.html", context)


@needs(Ability.BLANK_FORM)
def enter(request: CallerRequest) -> HttpResponse:
    """补录: the number and the true time, then the resident, then the item's form under that number."""
    sent = request.GET if request.GET.get("number") else None
    form = EnterForm(sent, label_suffix="", initial={"number": request.GET.get("form", "")})
    context: dict[str, object] = {"form": form}
    if sent is not None and form.is_valid():
        try:
            blank = service.find(caller=request.caller, number=form.cleaned_data["number"])
        except service.BlankFormUsed as error:
            form.add_error("number", str(error))
        except NotVisible:
            form.add_error("number", "没有这个编号，或它不是本服务点领用的。请核对表右上角的编号。")
        else:
            # By the minute, as filing checks it: nobody writes seconds on a form.
            if form.accepted_at() < blank.printed_at.replace(second=0, microsecond=0):
                form.add_error("day", "实际受理时间不能早于这张表的打印时间，请核对。")
            else:
                context |= _found(request, form, blank)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "counter/blank_enter.html", context, status=status)


def _found(request: CallerRequest, form: EnterForm, blank: BlankForm) -> dict[str, object]:
    """The residents whom the search means, each leading to the item's form under the form's number."""
    text = request.GET.get("q", "").strip()[:80]
    found = find_residents(request.caller, text) if text else None
    query = urlencode({"blank": blank.number, "accepted_at": form.accepted_at().isoformat()})
    rows = found_rows(found.rows, query=blank.item) if found else []
    return {
        "blank": blank,
        "item_name": item_name(blank.item),
        "accepted_at": form.accepted_at(),
        "q": text,
        "found": found,
        "rows": rows,
        "query": query,
    }


@needs(Ability.BLANK_FORM)
def void(request: CallerRequest) -> HttpResponse:
    """作废 of a spoilt form, with the reason."""
    form = VoidForm(request.POST or None, label_suffix="", initial={"number": request.GET.get("form", "")})
    if request.method == "POST" and form.is_valid():
        try:
            service.void(
                caller=request.caller,
                number=form.cleaned_data["number"],
                reason=form.cleaned_data["reason"],
            )
        except NotVisible:
            form.add_error("number", "没有这个编号，或它不是本服务点领用的。请核对表右上角的编号。")
        except (service.BlankFormUsed, ValueError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"空白表{form.cleaned_data['number']}已作废。")
            return redirect("counter:blank_forms")
    return render(request, "counter/blank_void.html", {"form": form}, status=422 if form.is_bound else 200)
