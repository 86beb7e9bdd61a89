"""File exchange: packages into a folder that the county's exchange computer carries, and out of it.

``<ABOVE_DIR>/out`` gets report packages, ``<ABOVE_DIR>/in`` is looked through for result packages and
ledger packages. They hold full numbers and faces in clear, so nothing stays longer than it must: what was
taken lies sealed in the store and is deleted here; of what was refused a note of why stays in ``in/refused``,
the file's digest in the audit log; a report package goes some days after it was answered (clear_out).
Without a folder, people fetch and bring the packages on the screen.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import OPEN, UNSENT, Channel, PackageKind, PackageState
from cuncuntong.ledgers.above.feeds.receiving import RunEnded, RunUnderWay, receive_file
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Handover, Package
from cuncuntong.ledgers.above.packaging import (
    BLOCK,
    KeysMissing,
    PackageRefused,
    keys,
    manifest_of,
    unpack,
)
from cuncuntong.ledgers.above.services.packages_in import PackageKnown, bring_in
from cuncuntong.ledgers.above.services.packages_out import make_package
from cuncuntong.ledgers.above.transports.protocol import Round
from cuncuntong.ledgers.refused import LedgerRefused

log = logging.getLogger("cuncuntong.above")
# Any name that people may give; hidden ones are still being copied.
_NAME = re.compile(r"[^.].{0,99}\.zip", re.IGNORECASE)
# Packages of a kind that one round deals with; what waits is not counted.
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
            if self._ripe(now) and (made := make_package()):
                done.done = made.rows
        except (KeysMissing, LedgerRefused) as missing:
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
        done, looked_at = Round(), 0
        for path in _arrived():
            if looked_at >= AT_ONCE:
                break
            try:
                if not _took(path, kind):
                    continue
            except KeysMissing as missing:
                return Round(words=str(missing))
            except PackageKnown:
                pass  # carried twice: it is there already
            except RunEnded:
                # Nothing was found wrong with it: somebody gave the run up, so the file is kept.
                looked_at, done.failed = looked_at + 1, done.failed + 1
                _set_aside(path, kind, "这次接收在读取途中被作废，没有收。要再收的，请把文件放回 in 目录。")
                continue
            except (PackageRefused, LedgerRefused) as refused:
                looked_at, done.failed = looked_at + 1, done.failed + 1
                _refuse(path, kind, str(refused))
                continue
            except (OperationalError, InterfaceError):
                raise  # the database is away: nothing was taken
            except Exception:
                # One package that the program stumbles over must not keep those behind it waiting.
                log.exception("package %s could not be taken", path.name)
                looked_at, done.failed = looked_at + 1, done.failed + 1
                _set_aside(path, kind, "程序出错，没有收。请把服务日志交给技术人员。")
                continue
            looked_at, done.done = looked_at + 1, done.done + 1
            path.unlink()
        return done


def _took(path: Path, kind: PackageKind) -> bool:
    """Takes a package of the kind; False for one that waits, for its own kind's round or for its ledger.

    What waits may be large and is looked at every few seconds: of it the manifest alone is read.
    """
    with path.open("rb") as file:
        told = manifest_of(file, key=keys().theirs)
        if told["kind"] == PackageKind.HANDOVERS:
            raise PackageRefused("这是报送包，不是上级给的包。")
        if told["kind"] != kind:
            return False
        if kind == PackageKind.RESULTS:
            bring_in(file=file)
            return True
        return _ledger(file, told)


def _ledger(file: IO[bytes], told: Mapping[str, Any]) -> bool:
    """A ledger package: its manifest names the ledger and the day, its one file is the CSV.

    False while another run of the ledger is under way: the package waits in the folder.
    """
    from cuncuntong.ledgers.above.feeds.receiving import under_way
    from cuncuntong.ledgers.above.hooks import feeds

    code = str(told.get("ledger"))
    if code not in {feed.code for feed in feeds()}:
        raise PackageRefused(f"本系统没有“{code}”这本台账。")
    try:
        as_of = parse_date(str(told.get("as_of")))
    except ValueError:
        as_of = None
    if as_of is None:
        raise PackageRefused("清单没有写明数据截至日（as_of）。")
    if code in set(under_way(str(settings.CUNCUNTONG["COUNTY_CODE"]))):
        return False
    opened = unpack(file, key=keys().theirs)
    try:
        receive_file(file=file, name=f"{opened.number}.zip", feed=code, as_of=as_of, skip_wrong=False)
    except RunUnderWay:
        return False  # somebody began one at this moment
    return True


def _arrived() -> Iterator[Path]:
    """Whole packages in the folder, oldest name first; one that is still being copied has another name."""
    place = folder()
    if place is None or not (place / "in").is_dir():
        return
    names = sorted(path for path in (place / "in").iterdir() if path.is_file() and not path.is_symlink())
    yield from (path for path in names if _NAME.fullmatch(path.name) and path.name.isprintable())


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


def _refuse(path: Path, kind: PackageKind, words: str) -> None:
    """The file goes; why, and what it was, stays, also on the screen of packages."""
    log.warning("package %s refused: %s", path.name, words)
    digest = _refused_row(path, kind, words)
    note = f"{words}\n原文件已删除，摘要（SM3）：{digest}\n"
    _write(path.parent / "refused", f"{path.name}.txt", note.encode())
    path.unlink()


def _refused_row(path: Path, kind: PackageKind, words: str) -> str:
    """A row for those who look after the packages; its kind is what was looked for. Gives the digest."""
    with path.open("rb") as file:
        digest, size = _digest(file), path.stat().st_size
    with transaction.atomic():
        Package.objects.create(
            kind=kind,
            number=path.name[:60],
            digest=digest,
            state=PackageState.REFUSED,
            remark=words[:300],
            at=timezone.now(),
            county_code=str(settings.CUNCUNTONG["COUNTY_CODE"]),
        )
        record(
            actor=None,
            action="above.package_refused",
            object_type="above.Package",
            object_id=path.name,
            detail={"why": words[:200], "digest": digest, "bytes": size},
        )
    return digest


def _digest(file: IO[bytes]) -> str:
    digest = hashes.Hash(hashes.SM3())
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.finalize().hex()


def _set_aside(path: Path, kind: PackageKind, words: str) -> None:
    """Kept for whoever puts it back once the reason is gone; clear_out ends it in time."""
    place = path.parent / "refused"
    _refused_row(path, kind, words)
    _write(place, f"{path.name}.txt", f"{words}\n".encode())
    path.replace(place / path.name)
    os.utime(place / path.name)


def clear_out(now: dt.datetime, keep: dt.timedelta) -> int:
    """Removes what lay in the folder long enough: report packages that are answered, what was set aside."""
    place = folder()
    if place is None:
        return 0
    old = now - keep
    lying = {path.stem: path for path in (place / "out").glob("*.zip")}
    answered = answered_packages(old).filter(number__in=list(lying)).values_list("number", flat=True)
    gone = [lying[number] for number in answered]
    for name in ("taken", "refused"):
        aside = (place / "in" / name).glob("*.zip*")
        gone += [path for path in aside if path.is_file() and path.stat().st_mtime < old.timestamp()]
    found = [path for path in gone if path.is_file()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def answered_packages(before: dt.datetime) -> QuerySet[Package]:
    """Report packages made before this moment of which nothing waits for an answer any more."""
    waiting = Handover.objects.filter(package=OuterRef("pk"), state__in=[one.value for one in OPEN])
    fetched = Package.objects.filter(kind=PackageKind.HANDOVERS, state=PackageState.FETCHED, at__lt=before)
    return fetched.exclude(Exists(waiting))
