"""Residents' pension accounts with yearly contributions, and entitlements computed by the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from django.db.models import Max
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.pensions.enums import (
    AccountState,
    EntitlementState,
    EntryKind,
    OtherState,
    PayingKind,
    RevisionKind,
    Scheme,
)
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    OtherScheme,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.services.accounts import account_number
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import age_on, date_reaching_age
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension import compute_resident_pension, first_pension_month

# Assumed: the year from which the made-up accounts have contributions.
FIRST_YEAR = 2011
SOURCE = "演示数据"
_LEVEL_SHARES = (34, 16, 22, 6, 12, 4, 3, 2, 0.5, 0.5)


@dataclass
class _Life:
    """One person's account while it is being built."""

    resident: Resident
    account: PensionAccount
    entries: list[PensionEntry] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    balance: Decimal = Decimal("0.00")
    entitlement: Entitlement | None = None


def fill_pensions(
    residents: Sequence[Resident], others: Mapping[int, OtherScheme], rng: Random, today: dt.date
) -> None:
    """Accounts, entries, entitlements with what they were computed by; in bulk."""
    builder = _Builder(rng, today)
    lives = [
        life
        for resident in residents
        if (life := builder.life(resident, others.get(resident.pk))) is not None
    ]
    PensionAccount.objects.bulk_create([life.account for life in lives], batch_size=1000)
    insert(PensionEntry, (entry for life in lives for entry in life.entries))
    drawing = [life for life in lives if life.entitlement]
    Entitlement.objects.bulk_create([one.entitlement for one in drawing if one.entitlement], batch_size=1000)
    insert(EntitlementRevision, (builder.revision_of(life) for life in drawing))


