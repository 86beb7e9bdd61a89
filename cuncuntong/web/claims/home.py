"""What the home page says about claims to come."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.claims.selectors import to_visit, window
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.web.claims.shared import LINE, PREPARE
from cuncuntong.web.home.lines import Counted


def claims_waiting(caller: Caller) -> list[Counted]:
    """Whom the point has to visit; what a second person has to confirm."""
    found: list[Counted] = []
    if caller.can(PREPARE, LINE) and caller.point is not None:
        view = window(Scheme.BASIC, timezone.localdate(), current())
        url = f"{reverse('claims:list')}?only=unvisited"
        words = "满60周岁前后，核对条件、帮忙申领"
        found.append(Counted("要走访的将满60岁的人", to_visit(caller, view), url, "info", words, "人"))
    if caller.can(Ability.PAY_APPROVE, LINE):
        counties = {grant.code[:6] for grant in caller.with_ability(Ability.PAY_APPROVE, LINE)}
        drafted = Recalculation.objects.filter(
            county_code__in=counties, state=RecalculationState.DRAFTED
        ).exclude(begun_by=caller.account)
        url = reverse("recalculations:list")
        found.append(Counted("等我确认的标准调整重算", drafted, url, "wait", "须由提出人以外的人确认", "次"))
    return found
