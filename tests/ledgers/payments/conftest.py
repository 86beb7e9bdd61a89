"""What tests of payments share."""

from __future__ import annotations

from tests.ledgers.payments.office import november, office  # noqa: F401
