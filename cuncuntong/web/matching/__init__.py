"""Screens of the matching: pushing, what came of a recommendation, a telephone given."""
