"""Whether a text is words: no picture comes in by a report's text, whichever way it is written down (I1, M2). Text in, an answer out.

Pictures stand in texts as data URLs, as base64 or hexadecimal, or in the older codes for mail. Every language's words pass, and so does
a web address of any length that people send each other. What nobody can tell from words (a picture spelled in poems) isn't looked for.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

NOT_WORDS: Final = "This must be in words. A picture or a file can't be sent in a text."
SHORTEST_CODE: Final = 60
"""Letters and digits without a space that mix as base64 does; of a web address, so long a part of it."""
LONGEST_PART_OF_AN_ADDRESS: Final = 200

MOST_CODE_IN_ADDRESSES: Final = 1000
"""Of all addresses of a text together."""
SHORTEST_PIECE: Final = 6
MOST_ODD: Final = 200
"""Letters in pieces that aren't words, each piece counted once, where they are also many among the rest."""

_DATA_URL = re.compile(r"data:\s*[\w.+-]+/[\w.+-]+|;\s*base64\s*,|<svg\b|<\?xml\b|%PDF-|%!PS", re.IGNORECASE)
# How base64 of JPEG, PNG, GIF, RIFF (WebP), TIFF, BMP, PDF, SVG and of MP4's and HEIC's 'ftyp' begins.
_BEGINS_LIKE_A_FILE = re.compile(
    r"(?:/9j/|iVBORw0KG|R0lGOD|UklGR|SUkqA|TU0AK|Qk[0-3]|JVBERi|PHN2Zy|PD94bWw|AAAA[A-Za-z0-9+/]{2}Z0eX|AAAA[A-Za-z0-9+/]{3}mdHlw)"
    r"[A-Za-z0-9+/_=-]{12}"
)
_OLD_CODES = re.compile(r"^begin [0-7]{3} |^=ybegin |<~[!-u]{40}", re.MULTILINE)
_CODE = re.compile(rf"[A-Za-z0-9+/_=-]{{{SHORTEST_CODE},}}")
_HEXADECIMAL = re.compile(r"(?:(?:0x|\\x|%)?[0-9A-Fa-f]{2}[\s:,.|;_-]{0,2}){48,}")
_NUMBERS = re.compile(r"(?:(?:\b|\\|&#)[0-9]{1,3}+[\s,;|.\\]{1,3}+){60,}|(?:[01]{8}\s{0,2}+){24,}")
_ESCAPES = re.compile(r"(?:(?:%|=|\\x|\\u00|&#x?)[0-9A-Fa-f]{2,3}+;?+[^%=\\&]{0,3}+){40,}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BETWEEN_PIECES = re.compile(r"[\s,.|;:\"'()\[\]!?/-]+")
_UNSEEN = re.compile(r"[\x80-\x9f\ufffd]")


def in_words(text: str) -> str:
    """The text, where it is words. Raises ValueError."""
    if holds_a_file(text):
        raise ValueError(NOT_WORDS)
    return text


def holds_a_file(text: str) -> bool:
    """Whether something other than words is written down in it."""
    if _UNSEEN.search(text):
        return True
    plain = _plainly(text)
    if _DATA_URL.search(plain) or _BEGINS_LIKE_A_FILE.search(plain) or _OLD_CODES.search(plain):
        return True
    addresses, rest = _ADDRESS.findall(plain), _ADDRESS.sub(" ", plain)
    return (
        _is_in(addresses)
        or any(_is_hexadecimal(found[0]) for found in _HEXADECIMAL.finditer(rest))
        or any(_is_code(found) for found in _CODE.findall(rest))
        or bool(_NUMBERS.search(rest) or _ESCAPES.search(rest))
        or _is_cut_up(rest)
        or _is_odd(rest)
    )


def _plainly(text: str) -> str:
    """Wide and fancy letters as plain ones, and nothing that no reader sees."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def _is_in(addresses: list[str]) -> bool:
    """Whether addresses hold more code than one that leads somewhere."""
    parts = [part for address in addresses for part in re.split(r"[/?&=#.:]", address)]
    codes = [part for part in parts if len(part) > LONGEST_PART_OF_AN_ADDRESS or _is_code(part, least=24)]
    return any(len(part) > LONGEST_PART_OF_AN_ADDRESS for part in codes) or sum(map(len, codes)) > MOST_CODE_IN_ADDRESSES


def _is_odd(text: str) -> bool:
    """Whether much of it is pieces whose letters, capitals, digits and signs change as they never do in a word or a time of day."""
    pieces = {piece for piece in _BETWEEN_PIECES.split(text) if piece.isascii()}
    odd = sum(len(piece) for piece in pieces if len(piece) >= SHORTEST_PIECE and _changes(piece) >= max(2, len(piece) / 5))
    return odd >= MOST_ODD and odd > 0.4 * sum(map(len, set(text.split())))


def _changes(piece: str) -> int:
    """How often the kind of letter changes; a capital at the beginning is none."""
    kinds = ["a" if each.islower() else "A" if each.isupper() else "0" if each.isdigit() else "#" for each in piece]
    begins_large = kinds[:2] == ["A", "a"]
    return sum(one != other for one, other in pairwise(kinds)) - begins_large


def _is_cut_up(text: str) -> bool:
    """Whether it becomes a code once what stands between its pieces is gone, and the pieces aren't words with a capital each."""
    pieces = _BETWEEN_PIECES.split(text)
    odd = sum(len(piece) == 1 or _changes(piece) > 0 for piece in pieces)
    together = "".join(pieces)
    return (odd > 0.3 * len(pieces) and any(_is_code(found, least=200) for found in _CODE.findall(together))) or any(
        _is_hexadecimal(found[0]) for found in _HEXADECIMAL.finditer(together)
    )


def _is_hexadecimal(run: str) -> bool:
    return sum(map(str.isdigit, run)) > 8 and sum(map(str.isalpha, run)) > 8


def _is_code(run: str, least: int = SHORTEST_CODE) -> bool:
    """Whether letters, capitals and digits are mixed in it as they never are in words."""
    if len(run) < least:
        return False
    capitals, small, digits = (sum(map(is_one, run)) / len(run) for is_one in (str.isupper, str.islower, str.isdigit))
    return capitals > 0.15 and small > 0.15 and digits > 0.03
