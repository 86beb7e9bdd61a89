"""Proofs of insurance: the list, the paper, revoking one, and the public check."""
