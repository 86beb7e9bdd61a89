"""Proofs of insurance in every scheme: what was printed, as it was printed, to be checked by its code."""
