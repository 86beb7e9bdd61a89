"""Writes of the network app, by topic."""
