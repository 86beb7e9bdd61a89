"""The pension of either scheme, chosen by the scheme's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension import eligibility, supplementary
from cuncuntong.rules.pension.computation import Computation
from cuncuntong.rules.pension.resident import compute_resident_pension
from cuncuntong.rules.pension.supplementary import compute_supplementary_pension

BASIC, SUPPLEMENTARY = "basic", "supplementary"
# Keys of parameters by scheme.
CLAIM_AGES = {BASIC: eligibility.CLAIM_AGE, SUPPLEMENTARY: supplementary.CLAIM_AGE}
LEAST_YEARS = {BASIC: eligibility.MINIMUM_YEARS, SUPPLEMENTARY: supplementary.MINIMUM_YEARS}


def compute_for(
    scheme: str,
    *,
    birth: date,
    account_balance: Decimal,
    years_paid: int,
    on: date,
    parameters: Parameters,
) -> Computation:
    """The pension a month of a scheme (``basic`` or ``supplementary``) under the figures of `on`.

    Balance (yuan) and years are of that scheme's account. Raises what the scheme's own function
    raises, and ValueError for another scheme.
    """
    if scheme == BASIC:
        return compute_resident_pension(
            birth=birth,
            account_balance=account_balance,
            years_paid=years_paid,
            on=on,
            parameters=parameters,
        )
    if scheme == SUPPLEMENTARY:
        return compute_supplementary_pension(
            account_balance=account_balance, years_paid=years_paid, on=on, parameters=parameters
        )
    raise ValueError(f"no pension scheme is called {scheme!r}")
