"""How synthetic data is known again. Nothing made here belongs to a real person.

- Household numbers begin with ``SYN``.
- ID numbers end in an order number of 900 or more. A county of this size registers a few dozen births
  a day at most, and its order numbers start low, so the numbers are valid in form and practically
  never anybody's.
- Telephones begin with 154, a range that no Chinese operator has been given.
"""

from __future__ import annotations

HOUSEHOLD_PREFIX = "SYN"
TELEPHONE_PREFIX = "154"
# People with whom an item can be tried at once (demo/ready.py); no other scene tells a story of them.
READY_PREFIX = "试用"
# make_resident_id counts 0 to 499 within one sex and day; the order number is about twice that.
FIRST_SERIAL = 450
LAST_SERIAL = 499


def has_demo_residents() -> bool:
    """Whether the database holds synthetic households."""
    from cuncuntong.ledgers.residents.models import Household

    return Household.objects.filter(number__startswith=HOUSEHOLD_PREFIX).exists()
