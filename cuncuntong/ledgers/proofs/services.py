"""Making a proof and revoking it. What it says is never changed."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.proofs.content import records_of, to_json
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting

VALID_DAYS = "service.proof_valid_days"
# Crockford's: no letter that is taken for a digit when it is typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def make_proof(
    *,
    resident: Resident,
    first: dt.date,
    last: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
) -> InsuranceProof:
    """A proof of the months from ``first`` to ``last`` as the ledgers stand. Once for a case.

    Raises LedgerRefused for a period that is none.
    """
    on = timezone.localdate(at)
    first, last = first.replace(day=1), last.replace(day=1)
    if first > last or last > on:
        raise LedgerRefused("起止月份不对。", "起始月份应在截止月份之前，截止月份不能晚于本月。")
    with transaction.atomic():
        known = InsuranceProof.objects.filter(case_number=case_number, revoked_at__isnull=True)
        if case_number and (row := known.first()) is not None:
            return row
        row = InsuranceProof.objects.create(
            resident=resident,
            number=secrets.token_hex(10),
            code=new_code(),
            first=first,
            last=last,
            content=to_json(resident, records_of(resident, first, last, on)),
            made_at=at,
            made_on=on,
            valid_until=on + dt.timedelta(days=setting(VALID_DAYS)),
            actor=actor,
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        row.number = number_of(row.pk, on)
        row.save(update_fields=["number"])
        _log(row, "made", actor)
    return row


def number_of(pk: int, on: dt.date) -> str:
    """CB, the year, eight digits."""
    return f"CB{on.year}{pk:08d}"


def new_code() -> str:
    """A check code that can't be guessed: 32 to the 16th are more than 10 to the 24th."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def clean_code(typed: str) -> str:
    """A code as it is kept, from what somebody typed."""
    return typed.upper().translate(_READ_AS)[:CODE_LENGTH]


def revoke_proof(*, proof: InsuranceProof, why: str, actor: Account | None) -> InsuranceProof:
    """From now on its code says that it does not hold. Once."""
    if not why.strip():
        raise LedgerRefused("请写明作废的原因。", "例如：填错期间，已重新出具。")
    with transaction.atomic():
        row = InsuranceProof.objects.select_for_update().get(pk=proof.pk)
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = timezone.now(), actor
            row.revoked_why = why.strip()[:100]
            row.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
            _log(row, "revoked", actor, why=row.revoked_why)
    return row


def revoke_of_case(*, case_number: str, actor: Account | None) -> InsuranceProof:
    """Revokes what a case made. Raises LedgerRefused where it made nothing."""
    row = InsuranceProof.objects.filter(case_number=case_number).order_by("-pk").first()
    if not case_number or row is None:
        raise LedgerRefused("没有这件业务出具的参保证明。", "请核对受理编号。")
    return revoke_proof(proof=row, why="办理结果撤销", actor=actor)


def _log(row: InsuranceProof, move: str, actor: Account | None, **more: str) -> None:
    record(
        actor=actor,
        action=f"proofs.{move}",
        object_type="proofs.InsuranceProof",
        object_id=row.number,
        detail={
            "resident": row.resident_id,
            "case": row.case_number,
            "from": f"{row.first:%Y-%m}",
            "to": f"{row.last:%Y-%m}",
            **more,
        },
    )
