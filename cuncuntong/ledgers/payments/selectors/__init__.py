"""Reads of the monthly payment."""
