"""What the pensions ledger adds to the residents' ledger: values for forms, and parts of a merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    BackPaymentState,
    EntitlementState,
    HoldKind,
    PayeeState,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import (
    AccountChange,
    BackPayment,
    Entitlement,
    OtherScheme,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.selectors import basic_account
from cuncuntong.ledgers.pensions.selectors.holds import open_holds
from cuncuntong.ledgers.residents.hooks import (
    register_death_note,
    register_known_values,
    register_merge_part,
    register_standing,
    register_work,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


@register_standing("pension.basic")
def basic_accounts(resident: Resident) -> QuerySet[PensionAccount]:
    """The account in the basic scheme, closed or not."""
    rows = PensionAccount.objects.filter(resident=resident, scheme=Scheme.BASIC)
    return rows.exclude(state=AccountState.REVERSED)


@register_standing("pension.not_drawn")
def accounts_not_drawn(resident: Resident) -> QuerySet[PensionAccount]:
    """The same, as long as nothing is drawn from it."""
    return basic_accounts(resident).filter(state__in=[AccountState.PAYING, AccountState.PAUSED])


@register_standing("pension.supplementary")
def supplementary_accounts(resident: Resident) -> QuerySet[PensionAccount]:
    """The account in the supplementary scheme, closed or not."""
    rows = PensionAccount.objects.filter(resident=resident, scheme=Scheme.SUPPLEMENTARY)
    return rows.exclude(state=AccountState.REVERSED)


@register_standing("pension.supplementary_not_drawn")
def supplementary_not_drawn(resident: Resident) -> QuerySet[PensionAccount]:
    """The same, as long as nothing is drawn from it."""
    return supplementary_accounts(resident).filter(state__in=[AccountState.PAYING, AccountState.PAUSED])


@register_known_values("pension.")
def account_values(resident: Resident) -> dict[str, str]:
    """Level and number of the basic account."""
    account = basic_account(resident)
    if account is None:
        return {}
    level = "" if account.level is None else str(account.level)
    return {"pension.level": level, "pension.account_number": account.number}


def _both_insured(kept: Resident, dropped: Resident) -> list[str]:
    rows = PensionAccount.objects.filter(resident__in=[kept, dropped])
    schemes = list(rows.exclude(state=AccountState.REVERSED).values_list("scheme", flat=True))
    return [
        f"两份档案都有{scheme.label}账户，请先把其中一个账户的缴费转到另一个账户并撤销空账户。"
        for scheme in Scheme
        if schemes.count(scheme.value) > 1
    ]


def _both_receive(kept: Resident, dropped: Resident) -> list[str]:
    rows = Entitlement.objects.filter(state__in=["running", "suspended"])
    if rows.filter(resident=kept).exists() and rows.filter(resident=dropped).exists():
        return ["两份档案都有正在领取或暂停的养老待遇，请先核实重复领取，终止其中一项。"]
    return []


def _both_paid_to(kept: Resident, dropped: Resident) -> list[str]:
    rows = Payee.objects.filter(state=PayeeState.ACTIVE)
    if rows.filter(resident=kept).exists() and rows.filter(resident=dropped).exists():
        return ["两份档案都有使用中的待遇领取账户，请先停用其中一个。"]
    return []


@register_death_note
def stopped_by_death(resident: Resident) -> str:
    """A residents' pension that ended by the death stays ended until item 37 says otherwise."""
    dead = any(hold.kind == HoldKind.DEATH for hold in open_holds(resident))
    return "城乡居民养老待遇已按死亡终止（第37项）" if dead else ""


class OtherSchemesOf:
    """What other schemes report: one row a scheme, so that of two the newer report counts.

    Where both records have the scheme, the dropped one keeps its row; a newer report is copied into
    the kept record's row, whose old values are remembered.
    """

    name = "pensions.OtherScheme"
    _FIELDS = ("state", "since", "as_of", "source")

    def conflicts(self, kept: Resident, dropped: Resident) -> list[str]:
        """None: of two reports the newer one is right."""
        return []

    def move(self, kept: Resident, dropped: Resident) -> dict[str, Any]:
        """Rows moved, and rows of the kept record that took over a newer report."""
        mine = {row.kind: row for row in OtherScheme.objects.filter(resident=kept)}
        moved: list[int] = []
        renewed: list[dict[str, Any]] = []
        for row in OtherScheme.objects.filter(resident=dropped).order_by("pk"):
            own = mine.get(row.kind)
            if own is None:
                OtherScheme.objects.filter(pk=row.pk).update(resident=kept)
                moved.append(row.pk)
            elif row.as_of > own.as_of:
                renewed.append({"pk": own.pk, **self._values(own)})
                for name in self._FIELDS:
                    setattr(own, name, getattr(row, name))
                own.save()
        return {"moved": moved, "renewed": renewed}

    def undo(self, kept: Resident, dropped: Resident, moved: Any) -> None:
        """Rows go back, and the kept record's own reports are as they were."""
        rows = OtherScheme.objects.filter(pk__in=moved["moved"], resident=kept)
        rows.update(resident=dropped)
        for old in moved["renewed"]:
            values = {name: old[name] for name in self._FIELDS}
            OtherScheme.objects.filter(pk=old["pk"], resident=kept).update(**values)

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """Nothing: reports come from other offices, never by a case."""

    def _values(self, row: OtherScheme) -> dict[str, Any]:
        since = row.since.isoformat() if row.since else None
        return {"state": row.state, "since": since, "as_of": row.as_of.isoformat(), "source": row.source}


class EntitlementsOf(RowsOf):
    """Entitlements: each with its account, whatever the case."""

    def __init__(self) -> None:
        super().__init__(Entitlement, conflicts=_both_receive)

    def follow(self, kept: Resident, dropped: Resident, numbers: Collection[str]) -> None:
        """What runs on an account that went back goes with it."""
        Entitlement.objects.filter(resident=kept, account__resident=dropped).update(resident=dropped)
        super().follow(kept, dropped, numbers)


@register_work
def pensions_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Accounts opened, entries posted and entitlements started by a case, as far as they stand.

    An entitlement stands in two places, with the resident and with the account: both count.
    """
    accounts = PensionAccount.objects.filter(resident__in=residents).exclude(state=AccountState.REVERSED)
    entries = PensionEntry.objects.standing().filter(account__resident__in=residents)
    running = Entitlement.objects.exclude(state=EntitlementState.REVERSED)
    changes = AccountChange.objects.filter(account__resident__in=residents, undone_at__isnull=True)
    payees = Payee.objects.filter(resident__in=residents).exclude(state=PayeeState.REVERSED)
    owed = BackPayment.objects.filter(account__resident__in=residents)
    owed = owed.exclude(state=BackPaymentState.CANCELLED)
    found = [
        *accounts.values_list("case_number", "resident_id"),
        *entries.values_list("case_number", "account__resident_id"),
        *running.filter(resident__in=residents).values_list("case_number", "resident_id"),
        *running.filter(account__resident__in=residents).values_list("case_number", "account__resident_id"),
        *changes.values_list("case_number", "account__resident_id"),
        *payees.values_list("case_number", "resident_id"),
        *owed.values_list("case_number", "account__resident_id").distinct(),
    ]
    return [pair for pair in found if pair[0]]


register_merge_part(RowsOf(PensionAccount, conflicts=_both_insured))
register_merge_part(EntitlementsOf())
register_merge_part(RowsOf(Payee, conflicts=_both_paid_to))
register_merge_part(OtherSchemesOf())
