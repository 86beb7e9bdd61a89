"""What the home page says about messages."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import IS_OPEN, of_place
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted


def messages_to_tell(caller: Caller) -> list[Counted]:
    """A point's own, the late ones apart; for the township and the county what lags below them."""
    late = Q(due_on__lt=timezone.localdate())
    found = []
    if caller.can(Ability.MESSAGE_DELIVER):
        url, own = reverse("messages:list"), of_place(caller).filter(IS_OPEN)
        found = [
            Counted("超期待告知", own.filter(late), f"{url}?tab=late", "bad", "已过应告知日，请先办", "条"),
            Counted("待告知消息", own.exclude(late), url, "wait", "短信没有发到的，由您告知", "条"),
        ]
    if caller.can(Ability.FIGURES_READ):
        lagging = caller.limit(Ability.FIGURES_READ, Message.objects.filter(IS_OPEN & late))
        words = "服务点没有按时告知居民"
        found.append(Counted("各点超期未告知", lagging, reverse("messages:late"), "bad", words, "条"))
    return found
