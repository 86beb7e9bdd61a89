"""Pushing postings to a person, recording what came of it, and giving an employer a telephone."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.jobs.enums import Outcome, SeekerKind
from cuncuntong.ledgers.jobs.models import JobSeeker, Posting, Recommendation
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.ledgers.jobs.seeker_words import masked_name
from cuncuntong.ledgers.jobs.selectors.recommendations import AWAITING, counts_by_outcome, seekers_for
from cuncuntong.ledgers.jobs.selectors.recommendations import recommendations_for as visible_recommendations
from cuncuntong.ledgers.jobs.services import push_postings, record_outcome, show_phone
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import moment, whole
from cuncuntong.web.matching.forms import OutcomeForm

PAGE = 50
COUNTED_DAYS = 90
RECOMMENDING = {SeekerKind.FIXED: "2", SeekerKind.GIG: "5"}
TABS = (("open", "等结果"), ("over", "有结果"))


@needs(Ability.MATCH, line=Line.EMPLOYMENT)
def waiting(request: CallerRequest) -> HttpResponse:
    """Recommendations of the area's people that await an outcome, the oldest contact last."""
    tab = request.GET.get("tab") if request.GET.get("tab") in dict(TABS) else "open"
    rows = request.caller.limit(Ability.MATCH, Recommendation.objects.all(), line=Line.EMPLOYMENT)
    counts = counts_by_outcome(rows, timezone.localdate() - dt.timedelta(days=COUNTED_DAYS))
    listed = rows.filter(outcome__in=AWAITING) if tab == "open" else rows.exclude(outcome__in=AWAITING)
    listed = listed.select_related("seeker__resident", "posting__employer").order_by("-made_at", "-pk")
    after = request.GET.get("after", "")
    if after:
        listed = _behind(listed, after)
    found = list(listed[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    url = reverse("matching:waiting")
    context = {
        "tabs": [
            {"label": words, "url": f"{url}?tab={key}", "current": key == tab, "count": None}
            for key, words in TABS
        ],
        "tab": tab,
        "rows": [_line(row) for row in found[:PAGE]],
        "counts": [(label, counts.get(value, 0)) for value, label in Outcome.choices],
        "next_url": f"{url}?tab={tab}&after={last.made_at.isoformat()}_{last.pk}".replace("+", "%2B")
        if last
        else "",
    }
    return render(request, "matching/waiting.html", context)


def _behind(rows: QuerySet[Recommendation], after: str) -> QuerySet[Recommendation]:
    at, _, key = after.rpartition("_")
    made, pk = moment(at), whole(key)
    if made is None or made.tzinfo is None or pk is None:
        return rows
    return rows.filter(Q(made_at__lt=made) | Q(made_at=made, pk__lt=pk))


def _line(row: Recommendation) -> dict[str, object]:
    return {
        "row": row,
        "name": row.seeker.resident.name,
        "employer": public_name(row.posting.employer),
        "pay": pay_words(row.posting),
        "day": timezone.localdate(row.made_at),
    }


@require_POST
@needs(Ability.MATCH, line=Line.EMPLOYMENT)
def push(request: CallerRequest, seeker: int) -> HttpResponse:
    """Tells the person of the chosen postings in one message, and goes back to where they were chosen."""
    row = _seeker(request, seeker)
    chosen = [key for one in request.POST.getlist("posting") if (key := whole(one)) is not None]
    try:
        message = push_postings(
            caller=request.caller, seeker_id=seeker, posting_ids=chosen, on=timezone.localdate()
        )
    except LedgerRefused as refused:
        messages.error(request, str(refused))
    else:
        words = "正在发送短信" if message.state == "sending" else "已放进服务点的待告知清单，也可当面告知"
        messages.success(request, f"已推送{len(set(chosen))}个岗位：{words}。")
    return _back(
        request, reverse("counter:look_up", args=[row.resident_id, RECOMMENDING[SeekerKind(row.kind)]])
    )


@needs(Ability.MATCH, line=Line.EMPLOYMENT)
def outcome(request: CallerRequest, seeker: int, posting: int) -> HttpResponse:
    """What came of recommending a posting to a person."""
    known = visible_recommendations(request.caller).filter(seeker=seeker, posting=posting).first()
    person = known.seeker if known else _seeker(request, seeker)
    # Whoever serves the employer alone knows no more of the person than the recommendation told.
    own = seekers_for(request.caller).filter(pk=person.pk).exists()
    job = known.posting if known else _posting(posting, person)
    form = OutcomeForm(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            record_outcome(caller=request.caller, seeker_id=seeker, posting_id=posting, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _recorded(request, person if own else None, form.cleaned_data["outcome"])
    context = {
        "form": form,
        "known": known,
        "name": person.resident.name if own else masked_name(person.resident.name),
        "posting": job,
        "employer": public_name(job.employer),
        "pay": pay_words(job),
        "reasons": known.reasons if known and own else [],
    }
    return render(request, "matching/outcome.html", context, status=422 if form.errors else 200)


def _initial(known: Recommendation | None) -> dict[str, object]:
    if known is None or known.outcome == Outcome.NONE:
        return {}
    return {"outcome": known.outcome, "reason": known.outcome_reason}


def _recorded(request: CallerRequest, person: JobSeeker | None, result: str) -> HttpResponse:
    if result == Outcome.HIRED and person is not None:
        words = "没有单位、自己干的，可接着办第10项灵活就业登记；办过失业登记的，请办第11项变动。"
        messages.success(request, f"已记录：录用了。{words}")
        return redirect("counter:desk", person.resident_id)
    messages.success(request, "结果已记录，下次推荐会参考。")
    return _back(request, reverse("matching:waiting"))


def _back(request: CallerRequest, default: str) -> HttpResponse:
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return HttpResponseRedirect(wanted if safe else default)


@require_POST
@needs(Ability.MATCH, line=Line.EMPLOYMENT)
def telephone(request: CallerRequest, employer: int, seeker: int) -> HttpResponse:
    """The whole number, once a reason is given; each time is kept."""
    try:
        value = show_phone(
            caller=request.caller,
            seeker_id=seeker,
            employer_id=employer,
            reason=request.POST.get("reason", ""),
            posting_id=whole(request.POST.get("posting", "")),
        )
    except LedgerRefused as refused:
        return render(request, "matching/_refused.html", {"words": str(refused)}, status=422)
    return render(request, "components/unmasked.html", {"value": value, "masked": "电话已提供"})


def _seeker(request: CallerRequest, pk: int) -> JobSeeker:
    row = seekers_for(request.caller).select_related("resident").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这条求职登记，或它不在您的服务范围内。")
    return row


def _posting(pk: int, person: JobSeeker) -> Posting:
    row = Posting.objects.select_related("employer").filter(pk=pk, kind=person.kind).first()
    if row is None or row.published_at is None:
        raise NotVisible("没有找到这条招聘信息。")
    return row
