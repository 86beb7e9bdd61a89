"""`make lock`: turn requirements/*.in into hash-locked *.txt, and package.json into its lock file.

The results hold no address of a registry or a machine: pip and npm take the one they are set up for.
Needs uv (``pip install uv``) and Node.js.
"""

from __future__ import annotations

import shutil
import sys

from scripts.tooling import frontend
from scripts.tooling.console import ROOT, Failure, guarded, run_quietly, say
from scripts.tooling.python_env import REQUIREMENTS, VENV

ORDER = ("run", "build", "node", "test")  # test.in is held to the versions in run.txt


def main() -> int:
    """Command line entry; names after it are packages to move to their newest version."""
    uv = shutil.which("uv", path=f"{VENV / 'bin'}:{sys.prefix}/bin") or shutil.which("uv")
    if not uv:
        raise Failure("需要 uv：.venv/bin/pip install uv", "uv is needed: .venv/bin/pip install uv")
    upgrades = [part for name in sys.argv[1:] for part in ("--upgrade-package", name)]
    for name in ORDER:
        source, target = REQUIREMENTS / f"{name}.in", REQUIREMENTS / f"{name}.txt"
        command = [uv, "pip", "compile", "--no-config", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        command += ["--custom-compile-command", "make lock", *upgrades]
        command += [str(source.relative_to(ROOT)), "-o", str(target.relative_to(ROOT))]
        run_quietly(command, what=f"锁定 {name}.in")
        say(f"{target.relative_to(ROOT)} 已更新")
    node = frontend.system_node() or frontend.wheel_node()
    run_quietly([*node.npm, "install", "--package-lock-only"], what="锁定 package.json")
    say("package-lock.json 已更新")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
