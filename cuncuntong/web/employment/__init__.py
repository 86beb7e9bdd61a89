"""The employment service at a glance: figures of the caller's area with their rows, and sheets to put up."""
