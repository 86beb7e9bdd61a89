"""Items 28 and 34: forms, and the accounts and entitlements that an approval leaves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from cuncuntong.cases.forms import LABELS_KEY
from cuncuntong.demo.cases.plan import Plan
from cuncuntong.demo.cases.story import Story
from cuncuntong.foundation.money import format_yuan
from cuncuntong.items.shared import day_words, month_words
from cuncuntong.items.social_insurance.item_34_claim_resident_pension import subject
from cuncuntong.items.social_insurance.payee_choice import payee_words
from cuncuntong.items.social_insurance.pension_claim import claim_facts, compute, result_lines, start_of
from cuncuntong.ledgers.cards.selectors import card_in_use
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, PayeeState, RevisionKind, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision, Payee, PensionAccount
from cuncuntong.ledgers.pensions.services.accounts import account_number
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import plain
from cuncuntong.rules.pension import Computation
from cuncuntong.rules.service_item import Situation

LEVELS = "resident_pension.level_subsidies"


def pension_form(plan: Plan, resident: Resident, rng: Random) -> tuple[dict[str, Any], str]:
    """What was filled in, as a case keeps it, and the line for lists."""
    on = timezone.localdate(plan.accepted_at)
    if plan.item == "28":
        table = current().table(LEVELS, on)
        level = rng.choice(sorted(table)[:6])
        label = f"{level}元/年，政府补贴{plain(Decimal(table[level]))}元/年"
        form: dict[str, Any] = {
            "level": str(level),
            "hukou": resident.hukou,
            "telephone": resident.telephone,
            LABELS_KEY: {"level": label},
        }
        return {key: value for key, value in form.items() if value}, f"缴费档次{level}元/年"
    return {"pay_to": "card", "declared": "yes"}, subject(Situation(resident, {}, on, plan.number))


def apply_pension(story: Story, plan: Plan, at: dt.datetime) -> str:
    """Adds the ledger's rows to the story; returns what the resident is told."""
    if plan.item == "28":
        return _open_account(story)
    return _start_entitlement(story, at)


def take_back(story: Story) -> str:
    """What reversing leaves in the ledger; returns what was undone, in words."""
    for row in story.rows:
        if isinstance(row, Payee):
            row.state = PayeeState.REVERSED
    for row in story.rows:
        if isinstance(row, PensionAccount):
            row.state = AccountState.REVERSED
            return f"参保登记已撤销，个人账户{row.number}作废。"
        if isinstance(row, Entitlement):
            row.state = EntitlementState.REVERSED
            row.account.state = AccountState.PAYING
            return f"待遇核定已撤销（每月{format_yuan(row.monthly)}元），账户恢复为“正常缴费”。"
    raise ValueError("there is nothing to take back")


def _open_account(story: Story) -> str:
    case, resident = story.case, story.case.resident
    level = int(case.form["level"])
    on = timezone.localdate(case.accepted_at)
    account = PensionAccount(
        resident=resident,
        scheme=Scheme.BASIC,
        # Serials from the case's: the account's own key is not known yet. Eight digits, never the
        # same as a key's, which count from 1.
        number=account_number(
            resident.county_code, Scheme.BASIC, 90_000_000 + _ordinal(case.idempotency_key)
        ),
        level=level,
        opened_on=on,
        case_number=case.number,
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )
    story.rows.append(account)
    subsidy = Decimal(current().table(LEVELS, on)[level])
    message = f"参保登记已办好，个人账户编号{account.number}。请按每年{level}元的档次缴费，到账后计入账户。"
    lines = [
        ["险种", Scheme.BASIC.label],
        ["个人账户编号", account.number],
        ["参保日期", day_words(on)],
        ["缴费档次", f"{level}元/年"],
        ["政府补贴", f"{plain(subsidy)}元/年（缴费到账后计入）"],
    ]

    def finish() -> None:
        data = {"account": account.pk, "number": account.number, "level": level}
        case.effect = {"message": message, "lines": lines, "data": data}

    story.finish = finish
    return message


def _ordinal(key: str) -> int:
    return int(key.rsplit("-", 1)[-1]) % 10_000_000


def _revision(entitlement: Entitlement, computation: Computation) -> EntitlementRevision:
    return EntitlementRevision(
        entitlement=entitlement,
        kind=RevisionKind.CLAIM,
        from_month=entitlement.starts_on,
        balance=entitlement.balance,
        years_paid=entitlement.years_paid,
        computation=computation.to_json(),
        computed_on=entitlement.computed_on,
        case_number=entitlement.case_number,
    )


def _payee(story: Story, on: dt.date) -> Payee:
    """The social card, which is what the form asks to be paid to."""
    case = story.case
    card = card_in_use(case.resident)
    assert card is not None
    return Payee(
        resident=case.resident,
        holder=case.resident.name,
        bank=card.bank,
        number=card.number,
        is_card=True,
        since=on,
        actor=case.decided_by,
        case_number=case.number,
        village_code=case.resident.village_code,
        township_code=case.resident.township_code,
        county_code=case.resident.county_code,
    )


def _start_entitlement(story: Story, at: dt.datetime) -> str:
    case = story.case
    on = timezone.localdate(case.accepted_at)
    claim = claim_facts(Situation(case.resident, case.form, on, case.number))
    account = claim.pensions.account
    assert account is not None
    computation, start = compute(claim), start_of(claim)
    entitlement = Entitlement(
        account=account,
        resident=case.resident,
        starts_on=start.first_month,
        monthly=computation.total,
        computed_on=timezone.localdate(at),
        years_paid=claim.pensions.years_paid,
        balance=claim.pensions.balance,
        account_before=account.state,
        case_number=case.number,
        village_code=account.village_code,
        township_code=account.township_code,
        county_code=account.county_code,
    )
    account.state = AccountState.RECEIVING
    story.changed.append(account)
    story.rows.append(entitlement)
    story.rows.append(_revision(entitlement, computation))
    payee = _payee(story, on)
    story.rows.append(payee)
    message = f"待遇已核定，自{month_words(start.first_month)}起，每月{format_yuan(computation.total)}元。"

    def finish() -> None:
        case.effect = {
            "message": message,
            "lines": [
                *(list(line) for line in result_lines(computation, start)),
                ["发放账户", payee_words(payee)],
            ],
            "data": {
                "entitlement": entitlement.pk,
                "account": account.pk,
                "payee": payee.pk,
                "starts_on": start.first_month.isoformat(),
                "computation": computation.to_json(),
            },
        }

    story.finish = finish
    return message
