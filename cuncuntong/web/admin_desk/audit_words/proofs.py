"""The audit log's words: proofs of insurance."""

from __future__ import annotations

ACTIONS: dict[str, str] = {
    "proofs.made": "出具参保证明",
    "proofs.revoked": "作废参保证明",
}

OBJECTS: dict[str, str] = {
    "proofs.InsuranceProof": "参保证明",
}
