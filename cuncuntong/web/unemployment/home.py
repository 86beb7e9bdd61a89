"""What the home page says about unemployment benefit."""

from __future__ import annotations

from django.urls import reverse

from cuncuntong.ledgers.unemployment.enums import SignState
from cuncuntong.network.access import Caller
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.unemployment.shared import LINE, MANAGE, signs_of_area


def unemployment_waiting(caller: Caller) -> list[Counted]:
    """Signs that nobody decided about yet."""
    if not caller.can(MANAGE, LINE):
        return []
    rows = signs_of_area(caller).filter(state=SignState.OPEN)
    url = reverse("unemployment:signs")
    return [Counted("失业保险金停领线索", rows, url, "wait", "核实后停领或照常发放", "条")]
