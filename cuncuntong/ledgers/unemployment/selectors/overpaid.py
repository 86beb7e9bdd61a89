"""What was overpaid, and how much of it came back."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cuncuntong.foundation.money import MoneyField
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.unemployment.enums import OverpaidState
from cuncuntong.ledgers.unemployment.models import Overpaid, OverpaidReturn


def with_returned(rows: QuerySet[Overpaid]) -> QuerySet[Overpaid]:
    """Rows with ``returned`` and ``left`` in yuan."""
    sums = OverpaidReturn.objects.filter(overpaid=OuterRef("pk")).order_by().values("overpaid")
    total = Subquery(sums.annotate(total=Sum("amount")).values("total"), output_field=MoneyField())
    returned = Coalesce(total, Value(Decimal("0.00")), output_field=MoneyField())
    return rows.annotate(returned=returned).annotate(left=F("total") - F("returned"))


def left_of(row: Overpaid) -> Decimal:
    """What is still to come back, in yuan."""
    came = row.returns.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return (row.total - came).quantize(Decimal("0.01"))


def open_overpaid_of(resident: Resident) -> list[Overpaid]:
    """What somebody still has to give back."""
    rows = Overpaid.objects.filter(resident=resident, state=OverpaidState.OPEN)
    return list(with_returned(rows).order_by("pk"))
