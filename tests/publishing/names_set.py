"""A measured set for the names rule (P2): texts beside a picture, who is in it, and whether the text gives a name.

Two parts. Written by hand: names_by_hand.json, the hard ones. Generated, always the same: every name of a list of many origins, in
every way to write it, in sentences that schools write; and the same sentences without it.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from consentsvc.publishing.names import ChildName, names_told

SEED: Final = 20260914
BY_HAND: Final = Path(__file__).with_name("names_by_hand.json")

# First name | surname | what they are called, where that differs.
NAMES: Final = """
Amelia|Clarke Oliver|Bennett Harriet|Wilkinson|Hattie George|Thompson Isla|Robertson Noah|Fitzgerald Freya|Ashworth
Siân|Llewellyn Rhys|ap-Gwilym Angharad|Prydderch Llŷr|Gruffudd Ffion|Morgan-Rees Eilidh|MacDonald Saoirse|Ní-Bhriain
Zuzanna|Kowalska|Zuzia Jakub|Wiśniewski Małgorzata|Łuczak Stanisław|Dąbrowski-Nowak Żaneta|Szczepańska
Олена|Шевченко Oleksandr|Kovalchuk Yuliia|Bondarenko Dmytro|Tkachenko Святослав|Мельник
Muhammad|Hussain|Mo Ayesha|Siddiqui Zainab|Choudhury Abdul-Rahman|al-Sayed Khadija|Ahmed Yusuf|Malik
فاطمة|حسن أحمد|العلي نور|الدين
Xiaoming|Zhang Mei-Ling|Ouyang 小明|王 欣怡|欧阳 Ngoc|Nguyen Minh-Anh|Phạm
Cabdi|Warsame Xaawo|Jaamac Ifrah|Abdullahi Hodan|Farah
Oluwadamilola|Adeyemi|Dami Chidi|Okonkwo-Eze Temitope|Ogunleye Kwabena|Owusu
Aarav|Sharma Priyanka|Venkataraman Jaspreet|Dhaliwal Gurpreet|Sandhu Tanvi|D'Souza
Ioana|Popescu Ștefan|Ionescu-Brânduș Mihai|Țurcanu Zoë|O'Neill Ciarán|O’Sullivan José|García-Márquez Inês|dos-Santos
Björn|Sørensen Jürgen|Müller-Groß Anaïs|Lefèvre Emre|Yıldız Đorđe|Petrović Katya|Novakova Jan|van-der-Berg
Lily-Rose|Smith-Jones Mary|St-John Theodore|Featherstonehaugh|Teddy Ava|Lee
""".split()

BESIDE: Final = (
    "{} plants beans in the school garden",
    "Well done to {} and the whole team!",
    "Year 4 at the farm: {} feeds a lamb",
    "A poster made by {}",
    "Our winners this week. Congratulations {}",
    "Two children and {} at Sports Day",
)

WITHOUT: Final = (
    "Children plant beans in the school garden",
    "Well done to the whole team! You will be proud of this one",
    "Year 4 at the farm: a girl in a red coat feeds a lamb",
    "A poster about the Great Fire of London",
    "Our winners this week. Congratulations to all of them",
    "Two children at Sports Day in May, with their teacher Mrs Abernethy",
    "Singing at the Christmas Carol Service in the Town Hall",
    "The long jump: so close to the school record",
    "Reading Roald Dahl under the old oak, and drawing what we saw",
    "Science week: how far can an egg fall? We do not know yet",
    "Baking bread with grandparents on a cold morning in March",
    "An assembly about kindness, for all of us to remember",
)


@dataclass(frozen=True)
class Case:
    """A text beside a picture of these children. told: whether it gives a name that may not stand there."""

    text: str
    children: tuple[ChildName, ...]
    told: bool
    first_names: bool  # whether the families allow first names
    why: str
    is_generated: bool


def cases() -> list[Case]:
    """All of them, in the same order each time."""
    return [*_by_hand(), *_generated()]


def is_told(case: Case) -> bool:
    """What the checker says of it."""
    allowed = {child.id for child in case.children} if case.first_names else set()
    return bool(names_told({"caption": case.text}, case.children, allowed))


@dataclass(frozen=True)
class Score:
    """How well the checker does. missed: names that it let pass; mistaken: words that it took for a name."""

    cases: int
    recall: float
    precision: float
    missed: Sequence[Case]
    mistaken: Sequence[Case]


def score(of: Sequence[Case]) -> Score:
    """Recall: of the texts that give a name, how many are refused. Precision: of those refused, how many give one."""
    judged = [(case, is_told(case)) for case in of]
    right = sum(case.told and refused for case, refused in judged)
    return Score(
        cases=len(of),
        recall=right / sum(case.told for case in of),
        precision=right / sum(refused for _, refused in judged),
        missed=[case for case, refused in judged if case.told and not refused],
        mistaken=[case for case, refused in judged if refused and not case.told],
    )


def child(written: str) -> ChildName:
    """'first name|surname|known as'; a hyphen within a name stands for itself."""
    first, last, *known_as = written.split("|")
    return ChildName(UUID(int=sum(map(ord, written))), first, last, known_as[0] if known_as else None)


def _by_hand() -> Iterator[Case]:
    for group in json.loads(BY_HAND.read_text(encoding="utf-8")):
        children = tuple(child(each) for each in group["children"])
        for told in (True, False):
            for text in group["told" if told else "not_told"]:
                yield Case(text, children, told, group.get("first_names", False), group["why"], False)


def _generated() -> Iterator[Case]:
    chance = random.Random(SEED)
    everybody = [child(name) for name in NAMES]
    for one in everybody:
        for way, written in _ways(one):
            yield Case(chance.choice(BESIDE).format(written), (one,), True, way in ALSO_WITH_FIRST_NAMES, way, True)
        for text in chance.sample(WITHOUT, 4):
            yield Case(text, (one, *chance.sample(everybody, 3)), False, False, "no name at all", True)


ALSO_WITH_FIRST_NAMES: Final = {"full name", "surname", "surname first", "initial and surname", "first name and initial"}


def _ways(one: ChildName) -> Iterator[tuple[str, str]]:
    first, last = one.first_name, one.last_name
    yield "full name", f"{first} {last}"
    yield "surname", last
    yield "surname first", f"{last}, {first}"
    yield "first name", first
    if len(last) > 2:
        yield "possessive", f"{last}’s brother"
        yield "initial and surname", f"{first[0]}. {last}"
        yield "spaced", " ".join(last.replace("-", "").replace("'", "").replace("’", ""))
    if first.isascii() and last.isascii():
        yield "shouted", f"{first} {last}".upper()
        yield "small", f"{first} {last}".lower()
        yield "tag", f"#{first}{last}".replace("-", "").replace("'", "")
        yield "first name and initial", f"{first} {last[0].upper()}"
        yield "file name", f"{first}_{last}_2026.jpg"
    if one.known_as:
        yield "known as", one.known_as
