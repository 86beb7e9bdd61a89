"""`make bench`: runs `cuncuntong bench` on SQLite and on a PostgreSQL of its own, one after the other.

Each run gets an empty data directory; results are var/bench/sqlite.json and var/bench/postgresql.json.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.tooling import postgres
from scripts.tooling.console import ROOT, Failure, guarded, say
from scripts.tooling.python_env import VENV

RESULTS = ROOT / "var" / "bench"


def bench(engine: str, folder: Path, arguments: list[str], database: str = "") -> None:
    """One engine; raises Failure when the bench fails."""
    say(f"\n━━━━ 测速：{engine}")
    env = {**os.environ, "CUNCUNTONG_VAR_DIR": str(folder / engine)}
    env.pop("CUNCUNTONG_DATABASE_URL", None)
    if database:
        env["CUNCUNTONG_DATABASE_URL"] = database
    target = RESULTS / f"{engine}.json"
    command = [str(VENV / "bin" / "cuncuntong"), "bench", "--json", str(target), *arguments]
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0:
        raise Failure(f"{engine} 的测速没有成功。", f"the bench on {engine} failed")
    say(f"结果：{target.relative_to(ROOT)}")


def main() -> int:
    """Command line entry; arguments go to `cuncuntong bench`."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cct-bench-", ignore_cleanup_errors=True) as folder:
        bench("sqlite", Path(folder), sys.argv[1:])
        with postgres.temporary_server(durable=True) as url:
            bench("postgresql", Path(folder), sys.argv[1:], url)
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
