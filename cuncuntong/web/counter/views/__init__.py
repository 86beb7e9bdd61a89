"""Views of the counter, by topic."""
