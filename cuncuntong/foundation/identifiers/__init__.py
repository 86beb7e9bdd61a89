"""Identifiers of people, enterprises and accounts: checked, explained, masked."""


class IdentifierError(ValueError):
    """A number that can't be right; the message says in Chinese what is wrong and what to do."""
