"""Fetching ledgers: received in parts, checked whole, taken part by part, given back where wrong."""

from cuncuntong.ledgers.above.feeds.deciding import cancel, go_on, take_right_rows
from cuncuntong.ledgers.above.feeds.receiving import fetch_ledger, receive_file
from cuncuntong.ledgers.above.feeds.running import run_feed

__all__ = ["cancel", "fetch_ledger", "go_on", "receive_file", "run_feed", "take_right_rows"]
