"""Screens of the monthly payment: runs, their findings and files, lines, and what a point follows up."""
