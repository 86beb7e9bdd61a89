"""Portraits for certification: the county's review, the point's own list, consent and its withdrawal."""
