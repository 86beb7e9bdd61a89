"""The check of a posting before it shows: words, pay, insurance, dates. Pure Python."""

from cuncuntong.rules.postings.check import check_posting
from cuncuntong.rules.postings.facts import LOOK, NOTE, STOP, PostingFacts, PostingFinding
from cuncuntong.rules.postings.words import Passage, find_passages, marked

__all__ = [
    "LOOK",
    "NOTE",
    "STOP",
    "Passage",
    "PostingFacts",
    "PostingFinding",
    "check_posting",
    "find_passages",
    "marked",
]
