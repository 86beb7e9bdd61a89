"""Places in a spreadsheet: the template with every division, and an upload checked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cuncuntong.foundation.spreadsheets import Column, RowError, Sheet, read_rows, write_workbook
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import CoordinateSystem, Level
from cuncuntong.network.models import Division
from cuncuntong.network.places.services import Given, PlaceRefused, check, outside_county, set_places

CODE, NAME, LONGITUDE = "区划代码", "名称", "经度"
COLUMNS = (
    Column("code", CODE, width=18, required=True),
    Column("name", NAME, width=20),
    Column("longitude", LONGITUDE, kind="number", width=14),
    Column("latitude", "纬度", kind="number", width=14),
    Column("system", "坐标系", width=14),
    Column("source", "来源", width=36),
)
_HEADINGS = {column.key: column.heading for column in COLUMNS}
_SHORT = {"cgcs2000": "CGCS2000", "wgs84": "WGS-84", "gcj02": "GCJ-02"}
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5000


@dataclass(frozen=True)
class Checked:
    """What an upload holds: places that can be set, errors by row, and what is odd but possible."""

    given: list[Given]
    errors: list[RowError]
    warnings: list[str]


def template(divisions: list[Division]) -> bytes:
    """A workbook with every division; places that are real stand in it already, made-up ones do not."""
    rows = []
    for division in divisions:
        place = getattr(division, "place", None)
        row: dict[str, Any] = {"code": division.code, "name": division.name}
        if place is not None and not place.synthetic:
            row |= {
                "longitude": place.longitude,
                "latitude": place.latitude,
                "system": _SHORT[place.system],
                "source": place.source,
            }
        rows.append(row)
    lines = (
        "经度、纬度用度表示，如112.420000、35.480000；坐标系填 CGCS2000、WGS-84 或 GCJ-02；空着的行不导入。",
        "高德、腾讯地图上取的坐标选 GCJ-02，天地图选 CGCS2000，手机定位一般选 WGS-84。百度坐标请先换算。",
    )
    return write_workbook([Sheet("坐标", COLUMNS, rows, heading="村和乡镇的坐标", lines=lines)])


def system_of(words: str) -> str:
    """The coordinate system that somebody named, however written; empty for none that is known."""
    plain = words.upper().replace("-", "").replace("_", "").replace(" ", "")
    return next((code for code in CoordinateSystem.values if plain.startswith(code.upper())), "")


def read_places(content: bytes) -> Checked:
    """An upload's rows, each checked; raises SheetRefused for a file that can't be read at all."""
    sheet = read_rows(content, COLUMNS, most=MOST_ROWS)
    codes = [values["code"] for _, values in sheet.rows]
    wanted = Division.objects.filter(level__in=[Level.TOWNSHIP, Level.VILLAGE], code__in=codes)
    divisions = {division.code: division for division in wanted.select_related("parent__parent")}
    given: list[Given] = []
    errors, warnings, seen = list(sheet.errors), [], dict[str, int]()
    for number, values in sheet.rows:
        if values["longitude"] is None and values["latitude"] is None:
            continue
        try:
            one = _given(values, divisions, seen)
        except PlaceRefused as error:
            errors.append(RowError(number, _HEADINGS[error.field], error.message))
            continue
        seen[values["code"]] = number
        given.append(one)
        if outside_county(one.longitude, one.latitude, one.system):
            warnings.append(f"第{number}行{one.of.name}：坐标在县界轮廓以外，请核对。")
    return Checked(given, sorted(errors, key=lambda error: error.row), warnings)


def _given(values: dict[str, Any], divisions: dict[str, Division], seen: dict[str, int]) -> Given:
    division = divisions.get(values["code"])
    if division is None:
        raise PlaceRefused("没有这个乡镇或村的代码，请从模板中复制。", "code")
    if values["name"] and values["name"] not in (division.name, division.full_name):
        raise PlaceRefused(
            f"代码是{division.name}的，名称却是“{values['name'][:20]}”，请核对是不是错了行。", "name"
        )
    if values["code"] in seen:
        raise PlaceRefused(f"与第{seen[values['code']]}行重复。", "code")
    for key in ("longitude", "latitude"):
        if values[key] is None:
            raise PlaceRefused("经度、纬度要一起填。", key)
    system = system_of(values["system"])
    check(values["longitude"], values["latitude"], system, values["source"])
    return Given(division, values["longitude"], values["latitude"], system, values["source"])


def import_places(*, caller: Caller, content: bytes) -> tuple[Checked, int]:
    """Sets all places of an upload, or none where a row is wrong; returns what was read and how many
    changed. Raises Denied, NotVisible or SheetRefused."""
    checked = read_places(content)
    changed = 0 if checked.errors else set_places(caller=caller, given=checked.given)
    return checked, changed
