"""Findings decided by a person: paid all the same, or not this month; each with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.payments.enums import FindingDecision, FindingKind, LineState, RunState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.computing import add_up
from cuncuntong.ledgers.payments.services.crosschecking import take_new_accounts
from cuncuntong.ledgers.payments.services.runs import locked_run
from cuncuntong.ledgers.payments.services.stopping import GRAVE, in_force
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

MOST_AT_ONCE = 5000


def decide_findings(
    *,
    caller: Caller,
    run: PayRun,
    findings: Sequence[int],
    decision: str,
    reason: str,
    confirmed: bool = False,
) -> int:
    """Decides several findings of one run alike; returns how many.

    A held line pays nothing this month, and its months are due again next time unless they are stopped
    by then. Raises LedgerRefused without a reason, for a line without a bank account that is to be
    paid, once the run is checked, and for paying against a death or a stop that is in force; one that
    isn't in force any more is let through singly, and ``confirmed``.
    """
    if decision not in (FindingDecision.PAY, FindingDecision.HOLD):
        raise LedgerRefused("请选择“照发”或“本月不发”。", "两者都要写理由。")
    if not reason.strip():
        raise LedgerRefused("请写明理由。", "以后查账的人要凭理由看懂这个决定。")
    with transaction.atomic():
        row = locked_run(caller, Ability.PAY_PREPARE, run.pk)
        if row.state != RunState.COMPUTED:
            raise LedgerRefused(
                f"这一批现在是“{row.get_state_display()}”，不能再改比对处理。", "已复核的，请先退回。"
            )
        rows = list(
            Finding.objects.select_for_update(of=("self",))
            .filter(run=row, pk__in=list(findings)[:MOST_AT_ONCE])
            .select_related("line__resident")
        )
        if decision == FindingDecision.PAY:
            _refuse_stopped(row, rows, confirmed=confirmed)
            _refuse_unpayable(row, rows)
        for one in rows:
            one.decision, one.reason = decision, reason.strip()[:200]
            one.decided_by, one.decided_at = caller.account, timezone.now()
        Finding.objects.bulk_update(rows, ["decision", "reason", "decided_by", "decided_at"], batch_size=500)
        _settle_lines({one.line_id for one in rows})
        add_up(row)
        record_many(_entry(caller, one) for one in rows)
    return len(rows)


def hold_all(*, caller: Caller, run: PayRun, kind: str, reason: str) -> int:
    """All open findings of a kind: not this month. There is no such thing for paying all the same."""
    keys = Finding.objects.filter(run=run, kind=kind, decision=FindingDecision.OPEN).order_by("pk")
    done = 0
    while chosen := list(keys.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        done += decide_findings(
            caller=caller, run=run, findings=chosen, decision=FindingDecision.HOLD, reason=reason
        )
    return done


def _refuse_stopped(run: PayRun, rows: Sequence[Finding], *, confirmed: bool) -> None:
    grave = [one for one in rows if one.kind in GRAVE]
    stopped = in_force(grave)
    first = next((one for one in grave if one.pk in stopped), None)
    if first is not None:
        more = f"等{len(stopped)}条" if len(stopped) > 1 else ""
        raise LedgerRefused(
            f"{first.line.resident.name}（{first.get_kind_display()}：{first.words}）{more}不能照发。",
            f"请选择“本月不发”；{terms_of(run.fund).where_lifted}",
        )
    if grave and len(rows) > 1:
        raise LedgerRefused("死亡登记和暂停的发现不能成批照发。", "请逐人核实，一次只勾选一条。")
    if grave and not confirmed:
        raise LedgerRefused(
            f"{grave[0].line.resident.name}有{grave[0].get_kind_display()}。",
            "确已核实应发的，请勾选“已逐人核实”再照发。",
        )


def _refuse_unpayable(run: PayRun, rows: Sequence[Finding]) -> None:
    without = [one for one in rows if one.kind == FindingKind.NO_ACCOUNT]
    if not without:
        return
    take_new_accounts(run)
    lines = PayLine.objects.filter(pk__in=[one.line_id for one in without], payee__isnull=True)
    first = lines.select_related("resident").first()
    if first is not None:
        raise LedgerRefused(
            f"{first.resident.name}还没有领取账户，不能照发。", "请先登记银行账户，或选择“本月不发”。"
        )


def _settle_lines(keys: set[int]) -> None:
    """A line is held while any of its findings says so."""
    held = set(
        Finding.objects.filter(line__in=keys, decision=FindingDecision.HOLD).values_list("line_id", flat=True)
    )
    PayLine.objects.filter(pk__in=held, state=LineState.COMPUTED).update(state=LineState.HELD)
    PayItem.objects.filter(line__in=held).update(live=False)
    freed = keys - held
    freed_lines = PayLine.objects.filter(pk__in=freed, state=LineState.HELD, amount__gt=0)
    freed = set(freed_lines.values_list("pk", flat=True))
    PayLine.objects.filter(pk__in=freed).update(state=LineState.COMPUTED)
    PayItem.objects.filter(line__in=freed).update(live=True)


def _entry(caller: Caller, one: Finding) -> dict[str, object]:
    return {
        "actor": caller.account,
        "action": "payments.finding_decided",
        "object_type": "payments.Finding",
        "object_id": str(one.pk),
        "detail": {"line": one.line_id, "kind": one.kind, "decision": one.decision},
    }
