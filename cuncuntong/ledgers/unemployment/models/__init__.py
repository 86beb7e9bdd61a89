"""Benefits with their paid months, what the night found, and what was overpaid."""

from cuncuntong.ledgers.unemployment.models.benefits import Benefit, BenefitMonth
from cuncuntong.ledgers.unemployment.models.overpaid import Overpaid, OverpaidReturn
from cuncuntong.ledgers.unemployment.models.signs import StopSign

__all__ = ["Benefit", "BenefitMonth", "Overpaid", "OverpaidReturn", "StopSign"]
