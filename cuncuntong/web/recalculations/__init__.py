"""Figures that count from an earlier day: who is affected, and deciding about it."""
