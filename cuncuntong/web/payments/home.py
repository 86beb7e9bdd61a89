"""What the home page says about payments."""

from __future__ import annotations

from django.urls import reverse

from cuncuntong.ledgers.payments.selectors import lines_to_follow, may_pay, open_findings, runs_to_sign
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.home.lines import Counted


def payments_to_do(caller: Caller) -> list[Counted]:
    """Findings to decide, runs to sign, and what the bank could not pay."""
    found: list[Counted] = []
    runs = reverse("payments:runs")
    if may_pay(caller, Ability.PAY_APPROVE):
        found.append(
            Counted(
                "等我复核或审批的发放", runs_to_sign(caller), runs, "wait", "须由编制人以外的两个人办理", "批"
            )
        )
    if may_pay(caller, Ability.PAY_PREPARE):
        found.append(
            Counted("发放前的比对发现", open_findings(caller), runs, "wait", "逐条处理后才能复核", "条")
        )
    if may_pay(caller, Ability.PAY_FOLLOW, Ability.PAY_PREPARE):
        url = reverse("payments:failed")
        found.append(
            Counted("发放失败要跟进", lines_to_follow(caller), url, "bad", "问清原因，换好账户下次重发", "笔")
        )
    return found
