"""Collection: orders to pay a year's contribution, and the bank's files of what arrived."""

from cuncuntong.ledgers.collection.models.arrivals import Arrival, ArrivalFile
from cuncuntong.ledgers.collection.models.deductions import DeductionFile
from cuncuntong.ledgers.collection.models.orders import ContributionOrder, OrderBatch

__all__ = ["Arrival", "ArrivalFile", "ContributionOrder", "DeductionFile", "OrderBatch"]