class _Builder:
    def __init__(self, rng: Random, today: dt.date) -> None:
        self.rng = rng
        self.today = today
        self.book: Parameters = current()
        table = self.book.table("resident_pension.level_subsidies", today)
        self.subsidies = {int(level): Decimal(amount) for level, amount in table.items()}
        self.levels = sorted(self.subsidies)
        self.enrolment = self.book.integer("resident_pension.enrolment_age", today)
        self.claim = self.book.integer("resident_pension.claim_age", today)
        self.minimum = self.book.integer("resident_pension.minimum_years", today)
        self.serial = (PensionAccount.objects.aggregate(last=Max("pk"))["last"] or 0) + 1

    def life(self, resident: Resident, other: OtherScheme | None) -> _Life | None:
        """An account with its history, or None for somebody who never joined."""
        age = age_on(resident.birth_date, self.today)
        if age < self.enrolment or resident.student_until:
            return None
        if other is not None and other.state != OtherState.STOPPED:
            return None
        joined = 0.45 if age < 30 else 0.72 if age < 45 else 0.92 if age < 60 else 0.985
        if self.rng.random() > joined:
            return None
        start = self._start_year(resident.birth_date.year)
        account = PensionAccount(
            resident=resident,
            scheme=Scheme.BASIC,
            number=account_number(resident.county_code, Scheme.BASIC, self.serial),
            state=AccountState.PAYING,
            level=self._level(),
            opened_on=min(self._day(start), self.today),
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        self.serial += 1
        life = _Life(resident, account)
        self._contributions(life, start, other)
        self._end(life, age)
        return life

    def _start_year(self, born: int) -> int:
        sixteen = born + self.enrolment
        late = 0 if sixteen < FIRST_YEAR else self.rng.randrange(0, 6)
        return min(max(FIRST_YEAR, sixteen + late), self.today.year)

    def _level(self) -> int:
        shares = [*_LEVEL_SHARES, *[0.5] * len(self.levels)][: len(self.levels)]
        return self.rng.choices(self.levels, shares)[0]

    def _day(self, year: int) -> dt.date:
        return dt.date(year, 3, 1) + dt.timedelta(days=self.rng.randrange(0, 290))

    def _contributions(self, life: _Life, start: int, other: OtherScheme | None) -> None:
        """A payment and its subsidy in most years, up to the year of the claiming age."""
        last = min(self.today.year, life.resident.birth_date.year + self.claim)
        if other is not None and other.since:
            last = min(last, other.since.year)
        gone = life.resident.deceased_on or life.resident.moved_out_on
        if gone:
            last = min(last, gone.year - 1)
        diligence = self.rng.choice([0.98, 0.95, 0.9, 0.6])
        for year in range(start, last + 1):
            on = self._day(year)
            if on > self.today or self.rng.random() > diligence:
                continue
            level = life.account.level or self.levels[0]
            self._pay(life, year, level, PayingKind.NORMAL, on)
            self._entry(life, EntryKind.SUBSIDY, year, self.subsidies[level], on, level, PayingKind.NONE)

    def _pay(self, life: _Life, year: int, level: int, paying: str, on: dt.date) -> None:
        self._entry(life, EntryKind.OWN, year, Decimal(level), on, level, paying)
        life.years.add(year)

    def _entry(
        self, life: _Life, kind: str, year: int, amount: Decimal, on: dt.date, level: int, paying: str
    ) -> None:
        arrived = min(on + dt.timedelta(days=self.rng.randrange(1, 6)), self.today)
        life.balance += amount
        life.entries.append(
            PensionEntry(
                account=life.account,
                kind=kind,
                year=year,
                paying=paying,
                level=level,
                amount=amount,
                paid_on=on,
                arrived_on=arrived,
                posted_at=timezone.make_aware(dt.datetime.combine(arrived, dt.time(17, 0))),
                source=SOURCE,
            )
        )

    def _end(self, life: _Life, age: int) -> None:
        """Death and moving away close the account; whoever is old enough mostly draws by now."""
        resident = life.resident
        if resident.standing in {Standing.DECEASED, Standing.MOVED_OUT}:
            life.account.state = AccountState.CLOSED
            life.account.closed_on = resident.deceased_on or resident.moved_out_on
            return
        if age < self.claim or (age <= self.claim + 1 and self.rng.random() < 0.4):
            return  # not old enough, or hasn't claimed yet
        self._draw(life)

    def _draw(self, life: _Life) -> None:
        reached = date_reaching_age(life.resident.birth_date, self.claim)
        # Who was old enough when the scheme began draws without having paid.
        if reached.year > FIRST_YEAR:
            self._catch_up(life, reached.year)
        day = max(reached, dt.date(FIRST_YEAR, 7, 1))
        # Amounts are those of the present year: each adjustment was made anew for everybody.
        on = max(day, dt.date(self.today.year, 1, 1))
        computation = compute_resident_pension(
            birth=life.resident.birth_date,
            account_balance=life.balance,
            years_paid=len(life.years),
            on=on,
            parameters=self.book,
        )
        life.account.state = AccountState.RECEIVING
        life.entitlement = Entitlement(
            account=life.account,
            resident=life.resident,
            state=EntitlementState.RUNNING,
            starts_on=first_pension_month(met_on=day, parameters=self.book),
            monthly=computation.total,
            computed_on=on,
            years_paid=len(life.years),
            balance=life.balance,
            account_before=AccountState.PAYING,
            village_code=life.account.village_code,
            township_code=life.account.township_code,
            county_code=life.account.county_code,
        )
        life.entitlement.computation = computation  # type: ignore[attr-defined]

    def _catch_up(self, life: _Life, reached: int) -> None:
        """Years that were missing at the claiming age were paid up, without a subsidy."""
        missing = self.minimum - len(life.years)
        on = min(self._day(reached), self.today)
        for year in range(reached, reached - 60, -1):
            if missing <= 0:
                return
            if year not in life.years:
                self._pay(life, year, self.levels[0], PayingKind.BACK, on)
                missing -= 1

    def revision_of(self, life: _Life) -> EntitlementRevision:
        """What a saved entitlement was computed by."""
        assert life.entitlement is not None
        return EntitlementRevision(
            entitlement=life.entitlement,
            kind=RevisionKind.CLAIM,
            from_month=life.entitlement.starts_on,
            balance=life.balance,
            years_paid=len(life.years),
            computation=life.entitlement.computation.to_json(),  # type: ignore[attr-defined]
            computed_on=life.entitlement.computed_on,
        )
