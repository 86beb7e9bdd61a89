"""What is handed to the province's systems and what comes from there."""

from cuncuntong.ledgers.above.models.answers import Answer
from cuncuntong.ledgers.above.models.circuits import Circuit
from cuncuntong.ledgers.above.models.feeds import FeedPart, FeedRun
from cuncuntong.ledgers.above.models.handovers import Handover, HandoverEvent
from cuncuntong.ledgers.above.models.packages import Package

__all__ = ["Answer", "Circuit", "FeedPart", "FeedRun", "Handover", "HandoverEvent", "Package"]
