"""The check: every row of a file is read before anything is loaded; the wrong ones go back as a sheet."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from cuncuntong.foundation.spreadsheets import Column, Sheet, StreamedRow, save_workbook, stream_rows
from cuncuntong.ledgers.loading.figures import Figures
from cuncuntong.ledgers.loading.known import (
    Place,
    faults_of,
    persons_of,
    place_faults,
    places_of,
    taken_numbers,
)
from cuncuntong.ledgers.loading.lines import Fault, Judge, Line
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.rules.parameters import Parameters

MOST_ROWS = 300_000
CHUNK = 1000
SAMPLES = 50
PROBLEM_COLUMNS = (
    Column("row", "原文件行号", kind="int", width=10),
    Column("why", "错误原因", width=60),
    *COLUMNS,
)
Progress = Callable[[int], None]


@dataclass
class Checked:
    """The result: ``sheet`` is the workbook of wrong rows, empty bytes where there are none.

    ``reasons`` counts faults by column, ``samples`` are the first wrong rows as (row, reason).
    """

    rows: int = 0
    wrong: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[int, str]] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    sheet: bytes = b""


@dataclass
class _Seen:
    """What rows of the file said before: for what may stand in it once, or must agree."""

    accounts: dict[tuple[str, str], int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    people: dict[str, tuple[int, str, str, str]] = field(default_factory=dict)

    def faults(self, line: Line) -> list[Fault]:
        """What contradicts an earlier row; then remembers this one."""
        found: list[Fault] = []
        first = self.accounts.setdefault((line.id_number, line.scheme), line.row)
        if first != line.row:
            found.append(Fault("身份证号码", f"与第{first}行是同一人、同一险种，重复。"))
        first = self.numbers.setdefault(line.number, line.row)
        if first != line.row:
            found.append(Fault("个人账户编号", f"与第{first}行的个人账户编号相同。"))
        row, name, village, bank = self.people.setdefault(
            line.id_number, (line.row, line.name, line.village, line.bank_account)
        )
        if name != line.name:
            found.append(Fault("姓名", f"与第{row}行是同一身份证号码，姓名不同。"))
        if village != line.village:
            found.append(Fault("村（社区）代码", f"与第{row}行是同一人，村代码不同。"))
        if bank and line.bank_account and bank != line.bank_account:
            found.append(Fault("银行账号", f"与第{row}行是同一人，银行账号不同。"))
        if not bank and line.bank_account:
            self.people[line.id_number] = (row, name, village, line.bank_account)
        return found


class _Check:
    def __init__(self, batch: LoadBatch, judge: Judge, parameters: Parameters, progress: Progress) -> None:
        self.batch = batch
        self.judge = judge
        self.parameters = parameters
        self.progress = progress
        self.places: dict[str, Place] = places_of(batch.county_code)
        self.seen = _Seen()
        self.result = Checked()

    def wrong_rows(self, content: bytes) -> Iterator[dict[str, Any]]:
        """Reads everything; gives the wrong rows for the sheet as it comes by them."""
        rows = stream_rows(content, COLUMNS, most=MOST_ROWS)
        while chunk := list(islice(rows, CHUNK)):
            yield from self._chunk(chunk)
            self.progress(self.result.rows)

    def _chunk(self, chunk: list[StreamedRow]) -> Iterator[dict[str, Any]]:
        read = [(row, *self.judge.read(row)) for row in chunk]
        lines = [line for _, line, _ in read if line is not None]
        people = persons_of(line.id_number for line in lines)
        taken = taken_numbers([line.number for line in lines])
        for row, line, found in read:
            self.result.rows += 1
            faults = list(found)
            if line is not None:
                person = people.get(line.id_number)
                faults += self.seen.faults(line)
                faults += faults_of(
                    line, county=self.batch.county_code, places=self.places, person=person, taken=taken
                )
                new = person is None and self.seen.people[line.id_number][0] == line.row
                self.result.figures.add(line, new=new, batch=self.batch, parameters=self.parameters)
            elif row.values.get("village"):
                faults += place_faults(row.values["village"].removesuffix(".0"), self.places)
            if faults:
                yield self._wrong(row, faults)

    def _wrong(self, row: StreamedRow, faults: list[Fault]) -> dict[str, Any]:
        self.result.wrong += 1
        self.result.reasons.update({fault.heading for fault in faults})
        why = "".join(dict.fromkeys(fault.words for fault in faults))
        if len(self.result.samples) < SAMPLES:
            self.result.samples.append((row.number, why))
        return {**row.cells, "row": row.number, "why": why}


def check_content(
    batch: LoadBatch, content: bytes, *, judge: Judge, parameters: Parameters, progress: Progress
) -> Checked:
    """Checks a whole file; ``progress`` hears how many rows were read. Raises SheetRefused."""
    check = _Check(batch, judge, parameters, progress)
    out = io.BytesIO()
    wrong = check.wrong_rows(content)
    lines = (f"文件：{batch.name}", "请在原表中改正这些行，连同其他各行重新上传整个文件。")
    save_workbook(out, [Sheet("错误行", PROBLEM_COLUMNS, wrong, heading="存量导入：错误行", lines=lines)])
    check.result.sheet = out.getvalue() if check.result.wrong else b""
    return check.result


def agreed(declared: dict[str, str], figures: dict[str, str]) -> dict[str, tuple[Decimal, Decimal]]:
    """Where the sender's totals differ from the file's: name → (theirs, the file's)."""
    return {
        name: (Decimal(value), Decimal(str(figures[name])))
        for name, value in declared.items()
        if Decimal(value) != Decimal(str(figures[name]))
    }
