"""Writes of recalculations: begun, computed in the background, then confirmed by a second person."""

from cuncuntong.ledgers.recalculations.services.computing import compute, compute_in_background
from cuncuntong.ledgers.recalculations.services.confirming import confirm, finish
from cuncuntong.ledgers.recalculations.services.deciding import begin, drop

__all__ = ["begin", "compute", "compute_in_background", "confirm", "drop", "finish"]
