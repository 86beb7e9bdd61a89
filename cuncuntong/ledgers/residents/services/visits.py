"""Somebody from elsewhere in the county stands at the counter: served today, by whole ID number."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.identifiers import IdentifierError, resident_id
from cuncuntong.ledgers.residents.lookups import resident_with_id
from cuncuntong.ledgers.residents.models import VisitGrant
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability


class VisitRefused(Exception):
    """The visit can't be entered; the message says what to do."""


_NOBODY = "没有查到可以办理的档案。请核对身份证号码；居民属于外县的，请联系其户籍所在县的服务点。"


def grant_visit(*, caller: Caller, id_number: str, reason: str) -> VisitGrant:
    """Lets the caller's point serve the resident for today; again on the same day it is the same.

    Only by the whole, valid ID number, only at a service point, only inside the point's county.
    Every attempt is audited, in vain or not. Raises Denied or VisitRefused.
    """
    caller.need(Ability.CASE_FILE)
    caller.need(Ability.RESIDENT_FIND)
    point = caller.point
    if point is None:
        raise VisitRefused("只有服务点的经办员可以办理异地到场。")
    if not reason.strip():
        raise VisitRefused("请说明居民到场办理的情况，例如“本人持身份证到场”。")
    try:
        number = resident_id.check(id_number, today=timezone.localdate()).number
    except IdentifierError as error:
        raise VisitRefused(str(error)) from error
    resident = resident_with_id(number)
    if resident is None or resident.county_code != point.county_code:
        with transaction.atomic():
            record(
                actor=caller.account,
                action="resident.visit_refused",
                object_type="network.ServicePoint",
                object_id=str(point.pk),
                # Nothing of the number: it may be anybody's, and the log is read by many.
                detail={"known": resident is not None},
            )
        raise VisitRefused(_NOBODY)
    with transaction.atomic():
        grant, new = VisitGrant.objects.get_or_create(
            resident=resident,
            point=point,
            on=timezone.localdate(),
            defaults={"granted_by": caller.account, "reason": reason.strip()[:100]},
        )
        record(
            actor=caller.account,
            action="resident.visit_granted" if new else "resident.visit_repeated",
            object_type="residents.Resident",
            object_id=str(resident.pk),
            detail={"point": point.pk, "reason": reason.strip()[:100]},
        )
    return grant
