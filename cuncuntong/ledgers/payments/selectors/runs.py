"""Runs and lines that a caller may see, and a run's sums by scheme, place, change and state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Concat

from cuncuntong.ledgers.payments.enums import (
    ChangeKind,
    FindingDecision,
    FindingKind,
    ItemKind,
    LineState,
    PayScheme,
    RunState,
)
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.guarding import limit_lines, visible_runs
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level
from cuncuntong.network.models import Division

ZERO = Decimal("0.00")


def lines_to_follow(caller: Caller) -> QuerySet[PayLine]:
    """Failed lines of the caller's area that are neither paid since nor both dealt with and sent again.

    Sent again to the account that failed, and nobody asked: that stays, until the account was changed,
    somebody kept a note, or the later line failed too and stands here itself.
    """
    rows = PayLine.objects.filter(state=LineState.FAILED)
    rows = limit_lines(caller, rows, Ability.PAY_FOLLOW, Ability.PAY_PREPARE)
    dealt_with = Q(followed_at__isnull=False) | Q(payee__isnull=False) & ~Q(payee__state=PayeeState.ACTIVE)
    again = Exists(_retries()) | Exists(_once_again())
    failed_again = Exists(_retries().filter(line__state=LineState.FAILED)) | Exists(
        _once_again().filter(state=LineState.FAILED)
    )
    return rows.exclude(again & dealt_with).exclude(failed_again)


def sent_again(lines: Sequence[PayLine]) -> dict[int, PayRun]:
    """The run that sends a failed line again, by the line's key; one query."""
    refs = {f"line:{line.pk}": line.pk for line in lines}
    rows = PayItem.objects.filter(kind=ItemKind.RETRY, live=True, ref__in=refs)
    return {refs[item.ref]: item.line.run for item in rows.select_related("line__run")}


