"""What the home page says about the collection."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.collection.enums import ArrivalState, FileState, OrderState
from cuncuntong.ledgers.collection.models import Arrival, ArrivalFile, ContributionOrder
from cuncuntong.network.access import Caller
from cuncuntong.web.collection.shared import COLLECT, IMPORT, PENSION
from cuncuntong.web.home.lines import Counted


def collection_waiting(caller: Caller) -> list[Counted]:
    """Who was told to pay and did not; at the county, what arrived and fits nothing."""
    found: list[Counted] = []
    if caller.can(COLLECT, PENSION) and caller.point is not None:
        rows = ContributionOrder.objects.filter(state=OrderState.ISSUED, year=timezone.localdate().year)
        url = reverse("collection:orders") + "?state=issued"
        rows = caller.limit(COLLECT, rows, line=PENSION)
        found.append(Counted("开了通知还没缴费", rows, url, "info", "请提醒到银行缴费，过期要重开", "份"))
    if caller.can(IMPORT, PENSION):
        lines = caller.limit(IMPORT, Arrival.objects.filter(state=ArrivalState.PROBLEM), line=PENSION)
        url = reverse("collection:problems")
        found.append(Counted("对不上的到账", lines, url, "bad", "银行已收款，还没记到账户", "笔"))
        held = caller.limit(IMPORT, ArrivalFile.objects.filter(state=FileState.HELD), line=PENSION)
        url = reverse("collection:imports")
        found.append(Counted("合计不符的到账文件", held, url, "bad", "核对后才能入账", "份"))
    return found
