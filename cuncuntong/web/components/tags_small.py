"""Small tags: icons, badges, buttons, figures and days."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cuncuntong.web.components import charts, words
from cuncuntong.web.components.library import register

register.filter("yuan", words.yuan)
register.filter("day", words.day)
register.filter("day_short", words.day_short)
register.filter("moment", words.moment)
register.filter("figure", charts.number_words)

BADGE_ICONS = {"good": "check", "wait": "clock", "bad": "alert-triangle"}


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An icon of the sprite; hidden from assistive technology unless it has a label."""
    if not name:
        return mark_safe("")
    css = f"icon {classes}".strip()
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, address)


@register.simple_tag(takes_context=True)
def optional_url(context: template.Context, name: str, *args: Any, **kwargs: Any) -> str:
    """The address, or nothing where no such page is installed; for links of the frame only."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def badge(text: object, tone: str = "neutral", icon_name: str | None = None) -> SafeString:
    """A status in words; the colour and icon only support them."""
    tone = tone if tone in words.TONES else "neutral"
    drawn = icon(BADGE_ICONS.get(tone, "") if icon_name is None else icon_name)
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, drawn, text)


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """A case's state."""
    return badge(*words.state_words(state))


@register.simple_tag
def clock_badge(text: str) -> SafeString:
    """What the clock says about the due date; plain text unless it presses or stands still."""
    tone = words.clock_tone(text)
    if tone == "plain":
        return format_html('<span class="nowrap">{}</span>', text)
    return badge(text, tone, "clock-pause" if tone == "neutral" else None)


def _key_attribute(key: str) -> SafeString:
    if key == "Ctrl+Enter":
        return mark_safe(' data-submit aria-keyshortcuts="Control+Enter"')
    if key == "Esc":
        return mark_safe(" data-escape")
    if key.startswith("Alt+"):
        return format_html(' data-hotkey="{0}" aria-keyshortcuts="Alt+{0}"', key.removeprefix("Alt+"))
    return mark_safe("")


@register.simple_tag
def hotkey(key: str) -> SafeString:
    """A key as printed on buttons; put ``data-hotkey`` on the control itself."""
    return format_html('<kbd class="key" aria-hidden="true">{}</kbd>', key)


def _extra(attributes: dict[str, Any]) -> SafeString:
    """Further attributes: ``hx_post`` becomes ``hx-post``; empty ones are dropped."""
    parts = [
        format_html(' {}="{}"', name.replace("_", "-"), "" if value is True else value)
        for name, value in attributes.items()
        if value not in (None, False, "")
    ]
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


@register.simple_tag
def button(
    text: str, kind: str = "secondary", key: str = "", icon: str = "", type: str = "submit", **attributes: Any
) -> SafeString:
    """A button with its key printed on it."""
    return format_html(
        '<button type="{}" class="btn btn-{}"{}{}>{}<span>{}</span>{}</button>',
        type,
        kind,
        _key_attribute(key),
        _extra(attributes),
        _icon(icon),
        text,
        hotkey(key) if key else "",
    )


@register.simple_tag
def link_button(
    text: str, url: str, kind: str = "secondary", key: str = "", icon: str = "", **attributes: Any
) -> SafeString:
    """A link that looks like a button."""
    return format_html(
        '<a href="{}" class="btn btn-{}"{}{}>{}<span>{}</span>{}</a>',
        url,
        kind,
        _key_attribute(key),
        _extra(attributes),
        _icon(icon),
        text,
        hotkey(key) if key else "",
    )


_icon = icon


@register.simple_tag
def print_button(text: str = "打印", kind: str = "secondary") -> SafeString:
    """Prints the page as it stands."""
    return button(text, kind, icon="printer", type="button", data_print=True)


@register.simple_tag
def copyable(text: object) -> SafeString:
    """A number with a button that copies it."""
    return format_html(
        '<span class="copyable"><span class="nums">{0}</span>'
        '<button type="button" class="btn-icon" data-copy="{0}" aria-label="复制{0}">{1}</button></span>',
        text,
        icon("copy"),
    )


@register.simple_tag
def money(value: object) -> SafeString:
    """An amount in yuan."""
    text = words.yuan(value)
    return (
        format_html('<span class="money"><span class="nums">{}</span> 元</span>', text)
        if text
        else mark_safe("")
    )


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """A trail from ``label url label url … label``."""
    labels, urls = pairs[0::2], pairs[1::2]
    trail = [
        {"label": label, "url": urls[place] if place < len(urls) else ""}
        for place, label in enumerate(labels)
    ]
    return mark_safe(render_to_string("components/crumbs.html", {"trail": trail}))  # noqa: S308


@register.filter
def may(caller: Any, ability: str) -> bool:
    """Whether a link is worth showing; the view behind it decides for itself."""
    return bool(caller) and caller.can(ability)
