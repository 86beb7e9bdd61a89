"""`make test` and `make lint`: every gate, on both engines, in a real browser.

Anything after ``--`` goes to pytest. Runs what it can and lists at the end what failed.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from scripts.bootstrap import prepare_files
from scripts.tooling import chromium, fonts, frontend, postgres
from scripts.tooling.console import ROOT, Failure, guarded, say
from scripts.tooling.gates import NO_TESTS, Gate, Report, attempt, heading, run_shown, run_together
from scripts.tooling.python_env import PYTHON, VENV

SETTINGS = {"DJANGO_SETTINGS_MODULE": "cuncuntong.config.settings"}
# A developer's own settings must not decide how the tests end.
KEPT = {chromium.VARIABLE, postgres.VARIABLE}


def lint_gates(var: Path) -> list[Gate]:
    """Format, lint, templates, types, layers, migrations."""
    tools = VENV / "bin"
    env = {**SETTINGS, "CUNCUNTONG_VAR_DIR": str(var)}
    python = str(PYTHON)
    return [
        Gate("代码格式 ruff format", [str(tools / "ruff"), "format", "--check", "."]),
        Gate("代码检查 ruff check", [str(tools / "ruff"), "check", "."]),
        Gate("模板检查 djlint", [str(tools / "djlint"), "cuncuntong", "--lint", "--quiet"]),
        Gate("类型 mypy", [python, "-m", "mypy"], env),
        Gate("分层 import-linter", [str(tools / "lint-imports"), "--no-cache", "--no-logo"], env),
        Gate(
            "缺少的迁移 makemigrations --check",
            [python, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
            env,
        ),
    ]


def pytest_gate(title: str, var: Path, arguments: Sequence[str], extra: Sequence[str], **env: str) -> Gate:
    """A pytest run in which skipping a test fails it; a selection by `extra` may leave none to run."""
    command = [str(PYTHON), "-m", "pytest", "-p", "tests.plugins.no_skips", "-q", *arguments, *extra]
    # cacheprovider: the three runs would overwrite each other's list of failures.
    command += ["-p", "no:cacheprovider"]
    accepted = (0, NO_TESTS) if extra else (0,)
    return Gate(title, command, {**SETTINGS, "CUNCUNTONG_VAR_DIR": str(var), **env}, accepted)


def run_tests(report: Report, temporary: Path, extra: Sequence[str]) -> None:
    """The three pytest runs."""
    ordinary = ["-m", "not browser", "-n", "2", "--dist", "loadfile"]
    run_shown(pytest_gate("测试（SQLite）", temporary / "sqlite", ordinary, extra), report)
    with postgres.temporary_server() as url:
        env = {"CUNCUNTONG_DATABASE_URL": url, "CUNCUNTONG_TEST_DATABASE_URL": url}
        run_shown(pytest_gate("测试（PostgreSQL）", temporary / "postgresql", ordinary, extra, **env), report)
    found = attempt("Chromium", report, lambda: chromium.ensure(PYTHON))
    attempt("中文字体", report, lambda: fonts.ensure(frontend.FONT_FILES))
    if found is None:
        return
    browser = ["-m", "browser", "tests/browser"]
    env = {chromium.VARIABLE: str(found), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    run_shown(pytest_gate(f"浏览器测试（{found}）", temporary / "browser", browser, extra, **env), report)


def inside(action: str, extra: Sequence[str]) -> int:
    """Everything that needs .venv; runs under its Python."""
    for name in [name for name in os.environ if name.startswith("CUNCUNTONG_") and name not in KEPT]:
        del os.environ[name]
    report = Report()
    with tempfile.TemporaryDirectory(prefix="cct-test-", ignore_cleanup_errors=True) as folder:
        temporary = Path(folder)
        run_together(lint_gates(temporary / "lint"), report)
        if action == "all":
            try:
                run_tests(report, temporary, extra)
            except Failure as failure:
                heading("测试没有跑完")
                say(str(failure))
                report.close()
                return 1
    return report.close()


def main() -> int:
    """`python -m scripts.test [all|lint] [-- pytest arguments]`."""
    signal.signal(signal.SIGTERM, _stop)
    arguments = sys.argv[1:]
    extra = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    action = arguments[0] if arguments and arguments[0] in {"all", "lint"} else "all"
    if os.environ.get("CUNCUNTONG_TOOLING_INSIDE") == "1":
        return inside(action, extra)
    prepare_files(tests=True)
    os.environ["CUNCUNTONG_TOOLING_INSIDE"] = "1"
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "scripts.test", *arguments])
    return 1  # execv doesn't return


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # As an exception, so that the PostgreSQL started above is stopped on the way out.
    raise SystemExit(143)


if __name__ == "__main__":
    raise SystemExit(guarded(main))
