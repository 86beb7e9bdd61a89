"""What the home page says about the handbook."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.policies.models import IssueDelivery
from cuncuntong.ledgers.policies.selectors import overdue
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted


def handbook_lines(caller: Caller) -> list[Counted]:
    """A clerk's point has an issue to acknowledge; whoever keeps the book sees where it is late."""
    found = []
    if caller.point is not None and caller.can(Ability.LIBRARY_READ):
        own = IssueDelivery.objects.filter(point=caller.point, acknowledged_at__isnull=True)
        url = reverse("library:handbook")
        found.append(Counted("问答手册待签收", own, url, "wait", "县里发了新的一期，请看过后签收", "期"))
    if caller.can(Ability.LIBRARY_EDIT):
        late = overdue(caller, timezone.localdate()).select_related(None).order_by()
        url = reverse("library:late")
        found.append(Counted("问答手册超期未签收", late, url, "info", "服务点没有按时签收", "个点"))
    return found
