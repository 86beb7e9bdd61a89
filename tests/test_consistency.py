"""What must agree across the whole repository: templates, settings, documents, and a page's weight."""

from __future__ import annotations

import ast
import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import reverse

from cuncuntong.cases import clock, numbers
from cuncuntong.items import document
from cuncuntong.network import parameters
from tests.web.support import County, signed_in

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cuncuntong"
TEMPLATES = PACKAGE / "web" / "templates"
STATIC = PACKAGE / "web" / "static"
HTML = sorted(TEMPLATES.rglob("*.html"))
HEAVIEST = 150 * 1024


def named(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def sources() -> str:
    texts = [path.read_text(encoding="utf-8") for path in HTML]
    texts += [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    return "\n".join(texts)


def test_every_template_is_used():
    everything = sources()
    unused = [named(path) for path in HTML if f'"{named(path)}"' not in everything]
    # A component is named by its file's stem where it is registered.
    components = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "web").rglob("*.py"))
    unused = [
        name for name in unused if not (name.startswith("components/") and Path(name).stem in components)
    ]
    assert unused == []


def test_every_template_that_is_named_exists():
    mentioned = set(re.findall(r'"((?:[a-z_]+/)*[a-z_]+\.html)"', sources()))
    assert {name for name in mentioned if not (TEMPLATES / name).is_file()} == set()


@pytest.mark.parametrize("path", HTML, ids=named)
def test_no_template_holds_a_script_or_a_style_of_its_own(path):
    text = path.read_text(encoding="utf-8")
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag]
    assert [tag for tag in scripts if 'type="application/json"' not in tag] == []
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text) == []


def test_every_static_file_is_used():
    everything = sources() + "\n".join(
        path.read_text(encoding="utf-8") for kind in ("css", "js") for path in (STATIC / kind).glob("*")
    )
    names = [path.name for kind in ("css", "js", "img") for path in (STATIC / kind).glob("*")]
    assert [name for name in names if name not in everything] == []


# Settings


def settings_read() -> set[str]:
    """Names that the code reads through config.environment, or from the environment itself."""
    found = set()
    for path in (PACKAGE / "config").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            first = node.args[0] if node.args else None
            ours = isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
            if ours and isinstance(first, ast.Constant) and str(first.value).isupper():
                found.add(f"CUNCUNTONG_{first.value}")
    return found


def test_every_setting_stands_in_the_manual():
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = settings_read()
    assert len(read) > 20
    assert {name for name in read if f"`{name}`" not in manual} == set()


# Documents


def test_the_two_commands_come_first():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)", text, flags=re.M)
    assert commands[:2] == ["run", "test"]
    assert text.index("make run") < text.index("make test") < 1200
    english = (ROOT / "README.en.md").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)", english, flags=re.M)[:2] == ["run", "test"]


def test_every_picture_of_the_readme_is_there_and_small():
    for name in ("README.md", "README.en.md"):
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            path = ROOT / picture
            assert path.is_file(), f"{name}: {picture} — run make screenshots"
            assert path.stat().st_size < 200 * 1024, picture


def test_every_link_inside_the_repository_leads_somewhere():
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not link.startswith(("http", "mailto:")) and not (path.parent / link).exists():
                broken.append(f"{path.relative_to(ROOT)} → {link}")
    assert broken == []


def test_the_list_of_items_is_current():
    assert document.TARGET.read_text(encoding="utf-8") == document.document()


# Pages


@pytest.fixture
def pages(db: None) -> dict[str, Any]:
    """The counter's pages as the clerk's browser gets them."""
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    county = County()
    person = county.resident(address="水村一号", telephone="13935612345", birth="19880305")
    point = county.points[county.shuicun.code]
    point.demonstration = True
    point.save()
    browser = signed_in(county.clerk())
    addresses = {
        "home": reverse("home"),
        "start": reverse("counter:start") + "?q=lxy",
        "desk": reverse("counter:desk", args=[person.pk]),
        "form 28": reverse("counter:form", args=[person.pk, "28"]),
        "form 1": reverse("counter:form", args=[person.pk, "1"]),
        "form D2": reverse("counter:form", args=[person.pk, "D2"]),
        "form 40": reverse("counter:form", args=[person.pk, "40"]),
        "inbox": reverse("counter:inbox"),
        "cases": reverse("counter:cases"),
        "drafts": reverse("counter:drafts"),
        "blank forms": reverse("counter:blank_forms"),
        "guides": reverse("guide:catalogue"),
        "progress": reverse("portal:progress"),
        "sign in": reverse("account:sign_in"),
    }
    answers = {name: browser.get(url, follow=True) for name, url in addresses.items()}
    assert {name: page.status_code for name, page in answers.items() if page.status_code != 200} == {}
    return {name: page.content.decode() for name, page in answers.items()}


def test_nothing_of_a_template_leaks_into_a_page(pages):
    for name, page in pages.items():
        assert not re.search(r"\{\{|\}\}|\{%|%\}|\{#", re.sub(r"hx-headers='[^']*'", "", page)), name
        assert not re.search(r">\s*None\s*<|&lt;QuerySet|object at 0x", page), name


def test_a_page_says_its_language_and_has_one_main_heading(pages):
    for name, page in pages.items():
        assert '<html lang="zh-CN"' in page, name
        assert len(re.findall(r"<h1\b", page)) == 1, name
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(identifiers) == len(set(identifiers)), name


def wire_size(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def weight(page: str) -> dict[str, int]:
    """Bytes on the wire, gzip, of a page and of everything that it loads, by name."""
    wanted = set(re.findall(r'(?:src|href)="/static/([^"#?]+)', page))
    asked: list[str] = sorted(wanted)
    sizes = {"html": wire_size(page.encode())}
    while asked:
        name = asked.pop()
        found = finders.find(name)
        assert found, f"{name} is loaded and not there"
        content = Path(str(found)).read_bytes()
        sizes[name] = wire_size(content)
        if name.endswith(".js") and not name.endswith(".min.js"):
            for module in re.findall(rb'from "\./([\w.-]+)"', content):
                inner = f"{name.rpartition('/')[0]}/{module.decode()}"
                if inner not in sizes:
                    asked.append(inner)
    return sizes


def test_a_page_of_the_counter_weighs_less_than_150_kb_on_the_wire(pages):
    weights = {name: weight(page) for name, page in pages.items()}
    heavy = {name: parts for name, parts in weights.items() if sum(parts.values()) >= HEAVIEST}
    assert heavy == {}
    # The measure itself must see what a page loads.
    assert any("htmx" in part for part in weights["desk"])
    assert "js/camera.js" in weights["form D2"]
    assert len(weights["desk"]) > 8
