"""What of a point's own cases came back from above, for the home page."""

from __future__ import annotations

from django.urls import reverse

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.above import is_refused_above
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted


def refused_above(caller: Caller) -> list[Counted]:
    """The point's cases that the province refused: whoever took them must speak with the resident."""
    if caller.point is None or not caller.can(Ability.CASE_FILE):
        return []
    rows = Case.objects.filter(is_refused_above(), point=caller.point)
    words = "县里已办、上级没有同意的，请核实原因，告诉居民，需要的重新办理"
    return [Counted("上级没有同意的办件", rows, f"{reverse('counter:cases')}?tab=above", "bad", words)]
