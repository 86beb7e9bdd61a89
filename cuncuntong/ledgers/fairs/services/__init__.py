"""Writes of the fairs ledger, by topic."""

from cuncuntong.ledgers.fairs.services.common import FairRefused
from cuncuntong.ledgers.fairs.services.fairs import (
    RESULTS,
    cancel_fair,
    change_fair,
    create_fair,
    publish_fair,
    record_results,
)
from cuncuntong.ledgers.fairs.services.people import count_visitors, drop_interest, note_interest
from cuncuntong.ledgers.fairs.services.stands import (
    CheckIn,
    check_in,
    check_in_token,
    sign_up_by_county,
    sign_up_by_employer,
    stand_of_token,
    withdraw,
    withdraw_by_employer,
)
from cuncuntong.ledgers.fairs.services.telling import remind_of_fairs

__all__ = [
    "RESULTS",
    "CheckIn",
    "FairRefused",
    "cancel_fair",
    "change_fair",
    "check_in",
    "check_in_token",
    "count_visitors",
    "create_fair",
    "drop_interest",
    "note_interest",
    "publish_fair",
    "record_results",
    "remind_of_fairs",
    "sign_up_by_county",
    "sign_up_by_employer",
    "stand_of_token",
    "withdraw",
    "withdraw_by_employer",
]
