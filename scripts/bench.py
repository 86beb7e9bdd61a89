"""`make bench`: runs `cuncuntong bench` on both engines; results are var/bench/results.json and .md."""

from __future__ import annotations

import subprocess
import sys

from scripts.tooling.console import ROOT, Failure, guarded
from scripts.tooling.python_env import VENV

RESULTS = ROOT / "var" / "bench"


def main() -> int:
    """Command line entry; arguments go to `cuncuntong bench` and win over ours."""
    command = [str(VENV / "bin" / "cuncuntong"), "bench"]
    command += ["--json", str(RESULTS / "results.json"), "--markdown", str(RESULTS / "results.md")]
    if subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=False).returncode != 0:
        raise Failure("测速没有成功。", "the bench failed")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
