"""What the services share: a locked row, its audit entry, the file that goes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import forget
from cuncuntong.ledgers.portraits.enums import MODEL_KIND, ErasedWhy
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

# What of a handed-over portrait is the picture itself.
PICTURE = "picture"


def lock_resident(pk: int) -> Resident:
    """The person, locked: everything that decides between two of their portraits goes one after the other."""
    return Resident.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_handovers(portraits: Collection[int]) -> None:
    """Locks what was handed over for portraits, before anything else is locked.

    The gateway does so when an answer comes: in another order two could wait for each other.
    """
    keys = [f"{MODEL_KIND}:{pk}" for pk in portraits]
    list(Handover.objects.select_for_update().filter(key__in=keys).order_by("pk").values_list("pk"))


def model_key(portrait: Portrait) -> str:
    """The key of what was handed over for a portrait."""
    return f"{MODEL_KIND}:{portrait.pk}"


def erase(portrait: Portrait, why: ErasedWhy, at: dt.datetime) -> None:
    """Takes the picture away, here and out of what waits for the province; the row says when and why.

    The file goes once the transaction is through. The caller saves nothing more of these columns.
    """
    if not portrait.stored_as:
        return
    name = portrait.stored_as
    portrait.stored_as, portrait.erased_at, portrait.erased_why = "", at, why
    portrait.save(update_fields=["stored_as", "erased_at", "erased_why"])
    forget(key=model_key(portrait), names=(PICTURE,))
    transaction.on_commit(lambda: store().delete(name))


def audit(portrait: Portrait, action: str, actor: Account | None, **detail: Any) -> None:
    """An entry that names the portrait, its resident and its case; never what is on the picture."""
    record(
        actor=actor,
        action=action,
        object_type="portraits.Portrait",
        object_id=str(portrait.pk),
        detail={
            "resident": portrait.resident_id,
            "case": portrait.case_number,
            **{key: value for key, value in detail.items() if value not in ("", None)},
        },
    )
