"""What is tidied by itself: old drafts, files whose row never came, counters of past windows."""

from __future__ import annotations

import datetime as dt

from cuncuntong.cases.models import Attachment
from cuncuntong.cases.services.attachments import store, sweep_ledgers_own
from cuncuntong.cases.services.drafts import sweep_drafts
from cuncuntong.foundation.tasks import periodic
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import sweep_counts


@periodic("cases.sweep_drafts", at="03:10")
def old_drafts() -> str:
    """Deletes drafts that nobody touched for as long as the county sets (service.draft_days)."""
    return f"删除{sweep_drafts(dt.timedelta(days=setting('service.draft_days')))}份旧草稿"


@periodic("cases.sweep_ledgers_own", at="03:15")
def ledgers_own() -> str:
    """Deletes portraits and the like in drafts that were not sent (service.ledgers_own_days)."""
    kept = dt.timedelta(days=setting("service.ledgers_own_days"))
    return f"删除{sweep_ledgers_own(kept)}个没有提交的采集文件"


@periodic("cases.sweep_files", at="03:20")
def orphan_files() -> str:
    """Deletes files whose transaction never committed, and those of swept drafts."""
    return f"删除{store().sweep_orphans(_known)}个无主文件"


def _known(names: list[str]) -> set[str]:
    return set(Attachment.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))


@periodic("cases.sweep_counts", every=dt.timedelta(hours=1))
def past_counts() -> str:
    """Deletes the counters of public requests of past windows."""
    return f"删除{sweep_counts()}条计数"
