"""Words for templates: days, addresses on this mission with the same question, assets with their version."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings

from muster.ledger.figures import Figure
from muster.web import frame, shown

register = template.Library()
ASSETS = Path(__file__).parent.parent / "static" / "web"


@register.simple_tag
@cache
def asset(name: str) -> str:
    """The address of a file of ours, with its version, so that a browser may keep it for a year."""
    body = Path(f"{ASSETS}/{name}").read_bytes()
    return f"{settings.STATIC_URL}web/{name}?v={sha256(body).hexdigest()[:10]}"


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], *parts: object, **changes: str | None) -> str:
    """An address on this mission with the page's own question."""
    asked: frame.Asked = context["asked"]
    return asked.address(*map(str, parts), **changes)


@register.simple_tag(takes_context=True)
def figure(context: dict[str, Any], found: Figure, address: str, unit: bool = False) -> str:
    return shown.figure_link(found, address, context["asked"], unit=unit)


@register.simple_tag(takes_context=True)
def clock(context: dict[str, Any], when: datetime, seconds: bool = False) -> str:
    """A moment as the mission's clock showed it; in UTC, and saying so, where there is no mission."""
    form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
    asked: frame.Asked | None = context.get("asked")
    return f"{when.astimezone(asked.mission.zone):{form}}" if asked else f"{when.astimezone(UTC):{form}} UTC"


@register.filter
def day(value: date | datetime | None) -> str:
    return "" if value is None else shown.day(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    return "" if value is None else value.isoformat()
