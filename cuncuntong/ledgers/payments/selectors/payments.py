"""What was paid to a person, month by month: for item 36, and for whoever reckons what was overpaid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation

from cuncuntong.ledgers.payments.enums import FailCode, Fund, ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.residents.models import Resident

ARRIVED = (LineState.PAID, LineState.REPAID)
# What a clerk does about each reason of the bank's.
REMEDIES = {
    FailCode.NUMBER: "请核对银行账号，更换为正确的账户。",
    FailCode.NAME: "请核对户名：户名须与身份证一致，或更换为本人账户。",
    FailCode.CLOSED: "账户已销户，请更换为本人在用的账户。",
    FailCode.FROZEN: "请本人到开户银行解除冻结或止付，或更换账户；处理好后下次自动重发。",
    FailCode.DORMANT: "请本人带证件到开户银行激活账户，或更换账户；处理好后下次自动重发。",
    FailCode.OTHER: "请向开户银行问明原因，处理好后下次自动重发。",
}


@dataclass(frozen=True)
class PaidPart:
    """A part of an amount, with the figure that it rests on as the run froze it."""

    code: str
    name: str
    amount: Decimal
    formula: str
    figure: dict[str, Any]


@dataclass(frozen=True)
class PaidItem:
    """An amount inside a line."""

    kind: str
    label: str
    month: dt.date
    amount: Decimal
    words: str
    parts: tuple[PaidPart, ...]


@dataclass(frozen=True)
class PaidLine:
    """One transfer: its month is the run's. ``reason`` and ``remedy`` are empty unless it failed."""

    line: PayLine
    month: dt.date
    number: int
    scheme: str
    amount: Decimal
    state: str
    items: tuple[PaidItem, ...]
    reason: str
    remedy: str

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(LineState(self.state).label)


def payments_of(resident: Resident, *, fund: str = Fund.RESIDENTS, most: int = 60) -> list[PaidLine]:
    """The person's lines out of a fund, newest month first; one query.

    Runs that were not approved yet don't count.
    """
    rows = PayLine.objects.filter(resident=resident, run__fund=fund).exclude(state=LineState.VOID)
    rows = rows.exclude(run__state__in=[RunState.COMPUTING, RunState.COMPUTED, RunState.CHECKED])
    newest = rows.order_by("-run__month", "-run__number", "scheme")[:most]
    # A line comes once for each of its items, and once where it has none.
    joined = (
        PayLine.objects.filter(pk__in=newest.values("pk"))
        .annotate(one=FilteredRelation("items"))
        .select_related("run", "one")  # type: ignore[misc]
        .order_by("-run__month", "-run__number", "scheme", "pk", "-one__month", "one__pk")
    )
    lines: dict[int, PayLine] = {}
    items: dict[int, list[PayItem]] = {}
    for row in joined:
        lines.setdefault(row.pk, row)
        item = row.__dict__.pop("one", None)
        items.setdefault(row.pk, []).extend([item] if item is not None else [])
    return [paid_line(line, items[key]) for key, line in lines.items()]


def paid_line(line: PayLine, items: list[PayItem]) -> PaidLine:
    """A line with its items, explained by its run's figures; ``line.run`` must be at hand."""
    failed = line.state == LineState.FAILED
    reason = remedy = ""
    if failed:
        label = str(line.get_fail_code_display())
        reason = f"{label}（{line.fail_text}）" if line.fail_text not in ("", label) else label
        remedy = REMEDIES[FailCode(line.fail_code or FailCode.OTHER)]
    elif line.state == LineState.HELD:
        reason = line.why
    return PaidLine(
        line=line,
        month=line.run.month,
        number=line.run.number,
        scheme=str(line.get_scheme_display()),
        amount=line.amount,
        state=line.state,
        items=tuple(_item(item, line.run.figures) for item in items),
        reason=reason,
        remedy=remedy,
    )


def _item(item: PayItem, figures: dict[str, Any]) -> PaidItem:
    parts = tuple(
        PaidPart(
            part["code"],
            part["name"],
            Decimal(part["amount"]),
            part["formula"],
            figures.get(part["figure"], {}),
        )
        for part in item.parts
    )
    return PaidItem(item.kind, str(ItemKind(item.kind).label), item.month, item.amount, item.words, parts)


def paid_months(entitlement: Entitlement) -> list[PayItem]:
    """The items of months that arrived, by month: also those of a failed line that was sent again.

    With ``line`` and its run at hand.
    """
    rows = PayItem.objects.filter(
        entitlement=entitlement,
        live=True,
        kind__in=[ItemKind.REGULAR, ItemKind.ARREARS],
        line__state__in=ARRIVED,
    )
    return list(rows.select_related("line__run").order_by("month"))


def last_run(county: str, fund: str = Fund.RESIDENTS) -> PayRun | None:
    """The county's latest run of a fund that was not cancelled."""
    rows = PayRun.objects.filter(county_code=county, fund=fund).exclude(state=RunState.CANCELLED)
    return rows.order_by("-month", "-number").first()
