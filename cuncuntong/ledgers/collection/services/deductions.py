"""Asking the bank to deduct: each order is asked for once, in one file."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.collection.enums import OrderState, Way
from cuncuntong.ledgers.collection.files import TOTAL, csv_of
from cuncuntong.ledgers.collection.models import ContributionOrder, DeductionFile
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line

COLUMNS = (
    Column("reference", "缴费编号", width=20),
    Column("holder", "户名", width=14),
    Column("bank", "开户银行", width=24),
    Column("number", "银行账号", width=26),
    Column("amount", "金额", width=12),
    Column("year", "缴费年度", width=10),
    Column("scheme", "险种", width=20),
    Column("person", "参保人", width=14),
)


def to_deduct(caller: Caller, year: int) -> QuerySet[ContributionOrder]:
    """Orders of a year that the bank was not asked for yet."""
    rows = ContributionOrder.objects.filter(
        way=Way.DEDUCT, state=OrderState.ISSUED, year=year, deduction__isnull=True
    )
    return caller.limit(Ability.COLLECT_IMPORT, rows, line=Line.RESIDENT_PENSION)


def make_deduction(*, caller: Caller, year: int) -> DeductionFile:
    """A file of all orders that wait for deduction. Raises Denied, OrderRefused where none waits."""
    caller.need(Ability.COLLECT_IMPORT, Line.RESIDENT_PENSION)
    with transaction.atomic():
        rows = to_deduct(caller, year)
        keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise OrderRefused("没有等待代扣的缴费通知。", "开通知时选“银行代扣”的，会出现在这里。")
        orders = ContributionOrder.objects.filter(pk__in=keys)
        first = orders.order_by("pk")[0]
        file = DeductionFile.objects.create(
            number=f"?{caller.account.pk}-{first.pk}",
            year=year,
            rows=0,
            total=0,
            actor=caller.account,
            county_code=first.county_code,
        )
        orders.update(deduction=file)
        sums = file.orders.aggregate(n=Count("pk"), sum=Sum("amount"))
        file.number, file.rows, file.total = f"DK{year}{file.pk:06d}", sums["n"], sums["sum"]
        file.save(update_fields=["number", "rows", "total"])
        _audit(file, caller, "made")
    return file


def content_of(*, caller: Caller, pk: int, layout: str) -> tuple[DeductionFile, bytes]:
    """The file as "csv" or "xlsx", with whole account numbers; every time is recorded."""
    files = DeductionFile.objects.all()
    file = fetch(caller, Ability.COLLECT_IMPORT, files, line=Line.RESIDENT_PENSION, pk=pk)
    lines = [
        {
            "reference": order.reference,
            "holder": order.payer_name or order.resident.name,
            "bank": order.payer_bank,
            "number": order.payer_account,
            "amount": f"{order.amount:.2f}",
            "year": str(order.year),
            "scheme": order.scheme_name,
            "person": order.resident.name,
        }
        for order in file.orders.select_related("resident").order_by("reference")
    ]
    lines.append({"reference": TOTAL, "holder": str(len(lines)), "amount": f"{file.total:.2f}"})
    made = csv_of(lines, COLUMNS) if layout == "csv" else write_workbook([Sheet("代扣明细", COLUMNS, lines)])
    with transaction.atomic():
        _audit(file, caller, layout)
    return file, made


def _audit(file: DeductionFile, caller: Caller, layout: str) -> None:
    record(
        actor=caller.account,
        action="collection.deduction_exported",
        object_type="collection.DeductionFile",
        object_id=file.number,
        detail={"rows": file.rows, "total": str(file.total), "layout": layout},
    )
