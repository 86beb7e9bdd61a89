"""What the residents' pension has beside the basic accounts: where it is paid to, the supplementary scheme,
paused accounts, and years approved for paying up. All synthetic, and saying so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.pensions.enums import (
    AccountMove,
    AccountState,
    BackPaymentKind,
    EntitlementState,
    EntryKind,
    PayeeState,
    PayingKind,
    RevisionKind,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import (
    AccountChange,
    BackPayment,
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.selectors import levels_of
from cuncuntong.ledgers.pensions.services.accounts import account_number
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.pension import compute_supplementary_pension, first_pension_month

SOURCE = "演示数据"
BANK = "演示农商银行"
# One in so many: recipients without an account to pay to, basic accounts with a supplementary one, and
# working-age accounts that are paused or may be paid up.
WITHOUT_PAYEE, SUPPLEMENTARY, PAUSED, OWING = 60, 14, 90, 70
MOST_PAUSED, MOST_OWING = 150, 200


def pension_details(*, seed: int, today: dt.date) -> None:
    """Makes the rows once; a second call finds them and does nothing."""
    # Seeded claims brought accounts to be paid to, with their case's number.
    done = Payee.objects.filter(case_number="").exists()
    if done or PensionAccount.objects.filter(scheme=Scheme.SUPPLEMENTARY).exists():
        return
    rng = Random(f"{seed}-pension-details")
    with transaction.atomic():
        _payees(rng)
        _supplementary(rng, today)
        _paused(rng, today)
        _owing(rng, today)


def _placed(row: PensionAccount | Entitlement) -> dict[str, str]:
    return {
        "village_code": row.village_code,
        "township_code": row.township_code,
        "county_code": row.county_code,
    }


def bank_number(rng: Random) -> str:
    """A made-up account of 19 digits with a right check digit (Luhn)."""
    body = "621000" + "".join(str(rng.randrange(10)) for _ in range(12))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{body}{-total % 10}"


def _payees(rng: Random) -> None:
    """The social card of most recipients, another account of some, and none of a few."""
    cards = {
        card.resident_id: card
        for card in SocialCard.objects.exclude(state=CardState.CANCELLED).order_by("pk")
    }
    paid = Payee.objects.filter(resident=OuterRef("resident"), state=PayeeState.ACTIVE)
    running = Entitlement.objects.filter(~Exists(paid), state=EntitlementState.RUNNING)
    rows = running.select_related("resident")
    made = []
    for row in rows.order_by("pk"):
        if rng.randrange(WITHOUT_PAYEE) == 0:
            continue
        card = cards.get(row.resident_id) if rng.random() < 0.9 else None
        made.append(
            Payee(
                resident=row.resident,
                holder=row.resident.name,
                bank=(card.bank if card else "") or BANK,
                number=card.number if card else bank_number(rng),
                is_card=card is not None,
                since=row.starts_on,
                **_placed(row),
            )
        )
    insert(Payee, made)


def _supplementary(rng: Random, today: dt.date) -> None:
    """Accounts in the supplementary scheme with a payment and its subsidy a year; the oldest draw."""
    parameters, subsidies = current(), levels_of(Scheme.SUPPLEMENTARY, today)
    if not subsidies:
        return
    first = parameters.integer("supplementary.scheme_year", today)
    claim = parameters.integer("supplementary.claim_age", today)
    basic = PensionAccount.objects.filter(scheme=Scheme.BASIC, resident__standing=Standing.PRESENT)
    chosen = [
        account
        for account in basic.exclude(state=AccountState.CLOSED).select_related("resident").order_by("pk")
        if 40 <= age_on(account.resident.birth_date, today) < claim + 3 and rng.randrange(SUPPLEMENTARY) == 0
    ]
    serial = (PensionAccount.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    accounts, entries = [], []
    for offset, own in enumerate(chosen):
        level = rng.choice(sorted(subsidies)[:3])
        start = min(first + rng.randrange(3), today.year)
        account = PensionAccount(
            resident=own.resident,
            scheme=Scheme.SUPPLEMENTARY,
            number=account_number(own.county_code, Scheme.SUPPLEMENTARY, serial + offset),
            level=level,
            opened_on=min(dt.date(start, 4, 1), today),
            **_placed(own),
        )
        accounts.append(account)
        last = min(today.year, own.resident.birth_date.year + claim)
        for year in range(start, last + 1):
            on = dt.date(year, 5, 1) + dt.timedelta(days=rng.randrange(150))
            if on > today or rng.random() < 0.08:
                continue
            entries += [
                _entry(account, EntryKind.OWN, year, Decimal(level), on, PayingKind.NORMAL),
                _entry(account, EntryKind.SUBSIDY, year, subsidies[level], on, PayingKind.NONE),
            ]
    PensionAccount.objects.bulk_create(accounts, batch_size=1000)
    insert(PensionEntry, entries)
    _draw(accounts, entries, claim, today)


def _entry(
    account: PensionAccount, kind: str, year: int, amount: Decimal, on: dt.date, paying: str
) -> PensionEntry:
    return PensionEntry(
        account=account,
        kind=kind,
        year=year,
        paying=paying,
        level=account.level,
        amount=amount,
        paid_on=on,
        arrived_on=on,
        posted_at=timezone.make_aware(dt.datetime.combine(on, dt.time(17, 0))),
        source=SOURCE,
    )


def _draw(accounts: list[PensionAccount], entries: list[PensionEntry], claim: int, today: dt.date) -> None:
    """Entitlements of those who are past the age for a year and draw the basic pension."""
    basic = {
        row.resident_id: row
        for row in Entitlement.objects.filter(
            state=EntitlementState.RUNNING, resident__in=[account.resident_id for account in accounts]
        )
    }
    paid: dict[str, list[PensionEntry]] = {}
    for entry in entries:
        paid.setdefault(entry.account.number, []).append(entry)
    drawn: list[Entitlement] = []
    revisions: list[EntitlementRevision] = []
    for account in accounts:
        own, base = paid.get(account.number, []), basic.get(account.resident_id)
        reached = date_reaching_age(account.resident.birth_date, claim)
        if not own or base is None or (today - reached).days < 365:
            continue
        account.state = AccountState.RECEIVING
        row, revision = _drawn(account, own, max(reached, base.starts_on), today)
        drawn.append(row)
        revisions.append(revision)
    PensionAccount.objects.bulk_update([row.account for row in drawn], ["state"], batch_size=500)
    Entitlement.objects.bulk_create(drawn, batch_size=1000)
    insert(EntitlementRevision, revisions)


def _drawn(
    account: PensionAccount, own: list[PensionEntry], met_on: dt.date, today: dt.date
) -> tuple[Entitlement, EntitlementRevision]:
    """What an account's entries give from the first month after the conditions were met."""
    balance = sum((entry.amount for entry in own), Decimal("0.00"))
    years = len({entry.year for entry in own})
    starts = first_pension_month(
        met_on=met_on, parameters=current(), start_after="supplementary.start_after_months"
    )
    computation = compute_supplementary_pension(
        account_balance=balance, years_paid=years, on=today, parameters=current()
    )
    row = Entitlement(
        account=account,
        resident=account.resident,
        starts_on=starts,
        monthly=computation.total,
        computed_on=today,
        years_paid=years,
        balance=balance,
        **_placed(account),
    )
    revision = EntitlementRevision(
        entitlement=row,
        kind=RevisionKind.CLAIM,
        from_month=starts,
        balance=balance,
        years_paid=years,
        computation=computation.to_json(),
        computed_on=today,
        reason=SOURCE,
    )
    return row, revision


