"""`make screenshots`: the pictures of the README, taken from a running system of its own.

A demonstration county in a temporary directory, served on a free port; nothing of var/ is touched.
The same seed gives the same people, so that a picture changes when the screen does.
"""

from __future__ import annotations

import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.tooling import chromium
from scripts.tooling.console import ROOT, Failure, guarded, say
from scripts.tooling.python_env import VENV

TARGET = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1366, 768
MOST_BYTES = 200 * 1024
RESIDENTS, CASES = "2000", "260"
READY_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demonstration() -> Iterator[tuple[str, Path]]:
    """Address and data directory of a demonstration that runs until the block is left."""
    with tempfile.TemporaryDirectory(prefix="cct-pictures-", ignore_cleanup_errors=True) as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CUNCUNTONG_")}
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        env = {**kept, "CUNCUNTONG_VAR_DIR": folder, "CUNCUNTONG_PUBLIC_URL": address}
        command = str(VENV / "bin" / "cuncuntong")
        made = [command, "init", "--demo", "--residents", RESIDENTS, "--cases", CASES]
        if subprocess.run(made, cwd=ROOT, env=env, check=False).returncode != 0:
            raise Failure("演示数据没有载入，不能拍截图。", "cuncuntong init --demo failed")
        served = subprocess.Popen(
            [command, "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
        )
        try:
            _wait(address, served)
            yield address, Path(folder)
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(timeout=30)


def _wait(address: str, served: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and served.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/p/", timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failure("演示系统没有启动，不能拍截图。", "the demonstration did not start")


def passwords(folder: Path) -> dict[str, str]:
    """Account → password, out of the file that the demonstration wrote."""
    found = {}
    for line in (folder / "accounts.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        for name, password in zip(words, words[1:], strict=False):
            if name[-2:].isdigit() and password.count("-") == 3:
                found[name] = password
    return found


class Camera:
    """A signed-in browser per account, and pictures of what it shows."""

    def __init__(self, browser: Browser, address: str, known: dict[str, str]) -> None:
        self.browser, self.address, self.known = browser, address, known

    def page(self, account: str = "") -> Page:
        """A fresh browser, signed in where an account is named."""
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if account:
            password = self.known[account]
            page.goto(f"{self.address}/account/sign-in/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", password)
            page.press("[name=password]", "Enter")
            page.wait_for_url(f"{self.address}/**")
            if "/password/" in page.url:
                new = f"{secrets.token_hex(8)}-x"
                page.fill("[name=old]", password)
                page.fill("[name=new]", new)
                page.fill("[name=again]", new)
                page.press("[name=again]", "Enter")
                page.wait_for_url(f"{self.address}/account/")
                self.known[account] = new
        return page

    def shoot(self, page: Page, name: str) -> None:
        """One picture, as small as a palette makes it."""
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        target = TARGET / f"{name}.png"
        target.write_bytes(smaller(page.screenshot()))
        say(f"  {target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")


def smaller(picture: bytes) -> bytes:
    """A PNG with 128 colours at most; Failure when that is still too heavy for a README."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    out = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    if out.tell() > MOST_BYTES:
        raise Failure(
            f"截图有{out.tell() // 1024} KB，超过{MOST_BYTES // 1024} KB。", "a picture is too heavy"
        )
    return out.getvalue()


def _first(page: Page, selector: str) -> str:
    link = page.locator(selector).first.get_attribute("href")
    if not link:
        raise Failure(f"页面 {page.url} 上没有找到 {selector}。", f"nothing at {selector}")
    return link


def counter(camera: Camera) -> None:
    """The desk of a resident with the items, and the form of item 28."""
    page = camera.page("clerk01")
    page.goto(f"{camera.address}/counter/?q=w")
    page.goto(camera.address + _first(page, "main a[href*='/counter/residents/']"))
    camera.shoot(page, "counter-desk")
    page.goto(page.url.rstrip("/") + "/items/28/")
    camera.shoot(page, "counter-form")


def review(camera: Camera) -> None:
    """The queue with what is overdue on top, and a case with all that a decision needs."""
    page = camera.page("reviewer01")
    page.goto(f"{camera.address}/review/")
    camera.shoot(page, "review-queue")
    page.goto(camera.address + _first(page, "main a[href*='/review/cases/']"))
    camera.shoot(page, "review-case")


def home(camera: Camera) -> None:
    """What waits for the business administrator, and the area's figures."""
    page = camera.page("business01")
    page.goto(camera.address)
    camera.shoot(page, "home")


def progress(camera: Camera) -> None:
    """The public page with the answer that a resident gets: a clerk looks the number's ending up."""
    clerk = camera.page("clerk01")
    clerk.goto(f"{camera.address}/counter/cases/")
    clerk.goto(camera.address + _first(clerk, "main a[href^='/cases/']"))
    number = clerk.url.rstrip("/").rpartition("/")[2]
    clerk.locator("main .unmask summary").first.click()
    clerk.locator("main .unmask button").first.click()
    shown = clerk.locator("main [data-remask] .strong").first.inner_text()
    page = camera.page()
    page.goto(f"{camera.address}/p/progress/?n={number}")
    page.fill("[name=id_tail]", shown.strip()[-6:])
    page.press("[name=id_tail]", "Enter")
    page.wait_for_selector("main .summary")
    # The picture shows nobody's number, not even a made-up one.
    page.evaluate("document.querySelector('[name=id_tail]').value = ''")
    camera.shoot(page, "progress")


def employment(camera: Camera) -> None:
    """The employment home of the county."""
    page = camera.page("business01")
    page.goto(f"{camera.address}/employment/")
    camera.shoot(page, "employment-home")


def jobs(camera: Camera) -> None:
    """The public search for work, asked in words that people use."""
    page = camera.page()
    page.goto(f"{camera.address}/p/jobs/?q=%E5%B8%AE%E5%B7%A5")
    if page.locator("main .job").count() == 0:
        page.goto(f"{camera.address}/p/jobs/")
    camera.shoot(page, "job-search")


def main() -> int:
    """Command line entry; names of pictures as arguments take only those."""
    path = chromium.find()
    if path is None:
        raise Failure("没有找到 Chromium，请先运行一次 make test。", "no Chromium: run make test once")
    TARGET.mkdir(parents=True, exist_ok=True)
    arguments = ["--lang=zh-CN", "--disable-dev-shm-usage"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    takes: tuple[Callable[[Camera], None], ...] = (counter, review, home, progress, employment, jobs)
    wanted = set(sys.argv[1:])
    with demonstration() as (address, folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(path),
            args=arguments,
            env={**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"},
        )
        try:
            camera = Camera(browser, address, passwords(folder))
            for take in takes:
                if not wanted or take.__name__ in wanted:
                    take(camera)
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
