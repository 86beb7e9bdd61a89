"""argparse that speaks Chinese: headings, usage and error messages."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_ERRORS = (
    (re.compile(r"unrecognized arguments: (.+)"), r"没有这个选项：\1"),
    (re.compile(r"the following arguments are required: (.+)"), r"缺少：\1"),
    (re.compile(r"argument (.+?): invalid (?:int|whole|positive) value: (.+)"), r"\1 应为整数，现为 \2"),
    (re.compile(r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)"), r"\1 没有 \2，可选：\3"),
    (re.compile(r"argument (.+?): expected one argument"), r"\1 后面缺少内容"),
    (re.compile(r"argument (.+?): expected at least one argument"), r"\1 后面缺少内容"),
    (re.compile(r"argument (.+?): not allowed with argument (.+)"), r"\1 不能与 \2 同时使用"),
    (re.compile(r"ambiguous option: (.+?) could match (.+)"), r"选项 \1 不明确，可能是：\2"),
    (re.compile(r"argument (.+?): (.+)"), r"\1：\2"),
)


class ChineseFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with a Chinese usage line."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        """The usage line."""
        super().add_usage(usage, actions, groups, prefix or "用法：")


class Parser(argparse.ArgumentParser):
    """A parser whose messages are Chinese; a mistake ends with code 2 and says how to see the help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["add_help"] = False
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", ChineseFormatter)
        super().__init__(*args, **kwargs)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Says what is wrong in Chinese and ends."""
        for pattern, words in _ERRORS:
            if pattern.fullmatch(message):
                message = pattern.sub(words, message)
                break
        print(f"✗ {message}\n  查看用法：{self.prog} --help", file=sys.stderr, flush=True)
        raise SystemExit(2)


def positive(text: str) -> int:
    """An argument type: a whole number that is not negative."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("不能为负数")
    return value
