"""Who must certify, what counted as a certification, evidence in lists, losses seen, and the nights."""

from cuncuntong.ledgers.certification.models.certifications import Certification
from cuncuntong.ledgers.certification.models.lists import EvidenceList, EvidenceRow
from cuncuntong.ledgers.certification.models.losses import Loss
from cuncuntong.ledgers.certification.models.nights import CertificationNight
from cuncuntong.ledgers.certification.models.people import Beneficiary

__all__ = [
    "Beneficiary",
    "Certification",
    "CertificationNight",
    "EvidenceList",
    "EvidenceRow",
    "Loss",
]
