"""Where a Chromium is looked for, and what is said when there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.tooling import chromium, system
from scripts.tooling.console import Failure

linux = pytest.mark.usefixtures("no_mac_applications")


@pytest.fixture
def no_mac_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "MAC_APPLICATIONS", ())


def program(path: Path, says: str = "Chromium 140.0", code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), **more}


@linux
def test_the_named_one_wins(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    named = program(tmp_path / "own" / "chrome", "Google Chrome 141")
    assert chromium.find(environ(tmp_path, CUNCUNTONG_CHROMIUM=str(named)), tmp_path) == named


@linux
def test_a_wrongly_named_one_is_not_silently_replaced(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    assert chromium.find(environ(tmp_path, CUNCUNTONG_CHROMIUM=str(tmp_path / "gone")), tmp_path) is None


@linux
def test_a_stub_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium-browser", "requires the chromium snap to be installed", 1)
    chrome = program(tmp_path / "bin" / "google-chrome", "Google Chrome 141")
    assert chromium.find(environ(tmp_path), tmp_path) == chrome


@linux
def test_another_program_of_that_name_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium", "Chronometer 1.0")
    assert chromium.find(environ(tmp_path), tmp_path) is None


@linux
def test_playwrights_newest_is_taken_last(tmp_path: Path) -> None:
    cache = chromium.playwright_cache({}, tmp_path)
    program(cache / "chromium-1100" / "chrome-linux" / "chrome")
    newest = program(cache / "chromium-1200" / "chrome-linux64" / "chrome")
    assert chromium.find(environ(tmp_path), tmp_path) == newest
    system_one = program(tmp_path / "bin" / "chromium")
    assert chromium.find(environ(tmp_path), tmp_path) == system_one


@linux
def test_playwrights_own_folder_setting_is_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "browsers"
    found = program(elsewhere / "chromium-1200" / "chrome-linux" / "chrome")
    assert chromium.find(environ(tmp_path, PLAYWRIGHT_BROWSERS_PATH=str(elsewhere)), tmp_path) == found


def test_what_is_installed_by_apt_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[Path] = []
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "find", lambda: installed[0] if installed else None)
    monkeypatch.setattr(
        system, "apt_install", lambda *names: bool(installed.append(tmp_path / names[0])) or True
    )
    assert chromium.ensure(Path("/no/python")) == tmp_path / "chromium"


def test_when_nothing_works_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(system, "apt_install", lambda *_names: False)
    monkeypatch.setattr(system, "privilege", lambda: None)
    monkeypatch.setattr(chromium.subprocess, "run", lambda command, **_options: ran.append(command))
    with pytest.raises(Failure, match="apt-get install chromium"):
        chromium.ensure(Path("/venv/python"))
    assert ran == [["/venv/python", "-m", "playwright", "install", "chromium"]]


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.VARIABLE, "/no/such/browser")
    with pytest.raises(Failure, match="/no/such/browser 不是能运行的 Chromium"):
        chromium.ensure(Path(sys.executable))
