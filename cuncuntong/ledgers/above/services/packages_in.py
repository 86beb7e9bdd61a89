"""A result package in: opened and checked whole, then taken answer by answer, wrong rows given back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.above.enums import (
    TAKE_AGAIN,
    AnswerState,
    Channel,
    PackageKind,
    PackageState,
    Trouble,
)
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Package
from cuncuntong.ledgers.above.packaging import Opened, PackageRefused, csv_rows, keys, manifest_of, unpack
from cuncuntong.ledgers.above.services.answers import Said, take_answer
from cuncuntong.ledgers.above.transports.reading import Unreadable, plain, said_from
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 20_000
MOST_CELL = 1000
CSV, LINES = "results.csv", "results.jsonl"
HEADINGS = {
    "报送编号": "key",
    "答复序号": "serial",
    "结论": "agreed",
    "答复代码": "code",
    "答复内容": "words",
    "答复时间": "at",
    "上级流水号": "reference",
    "答复数据": "data",
}
# What the sender reads beside a row that goes back; a person here sees it among the problems.
BACK = {
    Trouble.UNKNOWN: "本系统没有这笔报送，请核对报送编号。",
    Trouble.NOT_SENT: "这笔还没有报送，请核对报送编号。",
    Trouble.WITHDRAWN: "这笔报送已经撤回，请与县里联系。",
    Trouble.DIFFERS: "同一答复序号以前收过另一种内容；要更正的，请用下一个答复序号。",
}
VERDICTS = {"同意": True, "不同意": False}
COLUMNS = (
    Column("row", "行号", kind="int", width=8),
    Column("why", "退回原因", width=46),
    *[Column(key, heading, width=18) for heading, key in HEADINGS.items()],
)


class PackageKnown(Exception):
    """The same package was brought in before; ``package`` is that one. Nothing changes."""

    def __init__(self, package: Package) -> None:
        super().__init__(package.number)
        self.package = package


def bring_in(*, file: IO[bytes], caller: Caller | None = None) -> Package:
    """Opens a result package, checks it whole, and lets its answers be taken in the background.

    Without a caller it is the exchange folder's. Raises Denied, KeysMissing; PackageRefused where nothing
    of it is taken (signature, digest, format, a number that another package had); PackageKnown.
    """
    if caller is not None:
        caller.need(Ability.ABOVE_MANAGE)
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PackageRefused("包超过30 MB，请对方分成几个包。")
    opened = _opened(content)
    if opened.kind == PackageKind.LEDGER:
        raise PackageRefused("这是台账包，不是结果包：请放进交换目录，或在“上级台账”里导入其中的CSV文件。")
    if opened.kind != PackageKind.RESULTS:
        raise PackageRefused(f"这是{PackageKind(opened.kind).label}，不是结果包。")
    rows = list(_rows(opened))
    if not rows:
        raise PackageRefused("包里没有一条答复。")
    return _keep(content, opened.number, len(rows), caller)


def _opened(content: bytes) -> Opened:
    """The package; who brings our own report package back is told so, not that somebody forged it."""
    try:
        return unpack(io.BytesIO(content), key=keys().theirs)
    except PackageRefused:
        try:
            own = manifest_of(io.BytesIO(content), key=keys().ours)
        except PackageRefused:
            own = None
        if own is None or own["kind"] != PackageKind.HANDOVERS:
            raise
    raise PackageRefused(f"这是本县自己的报送包{own['number']}，请把它送上级，再导入上级给的结果包。")


def _keep(content: bytes, number: str, rows: int, caller: Caller | None) -> Package:
    digest = sm3(content)
    standing = Package.objects.filter(kind=PackageKind.RESULTS, number=number)
    standing = standing.exclude(state=PackageState.REFUSED)
    kept = store().put(content)
    try:
        with transaction.atomic():
            made = Package.objects.create(
                kind=PackageKind.RESULTS,
                number=number,
                digest=digest,
                file=kept,
                state=PackageState.TAKING,
                rows=rows,
                at=timezone.now(),
                by=caller.account if caller else None,
                county_code=str(settings.CUNCUNTONG["COUNTY_CODE"]),
            )
            record(
                actor=made.by,
                action="above.package_brought_in",
                object_type="above.Package",
                object_id=str(made.pk),
                detail={"number": number, "rows": rows, "digest": digest},
            )
            enqueue(take_package, package=made.pk)
    except IntegrityError as error:
        store().delete(kept)
        known = standing.first()
        if known is None:
            raise
        if known.digest == digest:
            raise PackageKnown(known) from error
        raise PackageRefused(f"包号{number}已经用过，内容却不同。请对方换一个包号。") from error
    return made


def _rows(opened: Opened) -> Iterator[dict[str, Any]]:
    """The rows as JSON objects would be, or with ``_wrong`` where they can't be read; at most so many.

    Raises PackageRefused where the package has not the files it should, or not the rows it says.
    """
    names = set(opened.rows)
    if names not in ({CSV}, {LINES}):
        raise PackageRefused(f"结果包里应当只有{CSV}或{LINES}。")
    count = 0
    for count, row in enumerate(_csv(opened) if CSV in names else _jsonl(opened), start=1):
        if count > MOST_ROWS:
            raise PackageRefused(f"包里超过{MOST_ROWS}条答复，请对方分成几个包。")
        yield row
    told = opened.rows[CSV if CSV in names else LINES]
    if told != count:
        raise PackageRefused(f"清单写{told}条答复，文件里有{count}条。")


def _csv(opened: Opened) -> Iterator[dict[str, Any]]:
    for number, cells in enumerate(csv_rows(opened.archive, CSV), start=1):
        if number == 1 and (missing := [name for name in HEADINGS if name not in cells]):
            raise PackageRefused(f"{CSV}的表头缺少：{'、'.join(missing)}。")
        row: dict[str, Any] = {key: cells[heading] for heading, key in HEADINGS.items()}
        yield _typed(row)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A CSV row with serial, verdict and data as JSON has them; what isn't such stays and is told."""
    if re.fullmatch(r"[0-9]{1,9}", str(row["serial"])):
        row["serial"] = int(row["serial"])
    if row["agreed"] not in VERDICTS:
        return {**row, "_wrong": "“结论”应填同意或不同意。"}
    row["agreed"] = VERDICTS[row["agreed"]]
    try:
        row["data"] = json.loads(row["data"]) if row["data"] else {}
    except (ValueError, RecursionError):
        return {**row, "_wrong": "“答复数据”应是JSON对象，没有的留空。"}
    return row


