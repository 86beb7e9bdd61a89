"""Writes of the bookkeeping."""
