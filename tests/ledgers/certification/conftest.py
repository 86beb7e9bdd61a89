"""What tests of certification share: a day, the office that pays, and nights of other days."""

from __future__ import annotations

from tests.ledgers.payments.office import november, office  # noqa: F401
