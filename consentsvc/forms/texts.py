"""The words of each form until a school writes its own: for a family, a young person, a social worker (C8) and an adult (C14).

Plain English, for a reader of 9 to 11 (C17). `phrase` marks a text for the catalogues of translations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from consentsvc.forms.purposes import PURPOSES, Condition, FormKind
from consentsvc.kernel.languages import phrase


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about one use: its name, the question, and how far the picture travels."""

    name: str
    question: str
    reach: str


_OF_FAMILIES: Final[Mapping[str, Words]] = {each.id: Words(each.name, each.question, each.reach) for each in PURPOSES.values()}

_YOUR_PICTURE: Final[Mapping[str, str]] = {
    "in_school_display": phrase("May we put your picture up inside the school?"),
    "learning_record": phrase("May we keep pictures of you at work in a learning record?"),
    "closed_parent_area": phrase("May we show your picture to families of the school, behind a sign-in?"),
    "printed_newsletter": phrase("May we print your picture in our newsletter?"),
    "digital_newsletter": phrase("May we use your picture in the newsletter that we send by e-mail?"),
    "website": phrase("May we put your picture on our website?"),
    "social_media": phrase("May we put your picture on our social media pages?"),
    "prospectus": phrase("May we use your picture in our prospectus, on posters and on leaflets?"),
    "press": phrase("May newspapers, radio and television use your picture in a story about the school?"),
    "video": phrase("May you be in a video of ours, or in a show that we stream live?"),
    "external_photographer": phrase(
        "May a photographer from outside the school take your picture, and may you be in the class photo?"
    ),
    "staff_training": phrase("May we show pictures of you when we train staff or are inspected?"),
}
_REACH_OF_YOURS: Final[Mapping[str, str]] = {
    "learning_record": phrase("Your teachers and your family can see it. Other families may see it if their child is in it too."),
    "video": phrase("People online can watch it and record it. Your voice can be heard too."),
}
_THIS_CHILDS_PICTURE: Final[Mapping[str, str]] = {
    "in_school_display": phrase("May we put this child's picture up inside the school?"),
    "learning_record": phrase("May we keep pictures of this child at work in a learning record?"),
    "closed_parent_area": phrase("May we show this child's picture to other families, behind a sign-in?"),
    "printed_newsletter": phrase("May we print this child's picture in our newsletter?"),
    "digital_newsletter": phrase("May we use this child's picture in the newsletter that we send by e-mail?"),
    "website": phrase("May we put this child's picture on our website?"),
    "social_media": phrase("May we put this child's picture on our social media pages?"),
    "prospectus": phrase("May we use this child's picture in our prospectus, on posters and on leaflets?"),
    "press": phrase("May newspapers, radio and television use this child's picture in a story about the school?"),
    "video": phrase("May this child be in a video of ours, or in a show that we stream live?"),
    "external_photographer": phrase(
        "May a photographer from outside the school take this child's picture, and may this child be in the class photo?"
    ),
    "staff_training": phrase("May we show pictures of this child when we train staff or are inspected?"),
}
_REACH_OF_THIS_CHILDS: Final[Mapping[str, str]] = {
    "learning_record": phrase(
        "The child's teachers and carers can see it. Other families may see it if their child is in it too."
    ),
    "video": phrase("People online can watch it and record it. The child's voice can be heard too."),
}
_AN_ADULTS: Final[Mapping[str, str]] = {
    "learning_record": phrase("May we keep pictures of children at work in a learning record when you are in them too?"),
    "external_photographer": phrase("May a photographer from outside the school take your picture, alone or with a class?"),
}
_REACH_OF_AN_ADULTS: Final[Mapping[str, str]] = {
    "learning_record": phrase("Teachers and the families of the children can see it."),
    "external_photographer": phrase("The photographer's firm keeps a copy. Families and staff can buy the photo."),
}


def _with(start: Mapping[str, Words], questions: Mapping[str, str], reaches: Mapping[str, str]) -> Mapping[str, Words]:
    return {
        id_: replace(words, question=questions.get(id_, words.question), reach=reaches.get(id_, words.reach))
        for id_, words in start.items()
    }


_OF_YOUNG_PEOPLE: Final = _with(_OF_FAMILIES, _YOUR_PICTURE, _REACH_OF_YOURS)

WORDS: Final[Mapping[FormKind, Mapping[str, Words]]] = MappingProxyType(
    {
        "family": _OF_FAMILIES,
        "young_person": _OF_YOUNG_PEOPLE,
        "looked_after": _with(_OF_FAMILIES, _THIS_CHILDS_PICTURE, _REACH_OF_THIS_CHILDS),
        "adult": _with(_OF_YOUNG_PEOPLE, _AN_ADULTS, _REACH_OF_AN_ADULTS),
    }
)
"""The words of every use, by the kind of form."""

INTRODUCTIONS: Final[Mapping[FormKind, str]] = MappingProxyType(
    {
        "family": phrase(
            "We take pictures at school. You decide where we may use pictures of your child. We ask about each use on its own."
            " You can say no. You can change your mind at any time."
        ),
        "young_person": phrase(
            "We take pictures at school. You have a say in where we use pictures of you. If you say no, we do not use them."
            " You can change your mind at any time."
        ),
        "looked_after": phrase(
            "You answer for the local authority that looks after this child. Only you can agree. A foster carer can't agree."
            " Unless you say yes here, we do not use this child's picture outside the school."
            " You can change your mind at any time."
        ),
        "adult": phrase(
            "You may be in our pictures. You decide where we may use them. We ask about each use on its own."
            " You can say no. You can change your mind at any time."
        ),
    }
)
"""What stands above the questions, by the kind of form."""

LIMITS: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        "group_only": phrase("Only in a group, not alone"),
        "no_close_up": phrase("No close-ups of the face"),
        "not_named": phrase("No name with the picture"),
        "first_name": phrase("You may put the first name with the picture"),
    }
)
"""What may be added to a yes (C12), as it is read beside its box."""

PUBLIC_TASK: Final = phrase("This use is part of our work as a school, so we do not need a yes. You can still say no.")
"""What is said where a use rests on public task (C13): no answer isn't a no there, and a reader must know."""
