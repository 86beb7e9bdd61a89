"""Helpers of the browser tests: a real Chromium, and axe for accessibility.

`make test` finds or installs the browser and names it in CUNCUNTONG_CHROMIUM; a test run started by
hand looks in the same places.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.tooling import chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 at level AA includes all of these.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Milliseconds; a machine that does other work meanwhile is no fault of the page.
PATIENCE = 30_000
# Pixels; what a page has below is in nobody's way while the page stands at its top.
TALLEST = 8000
# At once, whatever the page's own scrolling is like, and drawn before axe looks.
TO_THE_TOP = """() => { window.scrollTo({top: 0, behavior: "instant"});
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }"""


def chromium_path() -> Path:
    """The browser that the tests drive; RuntimeError where there is none."""
    found = chromium.find()
    if found is None:
        raise RuntimeError("no Chromium found: run `make test` once, or set CUNCUNTONG_CHROMIUM")
    return found


@contextmanager
def launch_browser(*, headless: bool = True, arguments: Sequence[str] = ()) -> Iterator[Browser]:
    """Yield a Chromium that speaks Chinese, with further arguments; closed on leaving.

    Playwright's synchronous API runs an event loop in this thread, which makes Django refuse database
    calls in it; tests that use both set DJANGO_ALLOW_ASYNC_UNSAFE, as done here.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    arguments = ["--lang=zh-CN", "--disable-dev-shm-usage", *arguments]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium_path()), headless=headless, args=arguments
        )
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, *, width: int = 1366, height: int = 768, **options: Any) -> Page:
    """A page in a fresh context (no cookies of others), in the language and time zone of the users."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", **options
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def run_axe(page: Page, selector: str | None = None) -> list[dict[str, Any]]:
    """Violations of WCAG 2.2 AA on the page, or inside `selector`; works under a strict CSP.

    The whole page is in view meanwhile, from its top: a bar that sticks to an edge else hides a part of what
    scrolls below it, by chance of the page's length, and that part counts as too small to touch.
    """
    size = page.viewport_size
    if size:
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall, TALLEST))})
        page.evaluate(TO_THE_TOP)
    try:
        return _run_axe(page, selector)
    finally:
        if size:
            page.set_viewport_size(size)


def _run_axe(page: Page, selector: str | None) -> list[dict[str, Any]]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    result = page.evaluate(
        "([where, options]) => axe.run(where ? document.querySelector(where) : document, options)",
        [selector, options],
    )
    violations: list[dict[str, Any]] = result["violations"]
    return violations


def describe(violations: list[dict[str, Any]]) -> str:
    """The violations as text for an assertion's message."""
    lines = []
    for violation in violations:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [f"    {' '.join(map(str, node['target']))}" for node in violation["nodes"][:5]]
    return "\n".join(lines)
