"""What confirmed recalculations owe in a month's payment: differences, each paid or netted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cuncuntong.ledgers.payments.enums import Fund, ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import Extra, Once
from cuncuntong.ledgers.payments.models import PayItem, PayRun
from cuncuntong.ledgers.pensions.selectors.holds import holds_of, is_held
from cuncuntong.ledgers.recalculations.affected import REF, ZERO, open_rows, row_of, taken_of
from cuncuntong.ledgers.recalculations.models import RecalculationRow

MOST_AT_ONCE = 500
ARRIVED = (LineState.PAID, LineState.REPAID)


class Differences:
    """The due source of this ledger."""

    name = "recalculations"

    def extras(self, entitlements: Sequence[int], month: dt.date) -> Iterable[Extra]:
        """What no live item holds yet of months that are not stopped. One query, four where some is owed.

        A run that is being computed goes by what was confirmed when it was begun: else two halves of it
        would be computed differently.
        """
        rows = open_rows(entitlements)
        if not rows:
            return []
        taken = taken_of(entitlements)
        begun, holds = self._begun(rows[0][0].county_code), holds_of({row.entitlement_id for row, _ in rows})
        return [
            _extra(row, left, taken.get(row.pk, (ZERO, 0))[1])
            for row, left in rows
            if left
            and (begun is None or _confirmed_at(row) <= begun)
            and not any(is_held(hold, row.month) for hold in holds.get(row.entitlement_id, ()))
        ]

    def once(self, county_code: str, month: dt.date) -> Iterable[Once]:
        """Nothing: differences hang on an entitlement's line."""
        return []

    def settled(self, paid: Mapping[str, Decimal]) -> None:
        """Adds up anew what paid lines hold of each row that is named."""
        keys = sorted({key for ref in paid if (key := row_of(ref)) is not None})
        for start in range(0, len(keys), MOST_AT_ONCE):
            self._settle(keys[start : start + MOST_AT_ONCE], paid)

    def taken_back(self, lines: Sequence[int], lost: Mapping[str, Decimal]) -> None:
        """The bank gave payments back: their differences are not settled until they are paid again."""
        keys = sorted({key for ref in lost if (key := row_of(ref)) is not None})
        for start in range(0, len(keys), MOST_AT_ONCE):
            self._settle(keys[start : start + MOST_AT_ONCE], {})

    def _settle(self, keys: Sequence[int], paid: Mapping[str, Decimal]) -> None:
        rows = list(RecalculationRow.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        sums: dict[int, Decimal] = dict.fromkeys(keys, ZERO)
        items = PayItem.objects.filter(
            entitlement__in={row.entitlement_id for row in rows},
            live=True,
            kind=ItemKind.DIFFERENCE,
            ref__startswith=REF,
        )
        for ref, amount, state in items.order_by().values_list("ref", "amount", "line__state"):
            key = row_of(ref)
            if key in sums and (state in ARRIVED or ref in paid):
                sums[key] += amount
        for row in rows:
            row.settled = sums[row.pk]
            row.done = row.settled == row.difference
        RecalculationRow.objects.bulk_update(rows, ["settled", "done"], batch_size=MOST_AT_ONCE)

    def _begun(self, county_code: str) -> dt.datetime | None:
        runs = PayRun.objects.filter(county_code=county_code, fund=Fund.RESIDENTS, state=RunState.COMPUTING)
        return runs.order_by("begun_at").values_list("begun_at", flat=True).first()


def _extra(row: RecalculationRow, left: Decimal, earlier: int) -> Extra:
    """What is left of a row that was netted in part has a reference of its own."""
    return Extra(
        entitlement=row.entitlement_id,
        kind=ItemKind.DIFFERENCE,
        month=row.month,
        amount=left,
        words=_words(row, left),
        ref=f"{REF}{row.pk}" if not earlier else f"{REF}{row.pk}:{earlier + 1}",
        account_amount=ZERO if earlier else row.of_account,
    )


def _words(row: RecalculationRow, left: Decimal) -> str:
    doing = "补发" if left > 0 else "扣回"
    month = f"{row.month.year}年{row.month.month}月"
    return f"标准调整，{doing}{month}差额{abs(left)}元（原发{row.paid}元，应发{row.should}元）"


def _confirmed_at(row: RecalculationRow) -> dt.datetime:
    confirmed = row.recalculation.decided_at
    assert confirmed is not None
    return confirmed
