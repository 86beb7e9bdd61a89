"""Screens of the unemployment fund: benefits, what may end them, what was overpaid, skill subsidies."""
