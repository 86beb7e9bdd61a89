"""Screens of collecting contributions: village lists, orders, arrivals, deductions, certificates."""
