"""The purposes: every use of a picture that families are asked for. Adding one is a line here (C1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Audience = Literal["in school", "families", "open web", "print"]
"""The widest circle that a purpose reaches. Where it is both printed and online, it is 'open web'."""

Basis = Literal["consent", "public_task"]
"""The lawful basis of a purpose (C13). Legitimate interests isn't open to a public authority for its core task."""

Condition = Literal["group_only", "no_close_up", "not_named", "first_name"]
"""What may ride on a yes (C12): never alone, never close up, never named, a first name is allowed."""

FormKind = Literal["family", "young_person", "looked_after", "adult"]
"""For whom a form is: a guardian, the young person, the social worker of a looked-after child (C8), an adult (C14)."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use. `name` heads the question; `use` stands in a sentence: 'nobody has answered for … yet'."""

    id: str
    name: str
    use: str
    question: str
    reach: str
    audience: Audience


_ALL = (
    Purpose(
        "in_school_display",
        "Displays in school",
        "displays in school",
        "May we put your child's picture up inside the school?",
        "People who come into the school can see it. It stays in the building.",
        "in school",
    ),
    Purpose(
        "learning_record",
        "Learning record",
        "the learning record",
        "May we keep pictures of your child at work in a learning record?",
        "Your child's teachers and you can see it. Other families may see it if their child is in it too.",
        "families",
    ),
    Purpose(
        "closed_parent_area",
        "Closed parent area",
        "the closed parent area",
        "May we show your child's picture to other families, behind a sign-in?",
        "Families of the school can see it after they sign in. Somebody could still copy it.",
        "families",
    ),
    Purpose(
        "printed_newsletter",
        "Printed newsletter",
        "the printed newsletter",
        "May we print your child's picture in our newsletter?",
        "It is on paper and goes home with families. We can't get every copy back.",
        "print",
    ),
    Purpose(
        "digital_newsletter",
        "E-mail newsletter",
        "the e-mail newsletter",
        "May we use your child's picture in the newsletter that we send by e-mail?",
        "It goes to families and staff. They can keep it or pass it on.",
        "families",
    ),
    Purpose(
        "website",
        "School website",
        "the website",
        "May we put your child's picture on our website?",
        "Anybody in the world can see it and copy it.",
        "open web",
    ),
    Purpose(
        "social_media",
        "Social media",
        "social media",
        "May we put your child's picture on our social media pages?",
        "Anybody in the world can see it, copy it and share it. It can spread far. We can't call it back.",
        "open web",
    ),
    Purpose(
        "prospectus",
        "Prospectus and printed publicity",
        "the prospectus and printed publicity",
        "May we use your child's picture in our prospectus, on posters and on leaflets?",
        "It is on paper and many people outside the school see it. We can't get every copy back.",
        "print",
    ),
    Purpose(
        "press",
        "Press and broadcast",
        "press and broadcast",
        "May newspapers, radio and television use your child's picture in a story about the school?",
        "Many people see it, in print, on air and online. The school can't take it back.",
        "open web",
    ),
    Purpose(
        "video",
        "Video and livestream",
        "video and livestream",
        "May your child be in a video of ours, or in a show that we stream live?",
        "People online can watch it and record it. Your child's voice can be heard too.",
        "open web",
    ),
    Purpose(
        "external_photographer",
        "Photographer and class photo",
        "the photographer and the class photo",
        "May a photographer from outside the school take your child's picture, and may your child be in the class photo?",
        "The photographer's firm keeps a copy. Families of the class can buy the class photo.",
        "families",
    ),
    Purpose(
        "staff_training",
        "Staff training and inspection",
        "staff training and inspection",
        "May we show pictures of your child when we train staff or are inspected?",
        "Staff and inspectors can see it. It isn't put online.",
        "in school",
    ),
)

PURPOSES: Final[Mapping[str, Purpose]] = MappingProxyType({purpose.id: purpose for purpose in _ALL})
"""Every purpose by its id, in the order in which families are asked."""
