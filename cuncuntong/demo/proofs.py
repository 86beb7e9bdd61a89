"""Some proofs of insurance: in force, ended, revoked. Made as the counter makes them."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cuncuntong.ledgers.insurance.models import Participation
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.proofs.content import earliest
from cuncuntong.ledgers.proofs.models import InsuranceProof
from cuncuntong.ledgers.proofs.services import make_proof, revoke_proof
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

EACH = 12


def proofs_scene(*, seed: int, today: dt.date) -> None:
    """Makes the proofs once; a second call finds them and does nothing."""
    if InsuranceProof.objects.exists():
        return
    rng = Random(f"{seed}-proofs")
    present = Resident.objects.filter(standing=Standing.PRESENT)
    above = present.filter(Exists(Participation.objects.filter(resident=OuterRef("pk"))))
    ours = present.filter(Exists(PensionAccount.objects.filter(resident=OuterRef("pk"))))
    people = [*above.order_by("pk")[:EACH], *ours.order_by("-pk")[:EACH]]
    with transaction.atomic():
        made = [_proof(person, rng, today) for person in people]
        if made:
            InsuranceProof.objects.filter(pk=made[0].pk).update(valid_until=today - dt.timedelta(days=1))
            revoke_proof(proof=made[-1], why="演示：期间填错", actor=None)


def _proof(person: Resident, rng: Random, today: dt.date) -> InsuranceProof:
    first = earliest(person, today) if rng.random() < 0.6 else today.replace(year=today.year - 2, day=1)
    return make_proof(resident=person, first=first, last=today, at=timezone.now(), actor=None)
