"""待告知: what waits to be told at a place, the late first; several recorded at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.messages.enums import BY_HAND, MessageChannel, MessageState, topic_name
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import IS_OPEN, of_place
from cuncuntong.ledgers.messages.services import record_telling
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.workdays import due_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import day, moment, whole

PAGE = 50
MOST_AT_ONCE = 100
KEYS = ("tab", "topic", "q", "resident", "scope")
TONES = {
    MessageState.WAITING: "wait",
    MessageState.SENDING: "info",
    MessageState.FAILED: "bad",
    MessageState.TOLD: "good",
    MessageState.DROPPED: "neutral",
}
_EMPTY = {
    "open": ("没有要告知的消息", "有新的会自动出现在这里，首页也会提示。"),
    "late": ("没有超期的", "都在应告知日之前。"),
    "failed": ("没有联系不上的", ""),
    "told": ("还没有告知过", ""),
}


@needs(Ability.MESSAGE_DELIVER)
def listing(request: CallerRequest) -> HttpResponse:
    """The place's messages by tab; open ones by due day, told ones the newest first."""
    asked = asked_of(request)
    tab = asked["tab"]
    below = asked["scope"] == "all"
    place = of_place(request.caller, below=below)
    rows = narrowed(place, asked)
    order = ("-told_at", "-pk") if tab == "told" else ("due_on", "pk")
    rows = rows.filter(_beyond(tab, request.GET.get("after", "")))
    rows = rows.select_related("resident", "told_by").order_by(*order)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    kept = {key: value for key, value in asked.items() if value}
    after = _key(tab, shown[-1]) if len(found) > PAGE else ""
    title, hint = _EMPTY[tab]
    context = {
        "rows": [row_of(one) for one in shown],
        "tabs": _tabs(place, asked),
        "asked": asked,
        "topics": _topics(place),
        "tab": tab,
        "filtered": any(asked[key] for key in ("topic", "q", "resident")),
        "clear_url": f"?{urlencode({'tab': tab, 'scope': asked['scope']})}",
        "has_below": _has_below(request.caller),
        "channels": [(one.value, one.label) for one in BY_HAND],
        "query": urlencode(kept),
        "next_url": f"?{urlencode({**kept, 'after': after})}" if after else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "back": request.get_full_path(),
        "empty_words": title,
        "empty_hint": hint,
    }
    return render(request, "messages/list.html", context)


def asked_of(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; an unknown tab is the first one."""
    asked = {key: request.GET.get(key, "").strip()[:40] for key in KEYS}
    asked["tab"] = asked["tab"] if asked["tab"] in _EMPTY else "open"
    return asked


def narrowed(rows: QuerySet[Message], asked: dict[str, str]) -> QuerySet[Message]:
    """The rows of the tab that fit the filters."""
    rows = rows.filter(_in_tab(asked["tab"]))
    if asked["topic"]:
        rows = rows.filter(topic=asked["topic"])
    if asked["q"]:
        rows = rows.filter(recipient_name__contains=asked["q"])
    if resident := whole(asked["resident"]):
        rows = rows.filter(resident_id=resident)
    return rows


def _in_tab(tab: str) -> Q:
    if tab == "told":
        return Q(state=MessageState.TOLD)
    if tab == "failed":
        return IS_OPEN & Q(state=MessageState.FAILED)
    return IS_OPEN & Q(due_on__lt=timezone.localdate()) if tab == "late" else IS_OPEN


def _tabs(place: QuerySet[Message], asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = place.filter(IS_OPEN).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=timezone.localdate())),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
    )
    labels = (("open", "待告知"), ("late", "超期"), ("failed", "没联系上"), ("told", "已告知"))
    return [
        {
            "label": label,
            "url": f"?{urlencode({'tab': key, 'scope': asked['scope']})}",
            "current": key == asked["tab"],
            "count": counts.get(key),
            "tone": "bad" if key == "late" and counts["late"] else "",
        }
        for key, label in labels
    ]


def _topics(place: QuerySet[Message]) -> list[tuple[str, str]]:
    codes = place.filter(IS_OPEN).order_by().values_list("topic", flat=True).distinct()
    return sorted(((code, topic_name(code)) for code in codes), key=lambda one: one[1])


def _has_below(caller: Caller) -> bool:
    return any(grant.level != Level.VILLAGE for grant in caller.with_ability(Ability.MESSAGE_DELIVER))


def row_of(message: Message) -> dict[str, Any]:
    """One message as the list shows it."""
    return {
        "message": message,
        "tone": TONES[MessageState(message.state)],
        "words": due_words(message.due_on, timezone.localdate()) if message.is_open else "",
        "telephone": message.masked_telephone,
    }


def _key(tab: str, message: Message) -> str:
    at = message.told_at if tab == "told" else message.due_on
    return f"{at.isoformat() if at else ''}~{message.pk}"


def _beyond(tab: str, after: str) -> Q:
    at, _, number = after.partition("~")
    pk = whole(number)
    if pk is None:
        return Q()
    if tab == "told":
        told = moment(at)
        if told is None or told.tzinfo is None:
            return Q()
        return Q(told_at__lt=told) | Q(told_at=told, pk__lt=pk)
    due = day(at)
    return Q(due_on__gt=due) | Q(due_on=due, pk__gt=pk) if due else Q()


@require_POST
@needs(Ability.MESSAGE_DELIVER)
def tell_chosen(request: CallerRequest) -> HttpResponse:
    """Records that all chosen ones were told in one way, on a round through the village for instance."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("messages:list")
    channel = request.POST.get("channel", "")
    chosen = [pk for text in request.POST.getlist("message")[:MOST_AT_ONCE] if (pk := whole(text))]
    if not chosen:
        messages.error(request, "没有选择消息。请在左边打勾。")
        return redirect(back)
    told = 0
    for pk in chosen:
        try:
            message = record_telling(caller=request.caller, message_id=pk, channel=channel)
        except LedgerRefused as refused:
            messages.error(request, f"{refused.message}{refused.remedy}")
            return redirect(back)
        except NotVisible:
            continue  # not this place's, or taken back meanwhile
        told += message.state == MessageState.TOLD
    messages.success(request, f"已登记{told}条：{MessageChannel(channel).label}告知。")
    return redirect(back)
