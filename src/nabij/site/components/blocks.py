"""Notices, chips, timelines, bars, lists: what a page says, each by one tag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nabij.site.components.buttons import classes
from nabij.site.components.icons import icon as draw

register = template.Library()
NOTICES = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "octagon-alert",
    "act": "siren",
}
CHIPS = {
    "neutral": "circle",
    "brand": "circle-dot",
    "act": "bell-ring",
    "warning": "triangle-alert",
    "success": "circle-check",
    "danger": "octagon-alert",
}


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """`{% notice "warning" title=... %}...{% endnotice %}`; tones: info, success, warning, danger, act."""
    heading = format_html('<p class="nb-notice__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="nb-notice nb-notice--{}">{}<div class="nb-notice__body">{}{}</div></div>',
        tone,
        draw(icon or NOTICES[tone]),
        heading,
        content,
    )


@register.simple_tag
def chip(label: str, tone: str = "neutral", icon: str = "") -> SafeString:
    """A state: shape, word and colour; tones: neutral, brand, act, warning, success, danger."""
    return format_html('<span class="nb-chip nb-chip--{}">{}{}</span>', tone, draw(icon or CHIPS[tone]), label)


@register.simple_tag
def badge(number: object, label: str) -> SafeString:
    """A count, with the words that a screen reader needs: `{% badge 7 _("new") %}`."""
    return format_html('<span class="nb-badge">{}<span class="ams-visually-hidden"> {}</span></span>', number, label)


@register.simple_tag
def initials(name: str) -> SafeString:
    """Who has it open: `An De Smet` as ADS, the whole name on hover and for a screen reader."""
    letters = "".join(part[0] for part in name.split()[:3]).upper()
    return format_html(
        '<span class="nb-initials" title="{0}"><span aria-hidden="true">{1}</span>'
        '<span class="ams-visually-hidden">{0}</span></span>',
        name,
        letters,
    )


@register.inclusion_tag("site/components/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """Entries, newest first, each with `when`, `text` and, where wanted, `detail`, `icon`, `tone`."""
    return {"entries": entries}


@register.inclusion_tag("site/components/progress.html")
def progress(done: int, total: int, label: str, unit: str = "", tone: str = "") -> dict[str, object]:
    """A bar with its number: `{% progress 150 214 _("E-mail") %}`; a total of 0 shows as full."""
    return {
        "done": done,
        "total": total,
        "label": label,
        "unit": unit,
        "tone": tone,
        "bar": (1, 1) if not total else (done, total),
    }


@register.inclusion_tag("site/components/facts.html")
def facts(rows: Iterable[tuple[str, object]]) -> dict[str, object]:
    """A list of (term, value); a row without a value is left out."""
    return {"rows": [(term, value) for term, value in rows if value not in (None, "")]}


@register.inclusion_tag("site/components/table.html")
def table(
    columns: Sequence[object], rows: Iterable[Sequence[object]], caption: str, show_caption: bool = False
) -> dict[str, object]:
    """Rows of cells under columns; a column is a title or (title, "end") for numbers. The first cell heads a row."""
    heads = [column if isinstance(column, tuple) else (column, "") for column in columns]
    body = [[(cell, *head) for cell, head in zip(row, heads, strict=True)] for row in rows]
    return {"heads": heads, "body": body, "caption": caption, "show_caption": show_caption}


@register.inclusion_tag("site/components/pager.html", takes_context=True)
def pager(context: template.Context, next_cursor: str = "", previous_cursor: str = "") -> dict[str, object]:
    """Links to the next and previous page of a keyset list; the other parameters of the address stay."""
    return {
        "next_url": _page_url(context, "after", next_cursor) if next_cursor else "",
        "previous_url": _page_url(context, "before", previous_cursor) if previous_cursor else "",
    }


def _page_url(context: template.Context, name: str, cursor: str) -> str:
    parameters = context["request"].GET.copy()
    parameters.pop("after", None)
    parameters.pop("before", None)
    parameters[name] = cursor
    return f"?{parameters.urlencode()}"


@register.inclusion_tag("site/components/empty.html")
def empty(
    title: str, text: str = "", icon: str = "inbox", action_url: str = "", action_label: str = ""
) -> dict[str, object]:
    """What stands where a list would be: what it means and what one can do."""
    return {"title": title, "text": text, "icon": icon, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("site/components/steps.html")
def steps(names: Sequence[str], current: int, links: Sequence[str] = ()) -> dict[str, object]:
    """The steps of a form, `current` counted from 1; `links` gives addresses of steps that are done."""
    marked = [
        {"name": name, "state": "done" if number < current else "now" if number == current else "", "url": url}
        for number, name, url in zip(range(1, len(names) + 1), names, [*links, *[""] * len(names)], strict=False)
    ]
    words = _("Step %(current)s of %(total)s") % {"current": current, "total": len(names)}
    return {"steps": marked, "words": words}


@register.inclusion_tag("site/components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, object]:
    """Links to views of one list: each with `url`, `label`, `current` and, where wanted, `count`."""
    return {"items": items, "label": label}


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A native dialog; a button with `data-dialog-open="ID"` opens it, one with `data-dialog-close` closes it."""
    return format_html(
        '<dialog class="nb-dialog" id="{0}" aria-labelledby="{0}-title"><div class="nb-dialog__head">'
        '<h2 id="{0}-title">{1}</h2><button type="button" class="{5}" data-dialog-close>{2}{3}</button></div>'
        "{4}</dialog>",
        id,
        title,
        draw("x"),
        _("Close"),
        content,
        classes("quiet", small=True),
    )
