"""``cuncuntong bench``: measures on databases of its own, which it makes and removes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from cuncuntong.cli.arguments import Parser, positive
from cuncuntong.cli.console import Problem, say


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(
        prog="cuncuntong bench",
        description="测速：另建临时数据库，启动真正的服务，用几个人同时操作来量。不动现有数据。\n"
        "PostgreSQL 用 CUNCUNTONG_BENCH_DATABASE_URL 指明的空库，没有就临时启动一个。",
    )
    made.add_argument("--json", type=Path, metavar="文件", help="结果写成 JSON")
    made.add_argument("--markdown", type=Path, metavar="文件", help="结果写成 Markdown 表格")
    made.add_argument("--residents", type=positive, default=50_000, metavar="数", help="居民数，默认50000")
    made.add_argument("--cases", type=positive, default=100_000, metavar="数", help="办件数，默认100000")
    made.add_argument("--users", type=positive, default=8, metavar="数", help="同时操作的人数，默认8")
    made.add_argument("--seconds", type=positive, default=15, metavar="秒", help="每种页面量多久，默认15")
    made.add_argument(
        "--submits", type=positive, default=400, metavar="数", help="每种申请最多提交多少件，默认400"
    )
    made.add_argument(
        "--workers", type=positive, default=0, metavar="数", help="网页进程数，默认由 serve 决定"
    )
    made.add_argument(
        "--market", type=positive, default=100_000, metavar="数", help="岗位和求职者各增加到多少，默认100000"
    )
    made.add_argument(
        "--recipients", type=positive, default=60_000, metavar="数", help="月发放按多少人量，默认60000"
    )
    made.add_argument(
        "--loading", type=positive, default=200_000, metavar="数", help="导入多少个存量账户，默认200000"
    )
    made.add_argument(
        "--contributions",
        type=positive,
        default=500_000,
        metavar="数",
        help="取回多少行上级逐月缴费，默认500000",
    )
    made.add_argument(
        "--certification",
        type=positive,
        default=100_000,
        metavar="数",
        help="夜间资格认证按多少人量，默认100000",
    )
    made.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both", help="数据库")
    return made


def run(options: argparse.Namespace) -> int:
    """Measures, prints the table, writes the files."""
    from cuncuntong.demo.bench.engines import URL_VARIABLE
    from cuncuntong.demo.bench.plan import ENGINES, BenchFailed, BenchPlan
    from cuncuntong.demo.bench.report import markdown, to_json
    from cuncuntong.demo.bench.run import run_bench

    if not options.users or not options.seconds or not options.submits:
        raise Problem("人数、秒数和提交件数都应大于零。")
    plan = BenchPlan(
        residents=options.residents,
        cases=options.cases,
        users=options.users,
        seconds=float(options.seconds),
        submits=options.submits,
        workers=options.workers,
        market=options.market,
        recipients=options.recipients,
        loading=options.loading,
        contributions=options.contributions,
        certification=options.certification,
        engines=ENGINES if options.engine == "both" else (options.engine,),
        postgresql_url=os.environ.get(URL_VARIABLE, ""),
    )
    try:
        result = run_bench(plan, say)
    except BenchFailed as error:
        raise Problem(str(error)) from error
    table = markdown(result)
    for path, text in ((options.json, to_json(result)), (options.markdown, table)):
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            say(f"结果：{path}")
    say("\n" + table)
    return 0
