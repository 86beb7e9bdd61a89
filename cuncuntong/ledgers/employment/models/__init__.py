"""The employment ledger: unemployment, certificates, hard-to-employ persons; spells are in jobs."""

from cuncuntong.ledgers.employment.models.certificates import (
    Certificate,
    CertificateCopy,
    CertificateEntry,
    CertificateSeries,
)
from cuncuntong.ledgers.employment.models.hardship import Hardship
from cuncuntong.ledgers.employment.models.unemployment import SpellEvent, Unemployment, UnemploymentEvent

__all__ = [
    "Certificate",
    "CertificateCopy",
    "CertificateEntry",
    "CertificateSeries",
    "Hardship",
    "SpellEvent",
    "Unemployment",
    "UnemploymentEvent",
]
