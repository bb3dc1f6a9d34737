"""Whether a text is words: no picture comes in by a report's text, whichever way it is written down (I1, M2). Text in, an answer out.

Pictures stand in texts as data URLs, as base64 or hexadecimal, in the older codes for mail, or as letters and signs of any kind: where
words use a few letters far more often than the rest, in each language, a code uses all of its letters alike. So words pass in every
language, and so does a web address of any length that people send each other. What nobody can tell from words (a picture spelled in
poems) isn't looked for.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

NOT_WORDS: Final = "This must be in words. A picture or a file can't be sent in a text."
SHORTEST_CODE: Final = 60
"""Letters and digits without a space that mix as base64 does; of a web address, so long a part of it."""
LONGEST_PART_OF_AN_ADDRESS: Final = 200
MOST_CODE_IN_ADDRESSES: Final = 1000
"""Of all addresses of a text together."""
LETTERS, SIGNS, DIGITS = 300, 150, 1000
"""How many are looked at together."""
EVEN: Final = 1.1
"""How likely it is that two letters are the same, times how many different ones there are: 1.0 is a code, 1.15 and more are words."""
EVEN_DIGITS: Final = 1.06  # phone numbers begin alike: 1.13
EVEN_OF_THOUSANDS: Final = 0.4
"""The same in scripts with hundreds of letters, or thousands, of which a text uses few: words come to 0.9 and more."""
MOST_LETTERS: Final = 90
"""Different ones among 300, in any other script: capitals, digits and accents of two languages."""
MOST_ESCAPED: Final = 120
MOST_UNSEEN: Final = 20
MOST_UNREADABLE: Final = 20
"""In the addresses of a text: an old one may spell a letter in another way than all others."""

_DATA_URL = re.compile(r"data:\s*[\w.+-]+/[\w.+-]+|;\s*base64\s*,|<svg\b|<\?xml\b|%PDF-|%!PS", re.IGNORECASE)
# How base64 of JPEG, PNG, GIF, RIFF (WebP), TIFF, BMP, PDF, SVG and of MP4's and HEIC's 'ftyp' begins.
_BEGINS_LIKE_A_FILE = re.compile(
    r"(?:/9j/|iVBORw0KG|R0lGOD|UklGR|SUkqA|TU0AK|JVBERi|PHN2Zy|PD94bWw|AAAA[A-Za-z0-9+/]{2}Z0eX|AAAA[A-Za-z0-9+/]{3}mdHlw)"
    r"[A-Za-z0-9+/_=-]{12}|Qk[0-3][A-Za-z0-9+/]{5}AAAAA"
)
_OLD_CODES = re.compile(r"^begin [0-7]{3} |^=ybegin |<~[!-u]{40}", re.MULTILINE)
_CODE = re.compile(rf"[A-Za-z0-9+/_=-]{{{SHORTEST_CODE},}}")
_HEXADECIMAL = re.compile(r"(?:(?:0x|\\x|%)?[0-9A-Fa-f]{2}[\s:,.|;_-]{0,2}){48,}")
_NUMBERS = re.compile(r"(?:(?:\b|\\|&#)[0-9]{1,3}+[\s,;|.\\]{1,3}+){60,}|(?:[01]{8}\s{0,2}+){24,}")
_ESCAPE = re.compile(r"(?:%|=|\\x|\\u00|&#x?)[0-9A-Fa-f]{2,3};?")
_ADDRESS = re.compile(r"(?:https?://|\b(?:[\w-]{1,63}+\.){1,8}[a-z]{2,24}/)\S+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")
_NO_TEXT = re.compile(r"[\x80-\x9f\ufffd]")
# Unseen, and part of what is seen: how an emoji looks, what joins two, the letters of a flag.
_OF_EMOJI = re.compile("[\ufe0e\ufe0f]\u200d?|(?<=[\U0001f000-\U0001ffff])\u200d|(?<=\U0001f3f4)[\U000e0020-\U000e007f]{1,8}")
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u2028\u2029\u205f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_BLANK = re.compile(f"[{_BLANKS}]")
_OF_THOUSANDS = re.compile("[\u1200-\u139f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # Ethiopic, Japanese, Chinese, Korean


def in_words(text: str) -> str:
    """The text, where it is words. Raises ValueError."""
    if holds_a_file(text):
        raise ValueError(NOT_WORDS)
    return text


def holds_a_file(text: str) -> bool:
    """Whether something other than words is written down in it."""
    if _NO_TEXT.search(text) or _is_unseen(text):
        return True
    plain = _plainly(text)
    if _DATA_URL.search(plain) or _BEGINS_LIKE_A_FILE.search(plain) or _OLD_CODES.search(plain):
        return True
    addresses, rest = _ADDRESS.findall(plain), _ADDRESS.sub(" ", plain)
    return (
        _is_in(addresses)
        or any(_is_hexadecimal(found[0]) for each in (rest, _BETWEEN.sub("", rest)) for found in _HEXADECIMAL.finditer(each))
        or any(_is_code(found) for found in _CODE.findall(rest))
        or bool(_NUMBERS.search(rest))
        or sum(map(len, _ESCAPE.findall(rest))) > max(MOST_ESCAPED, len(rest) / 4)
        or _is_spelled(rest)
    )


def _is_unseen(text: str) -> bool:
    """Whether more of it than writing needs is what no reader sees."""
    rest = _OF_EMOJI.sub("", text)
    unseen = len(_BLANK.findall(rest)) + sum(unicodedata.category(each) == "Cf" for each in rest)
    return unseen > MOST_UNSEEN + len(text) / 8


def _plainly(text: str) -> str:
    """Wide and fancy letters as plain ones, and nothing that no reader sees."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def _is_in(addresses: Sequence[str]) -> bool:
    """Whether addresses hold more code than one that leads somewhere."""
    read = unquote(" ".join(addresses))
    codes = [part for part in re.split(r"[/?&=#.:\s]", read) if len(part) > SHORTEST_CODE or _is_code(part, least=24)]
    return (
        len(_NO_TEXT.findall(read)) > MOST_UNREADABLE
        or sum(map(len, codes)) > MOST_CODE_IN_ADDRESSES
        or any(len(part) > LONGEST_PART_OF_AN_ADDRESS for part in codes)
    )


