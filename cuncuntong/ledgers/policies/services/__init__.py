"""Writes of the policy library."""

from cuncuntong.ledgers.policies.services.archives import ArchiveDraft, save_institution
from cuncuntong.ledgers.policies.services.documents import (
    DocumentDraft,
    save_document,
    withdraw_document,
)
from cuncuntong.ledgers.policies.services.handbook import EntryDraft, save_entry, withdraw_entry
from cuncuntong.ledgers.policies.services.issues import acknowledge, issue_handbook, send_to_missing
from cuncuntong.ledgers.policies.services.shipping import Shipped, load_library

__all__ = [
    "ArchiveDraft",
    "DocumentDraft",
    "EntryDraft",
    "Shipped",
    "acknowledge",
    "issue_handbook",
    "load_library",
    "save_document",
    "save_entry",
    "save_institution",
    "send_to_missing",
    "withdraw_document",
    "withdraw_entry",
]
