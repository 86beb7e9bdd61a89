"""``cuncuntong seed``: synthetic residents and cases, any number, in batches, from a seed."""

from __future__ import annotations

import argparse
import time

from cuncuntong.cli.arguments import Parser, positive
from cuncuntong.cli.console import Bar, Problem, say
from cuncuntong.cli.main import django_ready


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = Parser(
        prog="cuncuntong seed",
        description="生成演示居民和办件，补到指定的数量；从空库开始，种子相同则数据相同。全部为虚构。",
    )
    made.add_argument("--residents", type=positive, default=0, metavar="数", help="居民补到多少人")
    made.add_argument("--cases", type=positive, default=0, metavar="数", help="办件补到多少件")
    made.add_argument("--seed", type=positive, default=1, metavar="数", help="随机种子，默认1")
    return made


def run(options: argparse.Namespace) -> int:
    """Grows to the wanted size."""
    django_ready()
    from django.conf import settings

    from cuncuntong.network.models import ServicePoint

    if settings.CUNCUNTONG["PRODUCTION"]:
        raise Problem("生产环境不能生成演示数据。")
    if not ServicePoint.objects.exists():
        raise Problem("还没有服务点。", "请先运行 cuncuntong init。")
    grow(residents=options.residents, cases=options.cases, seed=options.seed)
    return 0


def grow(*, residents: int, cases: int, seed: int) -> None:
    """Adds residents, then cases, up to the numbers; shows a bar for each."""
    from django.utils import timezone

    from cuncuntong.cases.models import Case
    from cuncuntong.demo.cases import add_cases
    from cuncuntong.demo.extras import SCENES, add_extras
    from cuncuntong.demo.people import add_residents
    from cuncuntong.ledgers.residents.models import Resident

    begun = time.monotonic()
    have = Resident.objects.count()
    if residents > have:
        with Bar("演示居民", residents - have, "人") as bar:
            add_residents(residents - have, seed=seed, progress=bar)
    held = Case.objects.count()
    if cases > held:
        if not Resident.objects.exists():
            raise Problem("没有居民，不能生成办件。", "请加 --residents 数量。")
        with Bar("演示办件", cases - held, "件") as bar:
            add_cases(cases - held, seed=seed, progress=bar)
    if SCENES and (residents or cases):
        with Bar("演示就业服务", len(SCENES), "项") as bar:
            add_extras(seed=seed, today=timezone.localdate(), progress=bar)
    say(
        f"  演示数据：居民{Resident.objects.count()}人，办件{Case.objects.count()}件"
        f"（用时{time.monotonic() - begun:.0f}秒，全部为虚构）"
    )
