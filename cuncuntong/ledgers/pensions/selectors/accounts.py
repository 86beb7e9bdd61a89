"""Accounts, what is on them, and what a claim or an enrolment is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntryKind,
    OtherState,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import Entitlement, OtherScheme, PensionAccount
from cuncuntong.ledgers.pensions.selectors.books import RUNNING, ZERO, books_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import is_reading, read_once


@dataclass(frozen=True)
class PensionFacts:
    """What the rules of items 28, 33 and 34 ask of the ledger about one person.

    ``balance`` in yuan and ``years_paid`` are of the basic account, 0 without one.
    ``other_receiving`` and ``other_paying`` are names of other schemes, "" where there is none.
    """

    account: PensionAccount | None
    supplementary: PensionAccount | None
    balance: Decimal
    years_paid: int
    entitlement: Entitlement | None
    others: tuple[OtherScheme, ...]
    other_receiving: str
    other_paying: str


@read_once
def _accounts(resident: Resident) -> dict[str, PensionAccount]:
    """The resident's accounts by scheme, closed ones included; reversed ones never were."""
    if is_reading(resident):
        return {scheme: book.account for scheme, book in books_of(resident).items()}
    rows = PensionAccount.objects.filter(resident=resident).exclude(state=AccountState.REVERSED)
    return {account.scheme: account for account in rows}


@read_once
def other_schemes(resident: Resident) -> tuple[OtherScheme, ...]:
    """What is known of the resident in other pension schemes."""
    return tuple(OtherScheme.objects.filter(resident=resident).order_by("kind"))


def account_of(resident: Resident, scheme: str) -> PensionAccount | None:
    """The resident's account in a scheme, closed ones included."""
    return _accounts(resident).get(scheme)


def basic_account(resident: Resident) -> PensionAccount | None:
    """The account in the residents' basic scheme."""
    return account_of(resident, Scheme.BASIC)


def balance(account: PensionAccount) -> Decimal:
    """What is on the account, in yuan: the sum of its entries."""
    total = account.entries.aggregate(total=Sum("amount"))["total"]
    # SQLite adds in binary; at these sizes that is exact to the fen, once it is written so.
    return ZERO if total is None else total.quantize(ZERO)


def years_paid(account: PensionAccount) -> int:
    """Years with a contribution of the resident's own, or paid by the government in their place,
    that was not taken back; subsidies and transfers make no year."""
    own = Q(kind=EntryKind.OWN) | Q(kind=EntryKind.REVERSAL, reverses__kind=EntryKind.OWN)
    years = account.entries.filter(own).order_by().values("year").annotate(paid=Sum("amount"))
    return years.filter(paid__gt=0).count()


def running_entitlement(account: PensionAccount) -> Entitlement | None:
    """The entitlement that runs or is suspended on an account."""
    return account.entitlements.filter(state__in=RUNNING).first()


@read_once
def pension_facts(resident: Resident) -> PensionFacts:
    """Everything that the rules ask, in two queries."""
    books = books_of(resident)
    basic, supplementary = books.get(Scheme.BASIC), books.get(Scheme.SUPPLEMENTARY)
    others = other_schemes(resident)
    return PensionFacts(
        account=basic.account if basic else None,
        supplementary=supplementary.account if supplementary else None,
        balance=basic.balance if basic else ZERO,
        years_paid=basic.years_paid if basic else 0,
        entitlement=basic.entitlement if basic else None,
        others=others,
        other_receiving=_names(others, OtherState.RECEIVING),
        other_paying=_names(others, OtherState.PAYING),
    )


def _names(others: tuple[OtherScheme, ...], state: str) -> str:
    return "、".join(other.get_kind_display() for other in others if other.state == state)