def _jsonl(opened: Opened) -> Iterator[dict[str, Any]]:
    with opened.archive.open(LINES) as file:
        for raw in file:
            if not raw.strip():
                continue
            try:
                row = json.loads(raw.decode())
            except UnicodeDecodeError as error:
                raise PackageRefused(f"{LINES}读不出来，应是UTF-8编码。") from error
            except (ValueError, RecursionError):
                row = None
            yield row if isinstance(row, dict) else {"_wrong": "这一行不是JSON对象。"}


def _given_up(*, package: int) -> None:
    Package.objects.filter(pk=package, state=PackageState.TAKING).update(
        state=PackageState.PARTLY, remark="收了多次没有收完，请到“后台任务”查看原因，再重试那个任务。"
    )


@background(name="收下上级结果包", retries=10, given_up=_given_up)
def take_package(*, package: int) -> str:
    """Reads every row, then takes each answer in a transaction of its own; may be started again."""
    row = Package.objects.filter(pk=package, kind=PackageKind.RESULTS).first()
    if row is None or row.state in (PackageState.TAKEN, PackageState.REFUSED):
        return "没有要收的包"
    opened = unpack(io.BytesIO(store().get(row.file)), key=keys().theirs)
    read = [(number, given, _said(given)) for number, given in enumerate(_rows(opened), start=1)]
    wrong = _wrong_before(read)
    taken = repeated = 0
    for number, _given, said in read:
        if number in wrong or not isinstance(said, Said):
            continue
        taking = take_answer(said, channel=Channel.FILE, package=row)
        answer = taking.answer
        ours = taking.repeated and answer.package_id != row.pk
        if answer.state == AnswerState.PROBLEM and answer.trouble not in TAKE_AGAIN:
            wrong[number] = BACK[Trouble(answer.trouble)]
        elif ours:
            repeated += 1
        else:
            taken += 1
    _finish(
        row, taken, repeated, {number: (given, wrong[number]) for number, given, _ in read if number in wrong}
    )
    return f"收下{taken}条，退回{len(wrong)}条"


def _said(given: Mapping[str, Any]) -> Said | str:
    if "_wrong" in given:
        return str(given["_wrong"])
    try:
        return said_from(given)
    except Unreadable as wrong:
        return str(wrong)


def _wrong_before(read: list[tuple[int, dict[str, Any], Said | str]]) -> dict[int, str]:
    """What is wrong with rows before any is taken: unreadable, or two that contradict each other."""
    wrong = {number: said for number, _, said in read if isinstance(said, str)}
    first: dict[tuple[str, int], tuple[int, str]] = {}
    for number, _, said in read:
        if isinstance(said, Said):
            known, digest = first.setdefault((said.key, said.serial), (number, said.digest))
            if digest != said.digest:
                wrong[number] = wrong[known] = f"第{known}行和第{number}行是同一编号、同一序号，内容不同。"
    return wrong


def _finish(
    package: Package, taken: int, repeated: int, wrong: Mapping[int, tuple[Mapping[str, Any], str]]
) -> None:
    sheet = store().put(_sheet(package, wrong)) if wrong else ""
    with transaction.atomic():
        kept = Package.objects.select_for_update().get(pk=package.pk)
        kept.taken, kept.repeated, kept.failed, kept.problems = taken, repeated, len(wrong), sheet
        kept.state, kept.remark = (PackageState.PARTLY if wrong else PackageState.TAKEN), ""
        kept.save()
        record(
            actor=None,
            action="above.package_taken",
            object_type="above.Package",
            object_id=str(kept.pk),
            detail={"number": kept.number, "taken": taken, "repeated": repeated, "failed": len(wrong)},
        )


def _sheet(package: Package, wrong: Mapping[int, tuple[Mapping[str, Any], str]]) -> bytes:
    rows = [
        {
            **{key: _cell(given.get(key)) for key in HEADINGS.values()},
            "row": number,
            "why": why,
        }
        for number, (given, why) in wrong.items()
    ]
    lines = (f"结果包：{package.number}", "请改正后放进新的结果包；其余各条已经收下，不必再报。")
    return write_workbook([Sheet("退回的行", COLUMNS, rows, heading="结果包：退回的行", lines=lines)])


def _cell(value: Any) -> str:
    """What stood there, whatever it was, as text that a sheet can hold."""
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "同意" if value else "不同意"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | list) else str(value)
    return plain(text)[:MOST_CELL]
