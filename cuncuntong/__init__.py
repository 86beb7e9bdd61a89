"""cuncuntong (村村通): employment and social-security services in every village of a county."""

__version__ = "0.1.0"
