"""Screens of certification: who is due when, evidence in lists, losses that were noticed."""
