"""A run held against the other ledgers: what speaks against a line becomes a finding that a person decides.

Asked when the run was computed, and again whenever somebody checks or approves it: what another ledger
learned meanwhile is found too. Every question is about the whole run; none is asked for a line.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from cuncuntong.ledgers.payments.certification import overdue_residents
from cuncuntong.ledgers.payments.enums import ChangeKind, FindingKind, ItemKind, LineState
from cuncuntong.ledgers.payments.funds import terms_of
from cuncuntong.ledgers.payments.hooks import questions_of
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.reading import months_within, previous_run
from cuncuntong.ledgers.pensions.enums import HoldKind, OtherState, PayeeState
from cuncuntong.ledgers.pensions.models import EntitlementHold, OtherScheme, Payee
from cuncuntong.ledgers.pensions.selectors.holds import holds_of, is_held
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import current

Found = Iterable[tuple[int, str]]


def cross_check(run: PayRun) -> int:
    """Adds the findings that are not there yet; returns how many. In the caller's transaction."""
    take_new_accounts(run)
    known = set(Finding.objects.filter(run=run).values_list("line_id", "kind"))
    said: dict[tuple[int, FindingKind], dict[str, None]] = defaultdict(dict)
    for kind, ask in _QUESTIONS:
        for line, words in ask(run) if kind in terms_of(run.fund).checks else ():
            # A line may be stopped twice over: that is one finding, which says both.
            if (line, kind.value) not in known:
                said[line, kind][words] = None
    made = [
        Finding(run=run, line_id=line, kind=kind, words="；".join(words)[:300])
        for (line, kind), words in said.items()
    ]
    Finding.objects.bulk_create(made, batch_size=1000)
    return len(made)


def take_new_accounts(run: PayRun) -> None:
    """Lines follow the person to the bank account that is in use now."""
    rows = PayLine.objects.filter(run=run, state=LineState.COMPUTED)
    if not terms_of(run.fund).own_accounts:
        rows = rows.filter(once="")
    stale = dict(rows.exclude(payee__state=PayeeState.ACTIVE).values_list("pk", "resident_id"))
    if not stale:
        return
    people = sorted(set(stale.values()))
    active: dict[int, int] = {}
    for start in range(0, len(people), 1000):
        found = Payee.objects.filter(
            resident__in=people[start : start + 1000], state=PayeeState.ACTIVE
        ).values_list("resident_id", "pk")
        active.update(found)
    lines = [
        PayLine(pk=line, payee_id=active[resident]) for line, resident in stale.items() if resident in active
    ]
    PayLine.objects.bulk_update(lines, ["payee"], batch_size=500)


def _standing(run: PayRun) -> QuerySet[PayLine]:
    """The lines that are about to be paid."""
    return PayLine.objects.filter(run=run, state=LineState.COMPUTED)


def _monthly(run: PayRun) -> QuerySet[PayLine]:
    """The same without one-off payments, which go to an heir or somebody alike."""
    return _standing(run).filter(Q(once="") | ~Q(series=""))


def _deaths(run: PayRun) -> Found:
    # What an heir gets is paid because of the death; what goes to the person's own account is not.
    lines = _standing(run) if terms_of(run.fund).own_accounts else _monthly(run)
    rows = lines.filter(resident__standing=Standing.DECEASED)
    for line, on in rows.values_list("pk", "resident__deceased_on"):
        yield line, f"居民档案登记为死亡{f'（{on.isoformat()}）' if on else ''}"


def _moved(run: PayRun) -> Found:
    rows = _monthly(run).filter(resident__standing=Standing.MOVED_OUT)
    for line, on in rows.values_list("pk", "resident__moved_out_on"):
        yield line, f"居民档案登记为迁出{f'（{on.isoformat()}）' if on else ''}"


def _stopped(run: PayRun) -> Found:
    """Holds that were registered after the line was computed."""
    months = PayItem.objects.filter(
        line__run=run, line__state=LineState.COMPUTED, kind__in=[ItemKind.REGULAR, ItemKind.ARREARS]
    )
    holds = EntitlementHold.objects.filter(
        undone_at__isnull=True, entitlement__pay_items__in=months, from_month__lte=run.month
    )
    covering = (
        Q(lifted_on__isnull=True) | Q(back_pay=False, lifted_month__gt=F("entitlement__pay_items__month"))
    ) & Q(from_month__lte=F("entitlement__pay_items__month"))
    found = holds.filter(covering, entitlement__pay_items__line__run=run)
    for line, kind, since in found.values_list(
        "entitlement__pay_items__line_id", "kind", "from_month"
    ).distinct():
        yield line, _stop_words(kind, since)
    yield from _stopped_again(run)


def _stopped_again(run: PayRun) -> Found:
    """The same for what failed and is sent again: its months are those of the line that failed."""
    items = PayItem.objects.filter(line__run=run, line__state=LineState.COMPUTED, kind=ItemKind.RETRY)
    lines = dict(items.order_by().values_list("line_id", "entitlement_id"))
    if not lines:
        return
    held = holds_of({key for key in lines.values() if key is not None})
    if not held:
        return
    for line, months in months_within(list(lines)).items():
        for hold in held.get(lines[line] or 0, ()):
            if any(is_held(hold, month) for month in months):
                yield line, _stop_words(hold.kind, hold.from_month)


