"""Drafts: what was typed is kept, belongs to the point, and two tabs never overwrite each other."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.cases.models import Attachment, Case, Draft
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import ServiceItem


class DraftConflict(Exception):
    """Somebody, or another tab, saved a newer version meanwhile; ``newer`` holds it."""

    def __init__(self, newer: Draft) -> None:
        self.newer = newer
        super().__init__("这份草稿在另一处保存了较新的内容，没有互相覆盖。")


def new_key() -> str:
    """A key for a form about to be shown: it names the draft and makes the submission idempotent."""
    return secrets.token_urlsafe(24)


def save_draft(
    *,
    caller: Caller,
    key: str,
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    version: int,
    case: Case | None = None,
) -> Draft:
    """Saves what was typed so far and returns the draft with its new version.

    ``version`` is what the tab last saw (0 for a form that was never saved); an older one raises
    DraftConflict, so that the screen shows both. Raises Denied or NotVisible outside the area.
    """
    caller.need(Ability.CASE_FILE)
    try:
        return _save(caller, key, item, resident, form, version, case)
    except IntegrityError:
        # Two first saves under one key at the same moment: the other one was faster.
        raise DraftConflict(fetch(caller, Ability.CASE_FILE, Draft.objects.all(), key=key)) from None


def _save(
    caller: Caller,
    key: str,
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    version: int,
    case: Case | None,
) -> Draft:
    with transaction.atomic():
        known = Draft.objects.select_for_update().filter(key=key).first()
        if known is None:
            return _first(caller, key, item, resident, form, case)
        draft = fetch(caller, Ability.CASE_FILE, Draft.objects.all(), key=key)
        if draft.version != version:
            raise DraftConflict(draft)
        draft.form = dict(form)
        draft.version += 1
        draft.saved_by = caller.account
        draft.saved_at = timezone.now()
        draft.save(update_fields=["form", "version", "saved_by", "saved_at"])
        return draft


def _first(
    caller: Caller,
    key: str,
    item: ServiceItem,
    resident: Resident,
    form: Mapping[str, Any],
    case: Case | None,
) -> Draft:
    if case is None and not visible(caller).filter(pk=resident.pk).exists():
        raise NotVisible("没有找到这位居民，或其不在您的服务范围内。")
    if case is not None:
        # The point goes on with its own case even when the person has moved away meanwhile.
        case = fetch(caller, Ability.CASE_FILE, Case.objects.select_related("point"), pk=case.pk)
    point = case.point if case else caller.point
    if point is None:
        raise ValueError("a caller who files has a point")
    return Draft.objects.create(
        key=key,
        item=item.number,
        resident=resident,
        point=point,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        form=dict(form),
        case=case,
        saved_by=caller.account,
    )


def drop_draft(*, caller: Caller, key: str) -> None:
    """Throws a draft of the caller's point away, with its pages."""
    draft = fetch(caller, Ability.CASE_FILE, Draft.objects.all(), key=key)
    delete_drafts([draft.pk])


def sweep_drafts(older_than: dt.timedelta = dt.timedelta(days=30)) -> int:
    """Deletes drafts that nobody touched for a month; returns how many."""
    old = Draft.objects.filter(saved_at__lt=timezone.now() - older_than)
    keys = list(old.values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        delete_drafts(keys[start : start + 500])
    return len(keys)


@transaction.atomic
def delete_drafts(keys: list[int]) -> None:
    """Deletes drafts with the pages that still lie in them."""
    # A case's page that was made again, in a draft that now goes, stands as it did.
    Attachment.objects.filter(replaced_by__draft__in=keys).update(replaced_by=None)
    Draft.objects.filter(pk__in=keys).delete()
