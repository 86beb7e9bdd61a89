"""Writes of the employment ledger, by topic: unemployment, spells, certificates, hardship, the watch."""

from cuncuntong.ledgers.employment.services import certificates, hardship, spells, unemployment, watch

__all__ = ["certificates", "hardship", "spells", "unemployment", "watch"]
