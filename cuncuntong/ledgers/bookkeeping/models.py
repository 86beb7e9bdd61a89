"""Models of the bookkeeping: proofs and interest runs."""
