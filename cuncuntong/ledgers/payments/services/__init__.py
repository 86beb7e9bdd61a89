"""Writes of the monthly payment."""
