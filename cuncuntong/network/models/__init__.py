"""Models of the network app, by topic."""

from cuncuntong.network.models.accounts import Account, Duty, Session
from cuncuntong.network.models.divisions import Division, ServicePoint
from cuncuntong.network.models.places import Place
from cuncuntong.network.models.settings import CalendarDay, ParameterValue, RateCount

__all__ = [
    "Account",
    "CalendarDay",
    "Division",
    "Duty",
    "ParameterValue",
    "Place",
    "RateCount",
    "ServicePoint",
    "Session",
]
