"""Archive institutions: added, changed, closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.policies.models import ArchiveInstitution
from cuncuntong.ledgers.policies.services.versions import locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account, Division


@dataclass(frozen=True)
class ArchiveDraft:
    """What somebody typed of an institution. `areas` are (division's code or "", name)."""

    name: str
    keeps: str
    address: str
    areas: tuple[tuple[str, str], ...]
    units: str = ""
    division: Division | None = None
    telephone: str = ""
    hours: str = ""
    how_in: str = ""
    how_out: str = ""
    source: str = ""
    closed: bool = False


def save_institution(
    *, draft: ArchiveDraft, actor: Account | None, institution_id: int | None = None, version: int = 0
) -> ArchiveInstitution:
    """Adds an institution, or changes one as it was read at `version`.

    Raises LedgerRefused where it was changed in between, serves nobody, or the name is taken.
    """
    if not draft.areas:
        raise LedgerRefused("请写明服务哪些地方的人。")
    with transaction.atomic():
        if institution_id is None:
            institution = ArchiveInstitution()
        else:
            institution = locked(ArchiveInstitution, institution_id, version)
            institution.version += 1
        for name in draft.__dataclass_fields__:
            setattr(institution, name, getattr(draft, name))
        institution.areas = [list(area) for area in dict.fromkeys(draft.areas)]
        institution.changed_at, institution.changed_by = timezone.now(), actor
        try:
            with transaction.atomic():
                institution.save()
        except IntegrityError as error:
            raise LedgerRefused("已经有同名的机构。", "请在那一条上修改。") from error
        record(
            actor=actor,
            action="archive.added" if institution_id is None else "archive.changed",
            object_type="policies.ArchiveInstitution",
            object_id=institution.pk,
            detail={"name": institution.name, "closed": institution.closed},
        )
    return institution
