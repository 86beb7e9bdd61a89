"""Reads of the policy library."""

from cuncuntong.ledgers.policies.selectors.archives import (
    ELSEWHERE,
    FoundArchive,
    archives_for,
    find_archives,
)
from cuncuntong.ledgers.policies.selectors.documents import (
    FoundPolicy,
    PolicyPage,
    documents_of_item,
    find_policies,
    issuers,
)
from cuncuntong.ledgers.policies.selectors.handbook import (
    EntryGroup,
    EntryPage,
    FoundEntry,
    acknowledgements,
    deliveries,
    entries_by_item,
    entries_of_item,
    find_entries,
    issue_contents,
    latest_issue,
    overdue,
    to_acknowledge,
)

__all__ = [
    "ELSEWHERE",
    "EntryGroup",
    "EntryPage",
    "FoundArchive",
    "FoundEntry",
    "FoundPolicy",
    "PolicyPage",
    "acknowledgements",
    "archives_for",
    "deliveries",
    "documents_of_item",
    "entries_by_item",
    "entries_of_item",
    "find_archives",
    "find_entries",
    "find_policies",
    "issue_contents",
    "issuers",
    "latest_issue",
    "overdue",
    "to_acknowledge",
]
