"""Our part of a WordPress page: one block of HTML with every picture that shows now. What people wrote around it stays."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

NOTHING: Final = "There are no pictures here at the moment."


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture on the page: its address, words and size in pixels. medium: its number in the media library; None: a live link.

    clip: the address of a film, whose picture is its first one.
    """

    address: str
    alt: str
    caption: str
    width: int
    height: int
    medium: int | None = None
    clip: str | None = None


def block(name: str, shots: Iterable[Shot]) -> str:
    """Our block, by its own name; as WordPress keeps it from anybody who may edit pages."""
    figures = [_figure(shot) for shot in shots] or [f"<p>{NOTHING}</p>"]
    inside = "\n".join(figures)
    return f'<!-- wp:html -->\n<div class="consent-gallery" id="{name}">\n{inside}\n</div>\n<!-- /wp:html -->'


def put_in(content: str, name: str, ours: str) -> str:
    """The page's content with our block where an older one stood, and at the end where none did."""
    older = re.compile(
        rf'(?:<!-- wp:html -->\s*)?<div class="consent-gallery" id="{re.escape(name)}">.*?</div>(?:\s*<!-- /wp:html -->)?',
        re.DOTALL,
    )
    changed, found = older.subn(lambda _: ours, content, count=1)
    if found:
        return changed
    return f"{content}\n\n{ours}" if content.strip() else ours


def _figure(shot: Shot) -> str:
    caption = f"<figcaption>{_text(shot.caption)}</figcaption>" if shot.caption else ""
    return f"<figure>{_film(shot) if shot.clip else _picture(shot)}{caption}</figure>"


def _picture(shot: Shot) -> str:
    # WordPress adds the other sizes to a picture of this class by itself.
    numbered = f' class="wp-image-{shot.medium}"' if shot.medium else ""
    words = f'src="{_text(shot.address)}" alt="{_text(shot.alt)}"'
    return f'<img{numbered} {words} width="{shot.width}" height="{shot.height}" loading="lazy" />'


def _film(shot: Shot) -> str:
    size = f'width="{shot.width}" height="{shot.height}"'
    return f'<video controls preload="none" src="{_text(shot.clip or "")}" poster="{_text(shot.address)}" {size}></video>'


def _text(text: str) -> str:
    """Escaped as WordPress itself does, so that what comes back is what was sent; brackets too, or `[…]` would be a shortcode."""
    for character, code in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&#039;"),
        ("[", "&#091;"),
        ("]", "&#093;"),
    ):
        text = text.replace(character, code)
    return text
