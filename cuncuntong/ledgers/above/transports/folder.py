"""File exchange: packages into a folder that the county's exchange computer carries, and out of it.

``<ABOVE_DIR>/out`` gets report packages, ``<ABOVE_DIR>/in`` is looked through for result packages and
ledger packages; what was taken moves to ``in/taken``, what was refused to ``in/refused`` with a note of why.
Without a folder, people fetch and bring the packages on the screen.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.dateparse import parse_date

from cuncuntong.ledgers.above.enums import UNSENT, Channel, PackageKind, PackageState
from cuncuntong.ledgers.above.feeds.receiving import receive_file
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Handover, Package
from cuncuntong.ledgers.above.packaging import KeysMissing, PackageRefused, keys, unpack
from cuncuntong.ledgers.above.services.packages_in import PackageKnown, bring_in
from cuncuntong.ledgers.above.services.packages_out import again_on_clash
from cuncuntong.ledgers.above.transports.protocol import Round
from cuncuntong.ledgers.refused import LedgerRefused

log = logging.getLogger("cuncuntong.above")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}\.zip")
AT_ONCE = 50


def folder() -> Path | None:
    """The exchange folder; None where none is set."""
    given = settings.CUNCUNTONG["ABOVE_DIR"]
    return Path(str(given)) if given else None


class FileTransport:
    """Packages, by a folder or by hand."""

    channel = Channel.FILE

    def send(self, now: dt.datetime) -> Round:
        """Packs what waits once the oldest has waited long enough, and puts packages into the folder."""
        done, place = Round(), folder()
        if place is None:
            return Round(words="没有交换目录，由人工导出报送包")
        try:
            if self._ripe(now) and (made := again_on_clash()):
                done.done = made.rows
        except KeysMissing as missing:
            return Round(words=str(missing))
        for package in Package.objects.filter(kind=PackageKind.HANDOVERS, state=PackageState.MADE):
            _write(place / "out", f"{package.number}.zip", store().get(package.file))
            Package.objects.filter(pk=package.pk, state=PackageState.MADE).update(state=PackageState.FETCHED)
        return done

    def _ripe(self, now: dt.datetime) -> bool:
        waiting = Handover.objects.filter(state__in=[one.value for one in UNSENT], next_try_at__lte=now)
        oldest = waiting.aggregate(oldest=Min("next_try_at"))["oldest"]
        minutes = int(settings.CUNCUNTONG["ABOVE_PACKAGE_MINUTES"])
        return oldest is not None and oldest <= now - dt.timedelta(minutes=minutes)

    def collect(self, now: dt.datetime) -> Round:
        """Takes result packages out of the folder."""
        return self._look(PackageKind.RESULTS)

    def fetch(self, now: dt.datetime) -> Round:
        """Takes ledger packages out of the folder."""
        return self._look(PackageKind.LEDGER)

    def _look(self, kind: PackageKind) -> Round:
        done = Round()
        for path in _arrived():
            with path.open("rb") as file:
                try:
                    opened = unpack(file, key=keys().theirs)
                    if opened.kind != kind:
                        if opened.kind == PackageKind.HANDOVERS:
                            raise PackageRefused("这是报送包，不是上级给的包。")
                        continue
                    if kind == PackageKind.RESULTS:
                        bring_in(file=file)
                    else:
                        _ledger(file)
                except KeysMissing as missing:
                    return Round(words=str(missing))
                except PackageKnown:
                    pass  # carried twice: it is there already
                except LedgerBusy:
                    continue
                except (PackageRefused, LedgerRefused) as refused:
                    done.failed += 1
                    _refuse(path, str(refused))
                    continue
            done.done += 1
            _move(path, path.parent / "taken")
        return done


class LedgerBusy(Exception):
    """Another run of the ledger is under way: the package waits in the folder."""


def _ledger(file: IO[bytes]) -> None:
    """A ledger package: its manifest names the ledger and the day, its one file is the CSV."""
    from cuncuntong.ledgers.above.feeds.receiving import under_way
    from cuncuntong.ledgers.above.hooks import feeds

    opened = unpack(file, key=keys().theirs)
    known = {feed.code for feed in feeds()}
    code = str(opened.manifest.get("ledger"))
    if code not in known:
        raise PackageRefused(f"本系统没有“{code}”这本台账。")
    try:
        as_of = parse_date(str(opened.manifest.get("as_of")))
    except ValueError:
        as_of = None
    if as_of is None:
        raise PackageRefused("清单没有写明数据截至日（as_of）。")
    if code in set(under_way(str(settings.CUNCUNTONG["COUNTY_CODE"]))):
        raise LedgerBusy
    receive_file(file=file, name=f"{opened.number}.zip", feed=code, as_of=as_of, skip_wrong=False)


def _arrived() -> Iterator[Path]:
    """Whole packages in the folder, oldest name first; one that is still being copied has another name."""
    place = folder()
    if place is None or not (place / "in").is_dir():
        return
    names = sorted(path for path in (place / "in").iterdir() if path.is_file() and not path.is_symlink())
    yield from [path for path in names if _NAME.fullmatch(path.name)][:AT_ONCE]


def _write(place: Path, name: str, content: bytes) -> None:
    """Whole or not at all: the other side may look at any moment."""
    place.mkdir(parents=True, exist_ok=True)
    part = place / f".{name}.{secrets.token_hex(4)}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place / name)


def _refuse(path: Path, words: str) -> None:
    from cuncuntong.foundation.audit import record

    log.warning("package %s refused: %s", path.name, words)
    with transaction.atomic():
        record(
            actor=None,
            action="above.package_refused",
            object_type="above.Package",
            object_id=path.name,
            detail={"why": words[:200]},
        )
    _write(path.parent / "refused", f"{path.name}.txt", f"{words}\n".encode())
    _move(path, path.parent / "refused")


def _move(path: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    path.replace(place / path.name)
