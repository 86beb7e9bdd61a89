"""Models of the policy library."""

from cuncuntong.ledgers.policies.models.archives import ArchiveInstitution
from cuncuntong.ledgers.policies.models.documents import PolicyDocument, PolicyVersion
from cuncuntong.ledgers.policies.models.handbook import (
    EntryVersion,
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
    IssueEntry,
)

__all__ = [
    "ArchiveInstitution",
    "EntryVersion",
    "HandbookEntry",
    "HandbookIssue",
    "IssueDelivery",
    "IssueEntry",
    "PolicyDocument",
    "PolicyVersion",
]
