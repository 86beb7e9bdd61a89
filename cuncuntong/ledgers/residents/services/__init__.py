"""Writes of the residents' ledger, by topic."""

from cuncuntong.ledgers.residents.hooks import (
    MergePart,
    register_known_values,
    register_merge_part,
)
from cuncuntong.ledgers.residents.parts import RowsOf
from cuncuntong.ledgers.residents.services.contact import (
    ChangedMeanwhile,
    change_contact,
    unmask,
)
from cuncuntong.ledgers.residents.services.details import change_details, undo_details
from cuncuntong.ledgers.residents.services.merging import MergeRefused, merge, undo_merge
from cuncuntong.ledgers.residents.services.registration import (
    AlreadyRegistered,
    LikelyDoubles,
    RegistrationRefused,
    entry_faults,
    register_resident,
)
from cuncuntong.ledgers.residents.services.standing import enter_death, take_back_death
from cuncuntong.ledgers.residents.services.visits import VisitRefused, grant_visit

__all__ = [
    "AlreadyRegistered",
    "ChangedMeanwhile",
    "LikelyDoubles",
    "MergePart",
    "MergeRefused",
    "RegistrationRefused",
    "RowsOf",
    "VisitRefused",
    "change_contact",
    "change_details",
    "enter_death",
    "entry_faults",
    "grant_visit",
    "merge",
    "register_known_values",
    "register_merge_part",
    "register_resident",
    "take_back_death",
    "undo_details",
    "undo_merge",
    "unmask",
]
