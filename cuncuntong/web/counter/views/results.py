"""告知居民: the result's words on the screen, printed or read out, and recorded so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import NoticeChannel, NoticeState, State
from cuncuntong.cases.forms import applicant_of
from cuncuntong.cases.models import Case, Notice
from cuncuntong.cases.selectors.above import afterwards_of, words_to_tell
from cuncuntong.cases.services.notices import deliver as record_delivery
from cuncuntong.cases.services.notices import mark_read
from cuncuntong.cases.services.transitions import Stale
from cuncuntong.cases.states import WrongState
from cuncuntong.ledgers.residents.selectors import masked_telephone
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs

_BY_HAND = {NoticeChannel.PRINT, NoticeChannel.READ_OUT}


@needs(Ability.NOTICE_DELIVER)
def deliver(request: CallerRequest, number: str) -> HttpResponse:
    """The notices of a case, the newest first; what is still to be told can be recorded as told."""
    rows = Case.objects.select_related("resident__village", "point", "decided_by")
    case = fetch(request.caller, Ability.NOTICE_DELIVER, rows, number=number)
    mark_read(caller=request.caller, case=case)
    notices = list(case.notices.select_related("delivered_by").order_by("-made_at", "-pk"))
    if request.method == "POST":
        return _record(request, case, notices)
    open_notice = next((one for one in notices if _is_open(one)), None)
    after = afterwards_of(case)
    refused = after.refused
    told = [one for one in notices if one.state == NoticeState.DELIVERED]
    context = {
        "case": case,
        "refused_above": refused,
        "still_open": after.open,
        "say": words_to_tell(open_notice, after) if open_notice else "",
        # Told of the approval before the province refused it.
        "told_before": bool(refused and told and refused.sentence not in told[0].text),
        "item": items.get(case.item),
        "person": case.resident,
        "telephone": masked_telephone(case.resident),
        "applicant": applicant_of(case),
        "notice": open_notice,
        "told": told,
        "words": clock_words(case),
        "returned": case.state == State.RETURNED,
    }
    return render(request, "counter/deliver.html", context)


def _is_open(notice: Notice) -> bool:
    return notice.state in {NoticeState.PENDING, NoticeState.SENDING}


def _record(request: CallerRequest, case: Case, notices: list[Notice]) -> HttpResponse:
    channel, sent = request.POST.get("channel", ""), request.POST.get("notice", "")
    notice = next((one for one in notices if str(one.pk) == sent), None)
    if notice is None or channel not in _BY_HAND:
        messages.error(request, "没有记录。请选择怎样告知居民。")
        return redirect("counter:deliver", case.number)
    try:
        record_delivery(caller=request.caller, notice_id=notice.pk, channel=channel)
    except (Stale, WrongState) as error:
        messages.error(request, str(error))
        return redirect("counter:deliver", case.number)
    messages.success(request, f"已记录：{NoticeChannel(channel).label}。")
    return redirect("counter:deliver", case.number)
