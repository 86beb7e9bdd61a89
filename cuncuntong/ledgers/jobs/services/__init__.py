"""Writes of the jobs ledger, by topic. Each is made once for a case, and undone by its number."""

from cuncuntong.ledgers.jobs.refusals import (
    AlreadyRegistered,
    ChangedSince,
    Fault,
    FieldsRefused,
    NeedsConfirmation,
)
from cuncuntong.ledgers.jobs.services.employer_passwords import (
    change_password,
    reset_password,
    signed_in,
    signing_in,
)
from cuncuntong.ledgers.jobs.services.employers import (
    change_employer,
    register_employer,
    undo_employer,
)
from cuncuntong.ledgers.jobs.services.nightly import match_night
from cuncuntong.ledgers.jobs.services.own_entries import entry_faults, save_own_entries
from cuncuntong.ledgers.jobs.services.posting_check import findings_of
from cuncuntong.ledgers.jobs.services.posting_index import POSTINGS, rebuild_postings
from cuncuntong.ledgers.jobs.services.posting_moves import (
    approve_posting,
    end_posting,
    pause_posting,
    posting_until,
    renew_posting,
    renewable,
    resume_posting,
    return_posting,
    set_hired,
)
from cuncuntong.ledgers.jobs.services.posting_times import expire_postings, remind_posters
from cuncuntong.ledgers.jobs.services.postings import (
    change_posting,
    correct_posting,
    create_posting,
    goes_back,
    post,
    submit_posting,
    undo_posting,
)
from cuncuntong.ledgers.jobs.services.recommending import push_postings, record_outcome, show_phone
from cuncuntong.ledgers.jobs.services.seeker_index import rebuild_seekers
from cuncuntong.ledgers.jobs.services.seeker_rows import undo_seeker
from cuncuntong.ledgers.jobs.services.seekers import (
    close_seeker,
    contact_seeker,
    expire_seekers,
    pause_seeker,
    register_seeker,
    renew_seeker,
    resume_seeker,
    valid_until,
)
from cuncuntong.ledgers.jobs.services.verification import (
    UNMASKABLE,
    block_employer,
    may_review,
    refuse_employer,
    register_by_staff,
    resend_employer,
    unblock_employer,
    unmask_employer,
    verify_employer,
)

__all__ = [
    "POSTINGS",
    "UNMASKABLE",
    "AlreadyRegistered",
    "ChangedSince",
    "Fault",
    "FieldsRefused",
    "NeedsConfirmation",
    "approve_posting",
    "block_employer",
    "change_employer",
    "change_password",
    "change_posting",
    "close_seeker",
    "contact_seeker",
    "correct_posting",
    "create_posting",
    "end_posting",
    "entry_faults",
    "expire_postings",
    "expire_seekers",
    "findings_of",
    "goes_back",
    "match_night",
    "may_review",
    "pause_posting",
    "pause_seeker",
    "post",
    "posting_until",
    "push_postings",
    "record_outcome",
    "refuse_employer",
    "rebuild_postings",
    "rebuild_seekers",
    "register_by_staff",
    "register_employer",
    "register_seeker",
    "remind_posters",
    "renew_posting",
    "renew_seeker",
    "renewable",
    "resend_employer",
    "reset_password",
    "resume_posting",
    "resume_seeker",
    "return_posting",
    "save_own_entries",
    "set_hired",
    "show_phone",
    "signed_in",
    "signing_in",
    "submit_posting",
    "unblock_employer",
    "undo_employer",
    "undo_posting",
    "undo_seeker",
    "unmask_employer",
    "valid_until",
    "verify_employer",
]
