"""A channel as a feed: JSON Feed 1.1, and Atom (RFC 4287). What is in it was decided at this moment, as for its gallery (P1).

Readers of feeds may keep what they fetched, and no feed can call that back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from xml.etree import ElementTree as ET

from consentsvc.publishing.schemas import GalleryFile

ATOM: Final = "http://www.w3.org/2005/Atom"
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # such a character would make all of it unreadable
JSON_FEED: Final = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture that shows. Addresses are absolute."""

    id: str
    caption: str
    alt: str
    picture: GalleryFile
    placed_at: datetime

    @property
    def html(self) -> str:
        """The picture with its words, as it stands in a reader."""
        words = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        size = f'width="{self.picture.width}" height="{self.picture.height}"'
        return f'<figure><img src="{escape(self.picture.address)}" alt="{escape(self.alt)}" {size}>{words}</figure>'


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a channel. `address`: of its gallery page; `has_more`: whether another page follows."""

    title: str
    author: str
    address: str
    page: int
    has_more: bool
    entries: Sequence[Entry]

    def at(self, ending: str, page: int) -> str:
        """Where a page of this feed stands."""
        return f"{self.address}/feed.{ending}" + (f"?page={page}" if page > 1 else "")


def as_json(feed: Feed) -> Mapping[str, Any]:
    """JSON Feed 1.1."""
    following = {"next_url": feed.at("json", feed.page + 1)} if feed.has_more else {}
    return {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": feed.at("json", feed.page),
        **following,
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }


def as_atom(feed: Feed, now: datetime) -> bytes:
    """Atom. `now`: the moment that an empty feed was last true."""
    root = ET.Element("feed", xmlns=ATOM)
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(ET.SubElement(root, "author"), "name", feed.author)
    _add(root, "updated", max((entry.placed_at for entry in feed.entries), default=now).isoformat())
    ET.SubElement(root, "link", href=feed.address)
    ET.SubElement(root, "link", rel="self", href=feed.at("xml", feed.page))
    if feed.has_more:
        ET.SubElement(root, "link", rel="next", href=feed.at("xml", feed.page + 1))
    for entry in feed.entries:
        _append(root, entry)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _item(entry: Entry) -> Mapping[str, Any]:
    return {
        "id": entry.id,
        "url": entry.picture.address,
        "image": entry.picture.address,
        "content_html": entry.html,
        "date_published": entry.placed_at.isoformat(),
    }


def _append(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.caption or entry.alt)
    _add(element, "updated", entry.placed_at.isoformat())
    ET.SubElement(element, "link", href=entry.picture.address)
    _add(element, "content", entry.html, type="html")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _NOT_IN_XML.sub("", text)
