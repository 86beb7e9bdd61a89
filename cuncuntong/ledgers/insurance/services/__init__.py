"""What is decided here and handed to the province, and what its answers do."""

from cuncuntong.ledgers.insurance.services.flexible import (
    Obstacle,
    declare_flexible,
    flexible_obstacle,
    redeclare,
    undo_flexible,
)
from cuncuntong.ledgers.insurance.services.stops import (
    StopAsked,
    resume_above,
    suspend_above,
    undo_stop,
)

__all__ = [
    "Obstacle",
    "StopAsked",
    "declare_flexible",
    "flexible_obstacle",
    "redeclare",
    "resume_above",
    "suspend_above",
    "undo_flexible",
    "undo_stop",
]
