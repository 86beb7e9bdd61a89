"""The made-up province in the file exchange: reads the county's packages, writes result packages.

Written after docs/above.md, apart from the county's own code: so each side checks the other.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import constant_time, hashes, hmac

from cuncuntong.province import behaviour as manner
from cuncuntong.province.memory import BEIJING, Conflict, Memory

HEADINGS = ("报送编号", "答复序号", "结论", "答复代码", "答复内容", "答复时间", "上级流水号", "答复数据")


class BadPackage(Exception):
    """A package that the county did not make, or that was changed on its way."""


def _mac(key: bytes, content: bytes) -> str:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(content)
    return mac.finalize().hex()


def _sm3(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def read_package(content: bytes, county_key: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The number of a report package and what it hands over; raises BadPackage."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        head = archive.read("manifest.json")
        signature = archive.read("signature.txt").strip()
        if not constant_time.bytes_eq(signature, _mac(county_key, head).encode()):
            raise BadPackage("签名不对")
        manifest = json.loads(head)
        lines: list[dict[str, Any]] = []
        for one in manifest["files"]:
            content = archive.read(one["name"])
            if _sm3(content) != one["sm3"]:
                raise BadPackage(f"{one['name']}被改动过")
            lines += [json.loads(line) for line in content.decode().splitlines() if line]
    return str(manifest["number"]), lines


def write_package(answers: list[dict[str, Any]], number: str, province_key: bytes) -> bytes:
    """A result package of these answers, signed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for one in answers:
        verdict = "同意" if one["agreed"] else "不同意"
        data = json.dumps(one["data"], ensure_ascii=False) if one["data"] else ""
        writer.writerow(
            [one["key"], one["serial"], verdict, one["code"], one["words"], one["at"], one["reference"], data]
        )
    table = out.getvalue().encode("utf-8-sig")
    manifest = {
        "format": "cuncuntong-above",
        "version": 1,
        "kind": "results",
        "number": number,
        "from": "14",
        "made_at": dt.datetime.now(BEIJING).isoformat(timespec="seconds"),
        "files": [{"name": "results.csv", "sm3": _sm3(table), "rows": len(answers)}],
    }
    head = json.dumps(manifest, ensure_ascii=False).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", head)
        archive.writestr("signature.txt", _mac(province_key, head))
        archive.writestr("results.csv", table)
    return packed.getvalue()


def exchange(folder: Path, keys: Path, state: Path, memory: Memory) -> int:
    """One look into the exchange folder: takes new packages of the county, answers what is ripe.

    Returns how many packages were read or written. What is wrong with a package is told by its name.
    """
    pair = json.loads(keys.read_bytes())
    county_key, own_key = bytes.fromhex(pair["ours"]), bytes.fromhex(pair["theirs"])
    now, moment, done = manner.load(state), dt.datetime.now(BEIJING), 0
    for path in sorted((folder / "out").glob("*.zip")):
        try:
            number, lines = read_package(path.read_bytes(), county_key)
        except (BadPackage, zipfile.BadZipFile, KeyError, ValueError):
            path.rename(path.with_suffix(".refused"))
            continue
        if not memory.first_time(number):
            continue
        done += 1
        for line in lines:
            try:
                memory.take(line, moment)
            except Conflict:
                continue  # taken before with another content: the first one stands
    answers = memory.answers(memory.keys(), now, moment)
    fresh = [one for one in answers if memory.first_time(f"answer {one['key']} {one['serial']}")]
    if fresh:
        number = f"SX-{moment:%Y%m%d%H%M%S%f}"
        place = folder / "in"
        place.mkdir(parents=True, exist_ok=True)
        part = place / f"{number}.part"
        part.write_bytes(write_package(fresh, number, own_key))
        part.rename(place / f"{number}.zip")
        done += 1
    return done
