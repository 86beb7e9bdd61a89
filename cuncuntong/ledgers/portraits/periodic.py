"""What is tidied by itself: pictures whose time is over, files whose row never came."""

from __future__ import annotations

from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.ledgers.portraits.services.erasing import erase_due


@periodic("portraits.erase", at="03:40")
def pictures_over() -> str:
    """Deletes pictures that need not be kept any longer."""
    return f"删除{erase_due(timezone.localdate())}张到期照片"


@periodic("portraits.sweep_files", at="03:45")
def orphan_files() -> str:
    """Deletes files whose transaction never committed."""
    return f"删除{store().sweep_orphans(_known)}个无主照片文件"


def _known(names: list[str]) -> set[str]:
    return set(Portrait.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
