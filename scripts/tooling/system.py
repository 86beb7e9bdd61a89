"""Installing system packages, where the user may."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from scripts.tooling.console import say


def privilege() -> list[str] | None:
    """The prefix that makes a command run as root: [] for root itself, sudo, or None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def apt_install(*packages: str) -> bool:
    """Install Debian or Ubuntu packages; False when there's no apt-get, no right, or no success."""
    prefix = privilege()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"      用 apt-get 安装：{' '.join(packages)}")
    setting = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install = [*prefix, *setting, "install", "-y", "--no-install-recommends", *packages]
    if _quiet(install):
        return True
    # A fresh container has no package lists yet.
    return _quiet([*prefix, *setting, "update"]) and _quiet(install)


def _quiet(command: Sequence[str]) -> bool:
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode != 0:
        for line in result.stdout.strip().splitlines()[-3:]:
            say(f"      {line}")
    return result.returncode == 0
