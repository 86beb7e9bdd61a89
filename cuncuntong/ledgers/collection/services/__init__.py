"""Writes of the collection, by topic."""

from cuncuntong.ledgers.collection.services.answers import take_answer
from cuncuntong.ledgers.collection.services.back import (
    cancel_orders_of_case,
    issue_again,
    issue_back_orders,
)
from cuncuntong.ledgers.collection.services.importing import release, run_file, take_in
from cuncuntong.ledgers.collection.services.issuing import (
    Issued,
    Left,
    Payer,
    Wanted,
    issue_order,
    issue_orders,
)
from cuncuntong.ledgers.collection.services.orders import cancel_order, expire_orders
from cuncuntong.ledgers.collection.services.solving import (
    assign,
    begin_missing_subsidies,
    give_back,
    post_missing_subsidies,
    reverse_order,
    set_aside,
)

__all__ = [
    "Issued",
    "Left",
    "Payer",
    "Wanted",
    "assign",
    "cancel_order",
    "cancel_orders_of_case",
    "expire_orders",
    "give_back",
    "issue_again",
    "issue_back_orders",
    "issue_order",
    "issue_orders",
    "begin_missing_subsidies",
    "post_missing_subsidies",
    "release",
    "reverse_order",
    "run_file",
    "set_aside",
    "take_answer",
    "take_in",
]
