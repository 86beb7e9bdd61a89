"""What the home page says about portraits."""

from __future__ import annotations

from django.urls import reverse

from cuncuntong.ledgers.portraits.enums import LINE, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.selectors import to_retake
from cuncuntong.network.access import Caller
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.portraits.shared import REVIEW, TAKE


def portraits_waiting(caller: Caller) -> list[Counted]:
    """What waits for a review; who has to come again to the caller's point."""
    found: list[Counted] = []
    url = reverse("portraits:list")
    if caller.can(REVIEW, LINE):
        rows = Portrait.objects.filter(state=PortraitState.WAITING).exclude(taken_by=caller.account)
        rows = caller.limit(REVIEW, rows, line=LINE)
        found.append(Counted("待审核的认证照片", rows, url, "wait", "须由采集人以外的人审核", "张"))
    point = caller.point
    if caller.can(TAKE, LINE) and point is not None and point.demonstration:
        again = caller.limit(TAKE, to_retake(), line=LINE)
        words = "县里退回或上级不同意，请联系本人重新拍照"
        found.append(Counted("要重拍的认证照片", again, f"{url}?show=retake", "wait", words, "张"))
    return found
