"""`make run` on data: made once, never over somebody's own, begun anew when it broke off."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.tooling.console import Failure, guarded

INIT = """#!/bin/sh
echo "$@" >> "$CUNCUNTONG_VAR_DIR/../calls"
touch "$CUNCUNTONG_VAR_DIR/cuncuntong.sqlite3"
exit {code}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project directory with one migration and a `cuncuntong` that notes how it is called."""
    for name in ("CUNCUNTONG_DATABASE_URL", "CUNCUNTONG_VAR_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "COMMAND", tmp_path / "cuncuntong-command")
    migration = tmp_path / "cuncuntong" / "network" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("# first")
    command(tmp_path)
    migrated: list[str] = []

    def note(*_arguments: object, **_more: object) -> str:
        migrated.append("migrate")
        (tmp_path / "migrated").write_text(str(len(migrated)))
        return ""

    monkeypatch.setattr(bootstrap, "run_quietly", note)
    return tmp_path


def command(project: Path, code: int = 0) -> None:
    path = project / "cuncuntong-command"
    path.write_text(INIT.format(code=code))
    path.chmod(0o755)


def calls(project: Path) -> list[str]:
    path = project / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_the_county_is_loaded_once(project: Path) -> None:
    assert bootstrap.prepare_data()
    assert not bootstrap.prepare_data()
    assert calls(project) == ["init --demo"]


def test_an_interrupted_start_begins_anew(project: Path) -> None:
    command(project, code=1)
    with pytest.raises(Failure, match="退出码 1"):
        bootstrap.prepare_data()
    (project / "var" / "cuncuntong.sqlite3").write_text("half")
    command(project)
    assert bootstrap.prepare_data()
    assert (project / "var" / "cuncuntong.sqlite3").read_text() == ""
    assert calls(project) == ["init --demo", "init --demo"]
    assert not bootstrap.prepare_data()


def test_a_database_of_ones_own_gets_migrations_but_no_demonstration(project: Path) -> None:
    (project / "var").mkdir()
    (project / "var" / "cuncuntong.sqlite3").write_text("mine")
    assert bootstrap.prepare_data()
    assert calls(project) == []
    assert (project / "migrated").read_text() == "1"
    assert (project / "var" / "cuncuntong.sqlite3").read_text() == "mine"


def test_a_named_database_is_never_loaded(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUNCUNTONG_DATABASE_URL", "postgresql://somewhere/county")
    assert bootstrap.prepare_data()
    assert calls(project) == []


def test_an_update_with_new_migrations_brings_the_database_up_to_date(project: Path) -> None:
    bootstrap.prepare_data()
    added = project / "cuncuntong" / "network" / "migrations" / "0002_more.py"
    added.write_text("# second")
    assert bootstrap.prepare_data()
    assert not bootstrap.prepare_data()
    assert (project / "migrated").read_text() == "1"


def test_a_busy_port_is_said_before_anything_is_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Failure, match=f"端口 {port} 已被别的程序占用"):
            bootstrap.check_port(port)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize("answer", ["", "n", "不", "maybe"])
def test_reset_deletes_nothing_without_a_yes(
    project: Path, free_port: int, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    bootstrap.prepare_data()
    monkeypatch.setattr("builtins.input", lambda _prompt: answer)
    assert bootstrap.reset(free_port, confirmed=False) == 1
    assert (project / "var" / "cuncuntong.sqlite3").exists()


@pytest.mark.parametrize("confirmed", [True, False])
def test_reset_starts_over(
    project: Path, free_port: int, monkeypatch: pytest.MonkeyPatch, confirmed: bool
) -> None:
    bootstrap.prepare_data()
    (project / "var" / "keys.json").write_text("{}")
    monkeypatch.setattr("builtins.input", lambda _prompt: "yes")
    monkeypatch.setattr(bootstrap, "prepare_files", lambda: None)
    assert bootstrap.reset(free_port, confirmed=confirmed) == 0
    assert not (project / "var" / "keys.json").exists()
    assert calls(project) == ["init --demo", "init --demo"]


def test_reset_leaves_data_elsewhere_alone(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "srv" / "county"
    outside.mkdir(parents=True)
    monkeypatch.setenv("CUNCUNTONG_VAR_DIR", str(outside))
    with pytest.raises(Failure, match="只清空本目录下的数据"):
        bootstrap.reset(1, confirmed=True)
    assert outside.exists()


def test_a_failure_is_told_in_both_languages_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> int:
        raise Failure("缺少某物。", "something is missing")

    assert guarded(fails) == 1
    said = capsys.readouterr().err
    assert "✗ 缺少某物。" in said
    assert "something is missing" in said
    assert "Traceback" not in said
