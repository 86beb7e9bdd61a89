"""What items 1 and 4 share: the form of a seeker's wishes, its rules, and what is done to the ledger."""

from cuncuntong.items.find_work.seeking.fields import EDUCATION, OCCUPATIONS, PLACES, REASONS, seeker_fields
from cuncuntong.items.find_work.seeking.ledger import Seeking
from cuncuntong.items.find_work.seeking.rules import seeker_rules

__all__ = ["EDUCATION", "OCCUPATIONS", "PLACES", "REASONS", "Seeking", "seeker_fields", "seeker_rules"]