def _stop_words(kind: str, since: dt.date) -> str:
    return f"{HoldKind(kind).label}，{since.year}年{since.month}月起停发"


def _other_pensions(run: PayRun) -> Found:
    rows = OtherScheme.objects.filter(
        state=OtherState.RECEIVING,
        resident__pay_lines__run=run,
        resident__pay_lines__state=LineState.COMPUTED,
        resident__pay_lines__once="",
    )
    said: dict[int, list[str]] = defaultdict(list)
    for row in rows.annotate(line=F("resident__pay_lines__pk")):
        said[row.line].append(f"{row.get_kind_display()}（{row.source}，数据截至{row.as_of.isoformat()}）")
    for line, words in said.items():
        yield line, f"正在领取{'、'.join(words)}"


def _uncertified(run: PayRun) -> Found:
    overdue = overdue_residents(run.county_code, run.month)
    if overdue:
        for line, resident in _monthly(run).values_list("pk", "resident_id"):
            if resident in overdue:
                yield line, overdue[resident]


def _without_account(run: PayRun) -> Found:
    rows = _standing(run).filter(payee__isnull=True, amount__gt=0)
    for line in rows.values_list("pk", flat=True):
        yield line, "没有登记待遇领取账户"


def _shared_accounts(run: PayRun) -> Found:
    """Two persons on one account; one person's two schemes on one account are as they should be."""
    rows = _standing(run).filter(payee__isnull=False).exclude(payee__number_index="")
    shared = (
        rows.order_by()
        .values("payee__number_index")
        .annotate(people=Count("resident", distinct=True))
        .filter(people__gt=1)
        .values("payee__number_index")
    )
    groups: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    found = rows.filter(payee__number_index__in=shared).order_by("pk")
    for line, index, resident, name in found.values_list(
        "pk", "payee__number_index", "resident_id", "resident__name"
    ):
        groups[index].append((line, resident, name))
    for several in groups.values():
        for line, resident, _ in several:
            others = dict.fromkeys(name for _, other, name in several if other != resident)
            yield line, f"与{'、'.join(others)}使用同一银行账户"


def _jumps(run: PayRun) -> Found:
    book = current()
    rate = book.decimal("payments.jump_rate", run.month)
    least = book.decimal("payments.jump_least", run.month)
    rows = _monthly(run).filter(change=ChangeKind.CHANGED, before__isnull=False)
    now, earlier = _sent_again(run), _sent_again(previous_run(run))
    for key, amount, before, why, line in rows.values_list("entitlement_id", "amount", "before", "why", "pk"):
        # What failed and is sent again was looked at when it was new, in either month.
        assert before is not None
        amount, before = amount - now.get(key, ZERO), before - earlier.get(key, ZERO)
        difference = amount - before
        if abs(difference) > least and abs(difference) > rate * before:
            yield line, f"上月{before}元，本月{amount}元，{_more(difference)}：{why}"
    yield from _many_arrears(run, book.integer("payments.arrears_months", run.month))


def _sent_again(run: PayRun | None) -> dict[int | None, Decimal]:
    """What of a run's lines had failed before, by entitlement."""
    rows = PayItem.objects.filter(line__run=run, kind=ItemKind.RETRY).order_by()
    found = rows.values_list("entitlement_id").annotate(Sum("amount"))
    return {key: Decimal(total).quantize(ZERO) for key, total in found} if run else {}


def _more(difference: Decimal) -> str:
    return f"多{difference}元" if difference > 0 else f"少{-difference}元"


def _many_arrears(run: PayRun, most: int) -> Iterator[tuple[int, str]]:
    """Who comes new with many months at once; a changed line of that kind is a jump by its amount."""
    rows = PayItem.objects.filter(
        line__run=run, line__state=LineState.COMPUTED, kind=ItemKind.ARREARS
    ).exclude(line__change=ChangeKind.CHANGED)
    found = rows.order_by().values("line_id").annotate(months=Count("pk"), total=Sum("amount"))
    for row in found.filter(months__gte=most):
        total = row["total"].quantize(Decimal("0.01"))
        yield row["line_id"], f"一次补发{row['months']}个月，共{total}元"


def _over(run: PayRun) -> Found:
    """What other ledgers have against lines of this fund, each line's together."""
    said: dict[int, list[str]] = defaultdict(list)
    for question in questions_of(run.fund):
        for line, words in question(run):
            said[line].append(words)
    for line, found in said.items():
        yield line, "；".join(found)


_QUESTIONS: tuple[tuple[FindingKind, Callable[[PayRun], Any]], ...] = (
    (FindingKind.DEATH, _deaths),
    (FindingKind.STOPPED, _stopped),
    (FindingKind.CERTIFICATION, _uncertified),
    (FindingKind.OTHER_PENSION, _other_pensions),
    (FindingKind.SHARED_ACCOUNT, _shared_accounts),
    (FindingKind.NO_ACCOUNT, _without_account),
    (FindingKind.JUMP, _jumps),
    (FindingKind.MOVED, _moved),
    (FindingKind.OVER, _over),
)