def _paying(rng: Random, one_in: int, most: int, today: dt.date) -> list[PensionAccount]:
    rows = PensionAccount.objects.filter(
        scheme=Scheme.BASIC, state=AccountState.PAYING, resident__standing=Standing.PRESENT
    ).select_related("resident")
    found = [row for row in rows.order_by("pk") if rng.randrange(one_in) == 0]
    return [row for row in found if age_on(row.resident.birth_date, today) < 60][:most]


def _paused(rng: Random, today: dt.date) -> None:
    accounts = _paying(rng, PAUSED, MOST_PAUSED, today)
    changes = []
    for account in accounts:
        account.state = AccountState.PAUSED
        changes.append(
            AccountChange(
                account=account,
                move=AccountMove.PAUSED,
                before=AccountState.PAYING,
                after=AccountState.PAUSED,
                reason="参加其他养老保险",
                evidence="演示凭据",
                on=today - dt.timedelta(days=rng.randrange(30, 300)),
            )
        )
    PensionAccount.objects.bulk_update(accounts, ["state"], batch_size=500)
    insert(AccountChange, changes)


def _owing(rng: Random, today: dt.date) -> None:
    """Interrupted years, approved for paying up at the account's own level."""
    accounts = _paying(rng, OWING, MOST_OWING, today)
    paid: dict[int, set[int]] = {}
    own = PensionEntry.objects.filter(account__in=accounts, kind=EntryKind.OWN)
    for pk, year in own.values_list("account_id", "year"):
        paid.setdefault(pk, set()).add(year)
    rows = []
    for account in accounts:
        missing = [
            year
            for year in range(account.opened_on.year, today.year)
            if year not in paid.get(account.pk, set())
        ]
        rows += [
            BackPayment(
                account=account,
                year=year,
                kind=BackPaymentKind.GAP,
                level=account.level or 200,
                amount=Decimal(account.level or 200),
                approved_on=today - dt.timedelta(days=rng.randrange(1, 40)),
                **_placed(account),
            )
            for year in missing[-2:]
        ]
    insert(BackPayment, rows)
