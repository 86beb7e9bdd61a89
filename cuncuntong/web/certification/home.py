"""What the home page says about certification: who lapsed, who was warned twice, losses, doubts."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.certification.enums import BeneficiaryState, LossState
from cuncuntong.ledgers.certification.models import Loss
from cuncuntong.ledgers.certification.selectors import doubts, in_grace, people
from cuncuntong.network.access import Caller
from cuncuntong.web.certification.shared import CERTIFY, DOUBT, LINE, MANAGE
from cuncuntong.web.home.lines import Counted


def certification_waiting(caller: Caller) -> list[Counted]:
    """A clerk's own village by state; at the county what somebody must look into."""
    if not caller.can(CERTIFY, LINE):
        return []
    address, rows = reverse("certification:list"), people(caller)
    losses = caller.limit(CERTIFY, Loss.objects.filter(state=LossState.OPEN), line=LINE)
    found = [
        Counted(
            "丧失资格线索", losses, reverse("certification:losses"), "bad", "核实后办第37项或第24项", "条"
        )
    ]
    if caller.point is not None:
        late = rows.filter(state__in=[BeneficiaryState.OVERDUE, BeneficiaryState.SUSPENDED])
        late = late.exclude(in_grace(timezone.localdate()))
        warned = rows.filter(state=BeneficiaryState.WARNED_TWICE)
        found += [
            Counted("认证逾期或已停发", late, address, "bad", "认证后恢复发放并补发", "人"),
            Counted(
                "认证快到期，已提醒两次",
                warned,
                f"{address}?state={BeneficiaryState.WARNED_TWICE}",
                "wait",
                "请本人来认证，走不动的上门",
                "人",
            ),
        ]
    if caller.can(MANAGE, LINE):
        url = f"{address}?state={DOUBT}"
        found.append(Counted("认证有疑点", doubts(caller), url, "bad", "上级不同意，或死亡在认证以前", "人"))
    return found
