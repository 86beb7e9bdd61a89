"""The parts of a bench that need the database: run as a process with the bench's own environment.

``python -m cuncuntong.demo.bench.child scene|inside|verify|market…|pay_… IN OUT``: JSON in, JSON out.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

_PARTS = {
    "market_fill": ("cuncuntong.demo.bench.market_scene", "fill_market"),
    "market": ("cuncuntong.demo.bench.market", "measure_recommending"),
    "search": ("cuncuntong.demo.bench.market_search", "measure_searching"),
    "forget_night": ("cuncuntong.demo.bench.market", "forget_night"),
    "certify_fill": ("cuncuntong.demo.bench.certification", "fill_certifiable"),
    "certify_night": ("cuncuntong.demo.bench.certification", "night"),
    "certify_forget": ("cuncuntong.demo.bench.certification", "forget"),
    "certify_digest": ("cuncuntong.demo.bench.certification", "digest"),
    "certify_pages": ("cuncuntong.demo.bench.certification", "pages"),
    "load_send": ("cuncuntong.demo.bench.loading", "load_send"),
    "load_go": ("cuncuntong.demo.bench.loading", "load_go"),
    "load_prove": ("cuncuntong.demo.bench.loading", "load_prove"),
    "load_back": ("cuncuntong.demo.bench.loading", "load_back"),
    "feed_send": ("cuncuntong.demo.bench.contributions", "feed_send"),
    "feed_go": ("cuncuntong.demo.bench.contributions", "feed_go"),
    "feed_forget": ("cuncuntong.demo.bench.contributions", "feed_forget"),
    "night": ("cuncuntong.demo.bench.market", "run_night"),
    "pay_forget": ("cuncuntong.demo.bench.payments_scene", "forget_runs"),
    "pay_fill": ("cuncuntong.demo.bench.payments_scene", "fill_recipients"),
    "pay_begin": ("cuncuntong.demo.bench.payments", "begin"),
    "pay_compute": ("cuncuntong.demo.bench.payments", "compute"),
    "pay_again": ("cuncuntong.demo.bench.payments", "again"),
    "pay_digest": ("cuncuntong.demo.bench.payments", "lines_digest"),
    "pay_sheet": ("cuncuntong.demo.bench.payments", "sheet"),
    "pay_answer": ("cuncuntong.demo.bench.payments", "take_answer"),
    "pay_post": ("cuncuntong.demo.bench.payments", "post"),
}


def work(what: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Runs one part."""
    if what == "scene":
        from cuncuntong.demo.bench.scene import set_scene

        return set_scene(**asked)
    if what == "inside":
        from cuncuntong.demo.bench.inside import measure_inside

        return measure_inside(**asked)
    if what in _PARTS:
        module, name = _PARTS[what]
        found: dict[str, Any] = getattr(import_module(module), name)(**asked)
        return found
    from cuncuntong.demo.bench.inside import verify

    return verify(**asked)


def main() -> int:
    """Sets Django up and runs the part that is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuncuntong.config.settings")
    import django

    django.setup()
    what, source, target = sys.argv[1:4]
    asked = json.loads(Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(json.dumps(work(what, asked), ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
