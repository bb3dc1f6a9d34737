"""How hard a text is to read, without a network: Flesch and Kincaid's grade (1975), and words that a nine-year-old may not know.

Grade plus five is about the reader's age: 9 to 11 is grade 4 to 6.
"""

import re
from collections.abc import Sequence

from pyphen import Pyphen

_SYLLABLES = Pyphen(lang="en_GB", left=1, right=1)

# What plain-English lists ask to replace, as far as such words come up here.
HARD = frozenset(
    "accordance additional advise aforementioned amend applicable appropriate ascertain assistance authorise authorisation "
    "capacity circumstances commence comply confidential consent consequently constitute correspondence deem designated "
    "disclose disclosure discontinue dispatch endeavour enquire enquiry ensure erroneous establish evident facilitate "
    "forthwith furnish guardian herein hereby identify implement indicate inform initiate institution legislation liaise "
    "modify notify notification notwithstanding obligation obtain occur participate particulars permission personnel "
    "persons pertaining policy prior procedure proceed process processing provision purchase pursuant pursue regarding "
    "regulation rendition require requirement restrict restriction retain revoke select statutory submit subsequent "
    "subsequently sufficient supplement terminate thereof undertake utilise validate valid verify via whereby whilst".split()
)

# Long words that families need or know, each for a reason. They count as two syllables: the sentence around them decides.
KNOWN = {
    "anybody": "everyday",
    "available": "everyday",
    "authority": "the local authority is who decides (C8)",
    "inspectors": "who they are",
    "newspapers": "everyday",
    "objection": "the law's word for a right of theirs (C13)",
    "objections": "the law's word for a right of theirs (C13)",
    "photographer": "everyday",
    "photographers": "everyday",
    "publicity": "the name of a use, shown with what it is",
    "responsibility": "parental responsibility decides who can agree (C5), and no other word says it",
    "responsible": "of those with parental responsibility, for young people",
    "safeguarding": "the safeguarding lead is whom a child tells (M2), and that is what schools call them",
    "somebody": "everyday",
    "television": "everyday",
}


def grade(texts: Sequence[str]) -> float:
    """The school grade in which the texts, one after another, are read with ease."""
    sentences = [each for text in texts for each in re.split(r"(?<=[.?!:])\s+", text) if words(each)]
    spoken = [word for text in texts for word in words(text)]
    return 0.39 * len(spoken) / len(sentences) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


def words(text: str) -> list[str]:
    """The words of a text, with a name or a number where it has a gap for one."""
    filled = re.sub(r"%\(\w+\)d", "3", re.sub(r"%\(\w+\)s", "Sam", text))
    return re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", filled)


def syllables(word: str) -> int:
    """Sounded parts: places to hyphenate, or groups of vowels where there are more ('again' is never hyphenated)."""
    word = word.lower().removesuffix("'s")
    if word in KNOWN:
        return 2
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e(?:s|d)?$", "", word)))
    return max(1, groups, len(_SYLLABLES.positions(word)) + 1 if groups > 1 else 1)


def hard_words(text: str) -> list[str]:
    """Words of the list, and any of four syllables or more."""
    spoken = [word.lower().removesuffix("'s") for word in words(text)]
    return [word for word in spoken if word not in KNOWN and (word in HARD or syllables(word) >= 4)]
