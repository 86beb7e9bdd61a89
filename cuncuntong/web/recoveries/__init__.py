"""Screens of what was overpaid and comes back, and of settlements after a death."""