def _retries() -> QuerySet[PayItem]:
    """The live item that sends a line again; it names the line by ``ref``."""
    ref = Concat(Value("line:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return PayItem.objects.filter(kind="retry", live=True, ref=ref)


def _once_again() -> QuerySet[PayLine]:
    """A later line for the same one-off payment."""
    later = PayLine.objects.exclude(once="").exclude(state__in=[LineState.VOID, LineState.HELD])
    return later.filter(once=OuterRef("once"), pk__gt=OuterRef("pk"))


@dataclass(frozen=True)
class Share:
    """Lines of one kind: how many, how much, what it was last month where that is asked."""

    key: str
    label: str
    count: int
    amount: Decimal


def by_scheme(run: PayRun) -> list[Share]:
    """The lines that pay, by scheme."""
    return _shares(run, "scheme", dict(PayScheme.choices))


def by_township(run: PayRun) -> list[Share]:
    """The lines that pay, by township."""
    names = dict(
        Division.objects.filter(level=Level.TOWNSHIP, parent__code=run.county_code).values_list(
            "code", "name"
        )
    )
    return _shares(run, "township_code", names)


def by_state(run: PayRun) -> list[Share]:
    """All lines, by state."""
    return _shares(run, "state", dict(LineState.choices), all_lines=True)


def _shares(run: PayRun, column: str, labels: dict[str, Any], *, all_lines: bool = False) -> list[Share]:
    rows = PayLine.objects.filter(run=run)
    if not all_lines:
        rows = rows.exclude(state__in=[LineState.HELD, LineState.VOID])
    found = rows.order_by(column).values_list(column).annotate(Count("pk"), Sum("amount"))
    return [
        Share(key, str(labels.get(key, key or "—")), count, Decimal(total or 0).quantize(ZERO))
        for key, count, total in found
    ]


# Rows of the comparison that are no kind of change.
HELD, TOTAL, ONCE = "held", "total", "once"
_CHANGES = {ONCE: ""}


@dataclass(frozen=True)
class Comparison:
    """A kind of change: how many lines, last month's sum and this month's."""

    kind: str
    label: str
    count: int
    before: Decimal
    amount: Decimal

    @property
    def is_total(self) -> bool:
        """The sum of the rows above it."""
        return self.kind == TOTAL

    @property
    def difference(self) -> Decimal:
        """What is paid this month less last month's; a held line pays nothing."""
        return (ZERO if self.kind == HELD else self.amount) - self.before


def comparison(run: PayRun) -> list[Comparison]:
    """New, paid again, changed and the same of the lines that pay, then their sum (the run's), then the rest.

    Ended lines and lines that are held this month pay nothing and are in no sum: ``amount`` of the held
    ones is what they would have been.
    """
    rows = PayLine.objects.filter(run=run).exclude(state=LineState.VOID)
    group = Case(
        When(change=ChangeKind.ENDED, then=Value(ChangeKind.ENDED.value)),
        When(state=LineState.HELD, then=Value(HELD)),
        default=F("change"),
        output_field=CharField(),
    )
    found = {
        kind: (count, Decimal(before or 0).quantize(ZERO), Decimal(amount or 0).quantize(ZERO))
        for kind, count, before, amount in rows.order_by()
        .values_list(group)
        .annotate(Count("pk"), Sum("before"), Sum("amount"))
    }
    none = (0, ZERO, ZERO)
    paying = [
        Comparison(kind, str(kind.label), *found.get(kind, none))
        for kind in (ChangeKind.NEW, ChangeKind.AGAIN, ChangeKind.CHANGED, ChangeKind.SAME)
        if kind in found or kind != ChangeKind.AGAIN
    ]
    if "" in found:
        paying.append(Comparison(ONCE, terms_of(run.fund).once_label, *found[""]))
    total = Comparison(
        TOTAL,
        "本月发放合计",
        sum(one.count for one in paying),
        sum((one.before for one in paying), ZERO),
        sum((one.amount for one in paying), ZERO),
    )
    ended = Comparison(ChangeKind.ENDED, str(ChangeKind.ENDED.label), *found.get(ChangeKind.ENDED, none))
    held = Comparison(HELD, "本月不发（不在合计内）", *found.get(HELD, none))
    return [*paying, total, ended, held]


def lines_compared(run: PayRun, kind: str) -> QuerySet[PayLine]:
    """The lines behind a row of the comparison."""
    rows = PayLine.objects.filter(run=run).exclude(state=LineState.VOID)
    if kind == ChangeKind.ENDED:
        return rows.filter(change=kind)
    if kind == HELD:
        return rows.filter(state=LineState.HELD).exclude(change=ChangeKind.ENDED)
    rows = rows.exclude(state=LineState.HELD)
    if kind == TOTAL:
        return rows.exclude(change=ChangeKind.ENDED)
    return rows.filter(change=_CHANGES.get(kind, kind))


def finding_counts(run: PayRun) -> list[tuple[str, int, int]]:
    """(kind, how many, how many of them open) of each kind there is."""
    rows = Finding.objects.filter(run=run).order_by("kind").values_list("kind")
    open_ones = Count("pk", filter=Q(decision=FindingDecision.OPEN))
    return list(rows.annotate(count=Count("pk"), undecided=open_ones))


def open_findings_of(run: PayRun) -> int:
    """How many findings of a run nobody decided yet."""
    return Finding.objects.filter(run=run, decision=FindingDecision.OPEN).count()


def paid_all_the_same(run: PayRun) -> list[tuple[str, str, int]]:
    """(kind, words, how many) of the findings that somebody decided to pay all the same."""
    rows = Finding.objects.filter(run=run, decision=FindingDecision.PAY).order_by("kind")
    found = rows.values_list("kind").annotate(Count("pk"))
    return [(kind, str(FindingKind(kind).label), count) for kind, count in found]


def open_findings(caller: Caller) -> QuerySet[Finding]:
    """Findings that wait for somebody who prepares payments."""
    runs = visible_runs(caller, Ability.PAY_PREPARE).filter(state=RunState.COMPUTED)
    return Finding.objects.filter(run__in=runs, decision=FindingDecision.OPEN)


def runs_to_sign(caller: Caller) -> QuerySet[PayRun]:
    """Runs that this very person may check or approve now."""
    runs = visible_runs(caller, Ability.PAY_APPROVE).exclude(begun_by=caller.account)
    undecided = Finding.objects.filter(run=OuterRef("pk"), decision=FindingDecision.OPEN)
    ready = Q(state=RunState.COMPUTED) & ~Exists(undecided)
    return runs.filter(ready | Q(state=RunState.CHECKED) & ~Q(checked_by=caller.account))
