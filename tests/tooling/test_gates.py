"""The gates of `make test`: all run, failures listed, and a skipped test fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import test as entry
from scripts.tooling.console import Failure
from scripts.tooling.gates import NO_TESTS, Gate, Report, attempt, run_shown, run_together

ROOT = Path(__file__).resolve().parents[2]


def python(title: str, code: str, **more: object) -> Gate:
    return Gate(title, [sys.executable, "-c", code], **more)  # type: ignore[arg-type]


def test_every_gate_runs_and_the_failed_ones_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    gates = [python("一", "print('said')"), python("二", "raise SystemExit(2)"), python("三", "pass")]
    run_together(gates, report)
    assert report.close() == 1
    said = capsys.readouterr().out
    assert [result.passed for result in report.results] == [True, False, True]
    assert "said" in said
    assert "没有通过：二" in said


def test_when_all_pass_the_exit_code_is_zero(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    run_shown(python("一", "pass"), report)
    assert report.close() == 0
    assert "全部通过" in capsys.readouterr().out


def test_a_gate_gets_its_own_settings() -> None:
    report = Report()
    check = "import os; assert os.environ['CUNCUNTONG_PROBE'] == 'x'"
    run_together([python("环境", check, env={"CUNCUNTONG_PROBE": "x"})], report)
    assert report.failed() == []


def test_a_missing_tool_counts_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> None:
        raise Failure("请安装 chromium。", "install chromium")

    report = Report()
    assert attempt("Chromium", report, missing) is None
    assert report.failed() == ["Chromium"]
    assert "请安装 chromium" in capsys.readouterr().out


def test_no_tests_at_all_is_a_failure_unless_some_were_selected(tmp_path: Path) -> None:
    everything = entry.pytest_gate("全部", tmp_path, [], [])
    selected = entry.pytest_gate("部分", tmp_path, [], ["-k", "foo"])
    assert NO_TESTS not in everything.accepted
    assert NO_TESTS in selected.accepted
    assert list(selected.command)[-4:-2] == ["-k", "foo"]


def test_lint_covers_format_types_layers_templates_and_migrations(tmp_path: Path) -> None:
    commands = [" ".join(gate.command) for gate in entry.lint_gates(tmp_path)]
    for tool in (
        "ruff format --check",
        "ruff check",
        "djlint",
        "-m mypy",
        "lint-imports",
        "makemigrations --check",
    ):
        assert any(tool in command for command in commands), tool


SKIPS = {
    "in the test": "import pytest\ndef test_it():\n    pytest.skip('no such luck')\n",
    "by mark": "import pytest\n@pytest.mark.skip(reason='no such luck')\ndef test_it(): pass\n",
    "by condition": "import pytest\n@pytest.mark.skipif(True, reason='no such luck')\ndef test_it(): pass\n",
    "in a fixture": (
        "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no such luck')\ndef test_it(f): pass\n"
    ),
    "whole module": "import pytest\npytest.skip('no such luck', allow_module_level=True)\n",
}


def run_pytest(folder: Path, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.no_skips", "-p", "no:django"]
    command += ["-p", "no:cacheprovider", "-c", str(folder / "pytest.ini"), str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", SKIPS)
def test_a_skip_fails_and_tells_its_reason(tmp_path: Path, kind: str) -> None:
    result = run_pytest(tmp_path, SKIPS[kind])
    assert result.returncode in {1, 2}, result.stdout
    assert "no such luck" in result.stdout
    assert " skipped" not in result.stdout.splitlines()[-1]


def test_a_skip_fails_in_parallel_runs_as_well(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, SKIPS["in the test"], "-n", "1").returncode == 1


def test_passing_and_expected_failures_stay_what_they_are(tmp_path: Path) -> None:
    source = "import pytest\ndef test_it(): pass\n@pytest.mark.xfail\ndef test_known(): assert False\n"
    result = run_pytest(tmp_path, source)
    assert result.returncode == 0, result.stdout
    assert "1 passed, 1 xfailed" in result.stdout
