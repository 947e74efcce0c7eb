"""HTML out of templates: escaping is on for all of it, and a missing value is a fault."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from seemly.networks.plaza.plaza import TEXT_LIMIT
from seemly.networks.plaza.threads import Entry
from seemly.networks.plaza.town import ALT_LIMIT, PAGE
from seemly.web.progress import LAST, STEPS, Report
from seemly.web.texts import LANGUAGES

WISHES = 5  # examples on the front page: wish_1 to wish_5 of the texts
TINTS = 8  # colours of the round initials in plaza.css
DEEPEST_INDENT = 3  # a phone is narrow
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Card:
    """A post on a page, for one visitor."""

    entry: Entry
    report: Report | None
    mine: bool

    @property
    def is_running(self) -> bool:
        """Whether its request still goes on."""
        return self.report is not None and not self.report.ended

    @property
    def indent(self) -> int:
        """0 to DEEPEST_INDENT."""
        return min(self.entry.depth, DEEPEST_INDENT)


def render(template: str, **context: object) -> str:
    """A page as HTML."""
    return _pages.get_template(template).render(**context)


def tint(account_id: str) -> int:
    """A colour for an account, always the same one."""
    return hashlib.sha256(account_id.encode()).digest()[0] % TINTS


def address(contact: str) -> str:
    """Where a contact leads: mail, or a page; empty where it is neither."""
    if contact.startswith(("https://", "http://", "mailto:")):
        return contact
    return f"mailto:{contact}" if _MAIL.fullmatch(contact) else ""


_pages = Environment(
    loader=FileSystemLoader([_TEMPLATES / "plaza", _TEMPLATES / "verify"]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.filters["tint"] = tint
_pages.filters["address"] = address
_pages.globals.update(
    steps=STEPS,
    last_step=LAST,
    wishes=WISHES,
    languages=LANGUAGES,
    text_limit=TEXT_LIMIT,
    alt_limit=ALT_LIMIT,
    page_size=PAGE,
)
