"""The gateway's own work: sending, asking, fetching, sweeping."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.above.enums import Channel, FeedState, PackageState
from cuncuntong.ledgers.above.feeds.parts import drop_parts
from cuncuntong.ledgers.above.files import known_files, store
from cuncuntong.ledgers.above.models import FeedRun, Package
from cuncuntong.ledgers.above.transports import transport
from cuncuntong.ledgers.above.transports.folder import answered_packages, clear_out
from cuncuntong.network.parameters import current

NOT_SET = "没有设置上级系统的连接方式"
READ_WITHIN = dt.timedelta(hours=1)
# Packages and sheets hold full numbers: what was exchanged stands in the handovers and answers anyway.
KEEP_FILES = dt.timedelta(days=180)


@periodic("above.send", every=dt.timedelta(seconds=15))
def send_due() -> str:
    """What waits goes up."""
    way = transport()
    return str(way.send(timezone.now())) if way else NOT_SET


@periodic("above.collect", every=dt.timedelta(seconds=15))
def collect_due() -> str:
    """What was answered comes down."""
    way = transport()
    return str(way.collect(timezone.now())) if way else NOT_SET


@periodic("above.fetch_files", every=dt.timedelta(minutes=5))
def fetch_files() -> str:
    """Ledgers that lie in the exchange folder."""
    way = transport()
    return str(way.fetch(timezone.now())) if way and way.channel == Channel.FILE else ""


@periodic("above.fetch", at="01:20")
def fetch_ledgers() -> str:
    """Ledgers over the network, every night."""
    way = transport()
    return str(way.fetch(timezone.now())) if way and way.channel == Channel.HTTP else ""


@periodic("above.sweep", at="03:10")
def sweep() -> str:
    """Files that no row names, and files that a process was reading when it was killed."""
    old = timezone.now() - READ_WITHIN
    left = FeedRun.objects.filter(state=FeedState.RECEIVING, channel=Channel.FILE, made_at__lt=old)
    count = 0
    for key in left.values_list("pk", flat=True):
        with transaction.atomic():
            run = FeedRun.objects.select_for_update().filter(pk=key, state=FeedState.RECEIVING).first()
            if run is None:
                continue  # it was received meanwhile
            drop_parts(run)
            run.state, run.remark = FeedState.CANCELLED, "上传中途停机，没有收到整个文件，请重新上传。"
            run.save(update_fields=["state", "remark"])
            count += 1
    _let_go_of_old_files()
    gone = clear_out(timezone.now(), exchange_days())
    swept = store().sweep_orphans(known_files)
    return f"清理文件{swept}个，清理交换目录{gone}个，作废中断的上传{count}次"


def exchange_days() -> dt.timedelta:
    """How long a report package is kept once all of it is answered; the county's setting."""
    return dt.timedelta(days=current().integer("service.exchange_days", timezone.localdate()))


def _let_go_of_old_files() -> None:
    """Rows stay and forget their files, which the sweep then removes."""
    answered_packages(timezone.now() - exchange_days()).exclude(file="").update(file="")
    old = timezone.now() - KEEP_FILES
    done = (PackageState.FETCHED, PackageState.TAKEN, PackageState.PARTLY, PackageState.REFUSED)
    Package.objects.filter(at__lt=old, state__in=done).exclude(file="", problems="").update(
        file="", problems=""
    )
    ended = FeedRun.objects.filter(made_at__lt=old, state__in=(FeedState.DONE, FeedState.CANCELLED))
    ended.exclude(problems="").update(problems="")
