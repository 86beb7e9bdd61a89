"""Certification of who draws a pension (资格认证): who is due, what counts as one, what a lapse brings."""
