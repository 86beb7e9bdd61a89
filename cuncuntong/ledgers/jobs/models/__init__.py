"""Models of the jobs ledger, by topic."""

from cuncuntong.ledgers.jobs.models.employers import Employer, EmployerEvent
from cuncuntong.ledgers.jobs.models.employment import Employment
from cuncuntong.ledgers.jobs.models.matching import MatchRun, PhoneShown, Recommendation
from cuncuntong.ledgers.jobs.models.postings import Posting, PostingEvent
from cuncuntong.ledgers.jobs.models.seekers import JobSeeker, SeekerEvent, SeekerOccupation

__all__ = [
    "Employer",
    "EmployerEvent",
    "Employment",
    "JobSeeker",
    "MatchRun",
    "PhoneShown",
    "Posting",
    "PostingEvent",
    "Recommendation",
    "SeekerEvent",
    "SeekerOccupation",
]
