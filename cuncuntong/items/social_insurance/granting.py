"""What granting either pension shares: the entitlement with the account paid to, and taking both back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from cuncuntong.items.social_insurance.payee_choice import payee_words, set_payee_from
from cuncuntong.items.social_insurance.pension_claim import Claim, Start, compute, result_lines, start_of
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, Payee, PensionAccount
from cuncuntong.ledgers.pensions.services import start_entitlement, undo_entitlement, undo_payee
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import date_reaching_age, months_until
from cuncuntong.rules.pension import CLAIM_AGES, Computation
from cuncuntong.rules.service_item import EffectOrder, Result, Verdict

# How long before the age a claim is offered among the likely ones.
MONTHS_AHEAD = 6


@dataclass(frozen=True)
class Granted:
    """What an approved claim made; ``payee`` is the account set by this case, if it set one."""

    entitlement: Entitlement
    computation: Computation
    start: Start
    payee: Payee | None

    def result(self, message: str, paid_to: Payee | None) -> Result:
        """The grant part by part, with the account that it is paid to."""
        to = (("发放账户", payee_words(paid_to)),) if paid_to else ()
        return Result(
            message=message,
            lines=(*result_lines(self.computation, self.start), *to),
            data={
                "entitlement": self.entitlement.pk,
                "account": self.entitlement.account_id,
                "payee": self.payee.pk if self.payee else None,
                "starts_on": self.start.first_month.isoformat(),
                "computation": self.computation.to_json(),
            },
        )


def grant(order: EffectOrder, claim: Claim, account: PensionAccount) -> Granted:
    """Computes the amount on the ledger's figures, starts the entitlement and sets where it is paid to."""
    computation, start = compute(claim), start_of(claim)
    entitlement = start_entitlement(
        account=account,
        computation=computation,
        starts_on=start.first_month,
        on=timezone.localdate(order.at),
        actor=order.actor,
        case_number=order.situation.case_number,
    )
    return Granted(entitlement, computation, start, set_payee_from(order))


def take_back(order: EffectOrder) -> Entitlement:
    """Takes the entitlement, and the account paid to that the case set, back while nothing has been paid."""
    entitlement = undo_entitlement(case_number=order.situation.case_number, actor=order.actor)
    undo_payee(case_number=order.situation.case_number, actor=order.actor)
    return entitlement


def condition(claim: Claim, code: str) -> Verdict:
    """One of the conditions that the rules of pensions found, as a verdict."""
    found = next(one for one in claim.eligibility.conditions if one.code == code)
    return Verdict(found.met, found.text, found.remedy)


def nears_claim_age(resident: Resident, scheme: Scheme) -> bool:
    """Whether somebody is at the claiming age, or within half a year of it."""
    today = timezone.localdate()
    reaches = date_reaching_age(resident.birth_date, current().integer(CLAIM_AGES[scheme], today))
    return months_until(today, reaches) <= MONTHS_AHEAD
