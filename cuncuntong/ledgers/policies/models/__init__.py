"""Models of the policy library."""

from cuncuntong.ledgers.policies.models.archives import ArchiveArea, ArchiveInstitution
from cuncuntong.ledgers.policies.models.documents import PolicyDocument, PolicyTag, PolicyVersion
from cuncuntong.ledgers.policies.models.handbook import (
    EntryVersion,
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
    IssueEntry,
)

__all__ = [
    "ArchiveArea",
    "ArchiveInstitution",
    "EntryVersion",
    "HandbookEntry",
    "HandbookIssue",
    "IssueDelivery",
    "IssueEntry",
    "PolicyDocument",
    "PolicyTag",
    "PolicyVersion",
]
