"""What of the gateway waits on the home page of who manages it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.above.enums import OPEN, AnswerState
from cuncuntong.ledgers.above.models import Answer, Handover
from cuncuntong.ledgers.above.selectors import rejected
from cuncuntong.network.access import Caller
from cuncuntong.web.above.shared import MANAGE
from cuncuntong.web.home.lines import Counted


def above_waiting(caller: Caller) -> list[Counted]:
    """Answers for a person, what the province rejected, what is late."""
    if not caller.can(MANAGE):
        return []
    rows = caller.limit(MANAGE, Handover.objects.all())
    answers = caller.limit(MANAGE, Answer.objects.filter(state=AnswerState.PROBLEM))
    address = reverse("above:list")
    late = rows.filter(state__in=[one.value for one in OPEN], due_on__lt=timezone.localdate())
    return [
        Counted("没有办成的上级答复", answers, reverse("above:problems"), "bad", "请核对后处理", "条"),
        Counted(
            "上级没有收下的报送", rejected(caller), f"{address}?state=rejected", "bad", "请改好后再报送", "笔"
        ),
        Counted("超过时限没有答复的报送", late, f"{address}?state=late", "wait", "请催问上级", "笔"),
    ]
