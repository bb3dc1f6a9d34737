"""Which pictures a page holds: the addresses in its HTML, whatever way it shows them. Text in, addresses out."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

PICTURE_NAME: Final = re.compile(r"\.(jpe?g|png|webp|gif|avif|heic|tiff?)$", re.IGNORECASE)
IN_STYLE: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)", re.IGNORECASE)
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "img": ("src",),
    "image": ("href", "xlink:href"),
    "input": ("src",),
    "video": ("poster",),
    "object": ("data",),
}
"""The attributes of each element that name a picture."""

LATER: Final = ("data-src", "data-lazy-src", "data-original", "data-bg", "data-large_image", "data-full-url")
"""What scripts take pictures from, on any element."""

SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
PREVIEWS: Final = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image")

Attributes = Mapping[str, str]


def pictures_in(html: str, at: str) -> list[str]:
    """The addresses of a page's pictures, each once, in the order of the page. at: the page's own address."""
    found = _Pictures()
    found.feed(html)
    found.close()
    base = _joined(at, found.base) or at
    joined = (_joined(base, each) for each in found.named)
    return list(dict.fromkeys(each for each in joined if each))


def _joined(base: str, named: str) -> str | None:
    """The whole address, without what stands after #; None of what is none of the web."""
    try:
        address, _ = urldefrag(urljoin(base, named.strip()))
        is_web = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return None
    return address if is_web else None


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.named: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        self._is_style = tag == "style"
        self.named.extend(_named(tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.named.extend(IN_STYLE.findall(data))


def _named(tag: str, given: Attributes) -> Iterator[str]:
    """What one element names."""
    yield from (given[name] for name in (*SOURCES.get(tag, ()), *LATER) if name in given)
    for name in SETS:
        yield from _candidates(given.get(name, ""))
    yield from IN_STYLE.findall(given.get("style", ""))
    if tag == "a" and PICTURE_NAME.search(given.get("href", "").partition("?")[0]):
        yield given["href"]
    if tag == "link" and (given.get("as") == "image" or given.get("rel") == "image_src") and "href" in given:
        yield given["href"]
    if tag == "meta" and (given.get("property") or given.get("name")) in PREVIEWS and "content" in given:
        yield given["content"]


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a srcset: a comma ends one only behind white space, or at an address's end."""
    position = 0
    while found := re.compile(r"[\s,]*(\S+)").match(srcset, position):
        position = found.end()
        yield found[1].rstrip(",")
        if not found[1].endswith(","):
            comma = srcset.find(",", position)
            position = comma + 1 if comma >= 0 else len(srcset)
