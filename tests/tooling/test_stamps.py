"""A step runs again exactly when what it reads or makes has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.tooling.stamps import Stamp, digest


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    source, made, mark = tmp_path / "source", tmp_path / "made", tmp_path / "stamps" / "step"
    source.write_text("one")
    made.write_text("result")
    return source, made, mark


def stamp_of(files: tuple[Path, Path, Path], extra: str = "") -> Stamp:
    source, made, mark = files
    return Stamp(mark, inputs=[source], outputs=[made], extra=extra)


def test_never_run_is_not_fresh(files: tuple[Path, Path, Path]) -> None:
    assert not stamp_of(files).fresh()


def test_fresh_after_writing_even_for_another_process(files: tuple[Path, Path, Path]) -> None:
    stamp_of(files).write()
    assert stamp_of(files).fresh()


def test_a_changed_input_is_noticed_though_its_time_is_the_same(files: tuple[Path, Path, Path]) -> None:
    import os

    source = files[0]
    stamp_of(files).write()
    times = source.stat()
    source.write_text("two")
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not stamp_of(files).fresh()


def test_a_touched_input_is_not_a_changed_one(files: tuple[Path, Path, Path]) -> None:
    stamp_of(files).write()
    files[0].touch()
    assert stamp_of(files).fresh()


def test_a_missing_output_is_noticed(files: tuple[Path, Path, Path]) -> None:
    stamp_of(files).write()
    files[1].unlink()
    assert not stamp_of(files).fresh()


def test_extra_text_counts(files: tuple[Path, Path, Path]) -> None:
    stamp_of(files, extra="3.11").write()
    assert stamp_of(files, extra="3.11").fresh()
    assert not stamp_of(files, extra="3.12").fresh()


def test_cleared_is_not_fresh(files: tuple[Path, Path, Path]) -> None:
    stamp = stamp_of(files)
    stamp.write()
    stamp.clear()
    assert not stamp.fresh()
    stamp.clear()  # a second time does no harm


def test_a_spoilt_stamp_is_not_fresh(files: tuple[Path, Path, Path]) -> None:
    stamp_of(files).write()
    files[2].write_bytes(b"\xff\xfe")
    assert not stamp_of(files).fresh()


def test_digest_tells_a_missing_file_from_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    missing = digest([path])
    path.write_bytes(b"")
    assert digest([path]) != missing


def test_digest_keeps_files_apart_and_ignores_their_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("xy")
    second.write_text("z")
    before = digest([first, second])
    assert digest([second, first]) == before
    first.write_text("x")
    second.write_text("yz")
    assert digest([first, second]) != before