def _is_spelled(text: str) -> bool:
    """Whether a stretch of its letters, digits, or signs and accents is used as evenly as a code uses them."""
    letters = _those(text, "LMN")
    signs = _those(unicodedata.normalize("NFKD", text), "SCM")
    digits = [each for each in letters if each.isdigit()]
    return (
        any(_is_even(each, fewest=12) for each in _stretches(letters, LETTERS))
        or any(_is_even(each, fewest=30) for each in _stretches(signs, SIGNS))
        or any(_is_even(each, fewest=10, most=EVEN_DIGITS) for each in _stretches(digits, DIGITS))
    )


def _those(text: str, kinds: str) -> list[str]:
    """Its characters of these kinds: letters, marks, numbers, symbols, others (Unicode's general categories)."""
    return [each for each in text if unicodedata.category(each)[0] in kinds and not each.isspace()]


def _stretches(characters: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (characters[start : start + length] for start in range(0, len(characters) - length + 1, length // 2))


def _is_even(characters: Sequence[str], fewest: int, most: float = EVEN) -> bool:
    """fewest: different ones; fewer are laughter, or a pattern."""
    counts = Counter(characters)
    pairs = sum(count * (count - 1) for count in counts.values())
    evenness = len(counts) * pairs / (len(characters) * (len(characters) - 1))
    if 2 * len(_OF_THOUSANDS.findall("".join(characters))) > len(characters):
        return evenness < EVEN_OF_THOUSANDS
    return len(counts) > MOST_LETTERS or (len(counts) >= fewest and evenness < most)


def _is_hexadecimal(run: str) -> bool:
    return sum(map(str.isdigit, run)) > 8 and sum(map(str.isalpha, run)) > 8


def _is_code(run: str, least: int = SHORTEST_CODE) -> bool:
    """Whether letters, capitals and digits are mixed in it as they never are in words."""
    if len(run) < least:
        return False
    capitals, small, digits = (sum(map(is_one, run)) / len(run) for is_one in (str.isupper, str.islower, str.isdigit))
    return capitals > 0.15 and small > 0.15 and digits > 0.03
