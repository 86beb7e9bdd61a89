"""What is said when Python itself is not enough."""

from __future__ import annotations

import importlib.util
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from scripts.tooling import python_env
from scripts.tooling.console import Failure, run_quietly

Version = namedtuple("Version", "major minor micro")


@pytest.mark.parametrize("version", [(3, 10, 1), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_refused_by_number(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(*version))
    with pytest.raises(Failure, match=rf"现在是 {version[0]}\.{version[1]}"):
        python_env.check_python()


def test_debians_python_without_venv_is_told_which_package(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "ensurepip" else real(name, *more)
    )
    package = f"python3.{sys.version_info[1]}-venv"
    with pytest.raises(Failure, match=f"apt-get install {package}"):
        python_env.check_python()


def test_this_python_is_accepted() -> None:
    python_env.check_python()
    assert (sys.version_info[0], sys.version_info[1]) >= python_env.OLDEST


def test_locked_names_reads_extras_and_markers(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text(
        "# comment\npsycopg[binary,pool]==3.2.1 ; os_name == 'posix' \\\n    --hash=sha256:aa\n    # via x\n"
        "django==5.2.1 \\\n    --hash=sha256:bb\n"
    )
    assert python_env.locked_names(lock) == ["psycopg", "django"]


def test_a_failing_program_is_shown_with_its_last_lines(capsys: pytest.CaptureFixture[str]) -> None:
    script = "import sys; [print('line', n) for n in range(100)]; sys.exit(3)"
    with pytest.raises(Failure, match="安装没有成功（退出码 3）"):
        run_quietly([sys.executable, "-c", script], what="安装")
    shown = capsys.readouterr().out
    assert "line 99" in shown
    assert "line 59" not in shown


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(Failure, match="无法运行 /nonexistent/tool"):
        run_quietly(["/nonexistent/tool"], what="试")
