"""Commands run in this process, on the test's database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cuncuntong.cli.main import main


@dataclass
class Ran:
    """What a command said."""

    code: int
    out: str
    err: str


@pytest.fixture
def cct(capsys) -> Callable[..., Ran]:
    """Runs ``cuncuntong …`` and returns exit code and output."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run
