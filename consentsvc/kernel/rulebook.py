"""The rulebook: the one catalogue of every rule that the service keeps, and the reasons that cite it.

Refusals, warnings, tasks and notices name a rule by its id; pages for staff and families and the docs print
the catalogue from here. Which rules are kept today is known by the tests that name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Effect = Literal["deny", "hold", "check", "task", "record"]
"""deny: can't be published · hold: only the lead sees it · check: a person confirms, by name ·
task: somebody owes an action by a date · record: it is written down."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `text` is for staff and families; `policy`: the school may set a value in it."""

    id: str
    title: str
    text: str
    effect: tuple[Effect, ...] = ()
    policy: bool = False
    basis: str = ""


class UnknownRule(ValueError):
    """A rule was cited that isn't in the catalogue."""


_CONSENT = (
    Rule(
        "C1",
        "One question for each use",
        "Each use of a picture is asked for on its own. No box is ticked beforehand, and saying no takes"
        " no more steps than saying yes.",
        basis="UK GDPR art. 4(11), 7",
    ),
    Rule(
        "C2",
        "No answer is a no",
        "A picture is used only after a yes. Not answered, expired, withdrawn, refused and no longer valid"
        " are different things, and each of them means no.",
        ("deny",),
        basis="ICO reprimand on assumed consent; W3C DPV consent states",
    ),
    Rule(
        "C3",
        "What an answer records",
        "With each answer we keep who gave it, on whose authority, how, when, in which language, and the"
        " exact words they were shown.",
        ("record",),
        basis="UK GDPR art. 5(2), 7(1)",
    ),
    Rule(
        "C4",
        "A yes can be taken back",
        "Taking back a yes takes no more steps than giving it. It works at any time and counts from the"
        " moment that the page says so.",
        basis="UK GDPR art. 7(3)",
    ),
    Rule(
        "C5",
        "Who can agree",
        "Only somebody with parental responsibility can agree for a child. An answer of anybody else is"
        " kept, and counts only if it is a no.",
        ("deny",),
        basis="children's services forms",
    ),
    Rule(
        "C6",
        "When parents disagree",
        "Where two people with parental responsibility disagree, the answer is no until they settle it.",
        ("deny",),
        basis="Bromley SCB",
    ),
    Rule(
        "C7",
        "The child's own no",
        "A child's no is stronger than any adult's yes, at any age. Young people who can decide for themselves are asked too.",
        ("deny",),
        policy=True,
        basis="Bromley SCB; ICO, children's rights",
    ),
    Rule(
        "C8",
        "Looked-after children",
        "For a looked-after child the local authority's social worker decides, on a form of its own. A foster carer can't agree.",
        ("deny",),
        basis="Blackpool, app. 2",
    ),
    Rule(
        "C9",
        "Answers for one event",
        "An answer for an event counts for that event only. A later no is stronger than an earlier yes. A yes"
        " for an event is stronger than an earlier general no, for that event. Only a yes for the same event"
        " undoes a no for that event.",
        basis="per-trip slips",
    ),
    Rule(
        "C10",
        "A no never helps a picture out",
        "Adding a refusal, a restriction or an objection never makes a picture usable that was not.",
        basis="safety",
    ),
    Rule(
        "C11",
        "Answers run out",
        "A yes runs out at the end of the school year, when the child leaves, and on the 18th birthday; from"
        " then on only the person's own yes counts, said from that day on. Families are asked again before it runs out.",
        ("deny", "task"),
        policy=True,
        basis="annual renewal practice; Hampshire",
    ),
    Rule(
        "C12",
        "Conditions on a yes",
        "A yes can have conditions: only in a group, no close-up, not named, first name allowed."
        " A picture that breaks one is not used.",
        ("deny",),
        policy=True,
        basis="published forms",
    ),
    Rule(
        "C13",
        "Lawful basis and objections",
        "Each use has a lawful basis, and it is consent unless the school says otherwise. Where it is not,"
        " an objection counts just as a refusal does.",
        ("deny",),
        basis="ICO blog on school photographs; DfE toolkit",
    ),
    Rule(
        "C14",
        "Adults in pictures",
        "Staff, volunteers and visitors in a picture answer for themselves. An adult who can't decide is not shown.",
        ("deny",),
        basis="Bromley SCB; Ann Craft Trust",
    ),
    Rule(
        "C15",
        "Paper forms are checked",
        "A paper form can be entered with its scan. A second member of staff checks it before a yes counts; a no counts at once.",
        ("check",),
        basis="published practice",
    ),
    Rule(
        "C16",
        "Receipts and one place to look",
        "The family gets a receipt for each answer, and sees in one place every answer, every change, and"
        " where pictures of the child are in use now.",
        ("record",),
        basis="UK GDPR art. 12, 15",
    ),
    Rule(
        "C17",
        "Plain words for families",
        "Pages for families are short and in plain words, in the languages that the school chooses."
        " A translation that nobody has checked says so.",
        basis="UK GDPR art. 7(2), 12",
    ),
)

_RESTRICTIONS = (
    Rule(
        "R1",
        "Restricted by the safeguarding lead",
        "A safeguarding lead can restrict a child. From that moment no picture of the child goes out, for"
        " every use or for those named, whatever anybody agreed.",
        ("deny",),
        basis="CPSU; swimming guidance",
    ),
    Rule(
        "R2",
        "The reason is the lead's alone",
        "Only the lead sees that a child is restricted, and why. Everybody else sees the same as when an answer is missing.",
        ("hold",),
        basis="data minimisation",
    ),
    Rule(
        "R3",
        "Only a lead lifts it",
        "Only a safeguarding lead can lift a restriction, and writes down why.",
        ("record",),
    ),
)

_WITHOUT_CONSENT = (
    Rule(
        "W1",
        "New pictures wait",
        "A new picture waits in quarantine. Only its uploader and the reviewers of the school see it, and it"
        " can't be used, until everybody in it is accounted for.",
        ("deny",),
    ),
    Rule(
        "W2",
        "Everybody accounted for",
        "Each person in a picture is a named child, a named adult, redacted, or not identifiable for a reason"
        " that a named reviewer gives. The reviewer confirms how many people there are.",
        ("deny",),
        basis="Aula's practice",
    ),
    Rule(
        "W3",
        "Children who may not be shown at all",
        "A picture that shows somebody who may not be shown anywhere is redacted, cropped or deleted."
        " Where it was already published, that is a breach.",
        ("check",),
    ),
    Rule(
        "W4",
        "Published without consent",
        "A picture that went out without consent opens a breach record: what, who is affected, and when it"
        " was known. The data protection officer is told, and the 72 hours for telling the regulator run.",
        ("task",),
        basis="UK GDPR art. 33",
    ),
    Rule(
        "W5",
        "What follows from taking pictures without consent",
        "The upload page says, in the school's words, what follows from taking pictures without consent.",
        ("record",),
        basis="2.6",
    ),
    Rule(
        "W6",
        "Personal devices",
        "Pictures taken on a personal device are declared at upload, and deleted from that device.",
        ("task",),
        basis="published practice",
    ),
    Rule(
        "W7",
        "Places where no picture is taken",
        "Pictures are never taken in changing rooms, toilets, first aid or intimate care. They are refused at"
        " upload and nothing is stored.",
        ("deny",),
        basis="CPSU",
    ),
)

_EVENTS = (
    Rule(
        "E1",
        "What an event says",
        "An event has a date, a place, a scale, a list of who takes part, and a rule for spectators who take pictures.",
        ("record",),
        basis="CPSU",
    ),
    Rule(
        "E2",
        "Notices before a large event",
        "A large event takes uploads only after its notices are confirmed: to families, at the door, in the"
        " announcement and in the programme.",
        ("check",),
        basis="North Yorkshire; CPSU",
    ),
    Rule(
        "E3",
        "Opting out on the day",
        "Anybody can opt a child out of the pictures of an event, up to and on the day, without an account."
        " It counts at once as a no for that event.",
        ("deny",),
    ),
    Rule(
        "E4",
        "Registered photographers",
        "Everybody who takes pictures for the school at a large event is on its register, with an identity"
        " check and a signed brief.",
        ("check",),
        basis="Malvern Hills; NSPCC",
    ),
    Rule(
        "E5",
        "The photographer's brief",
        "The brief says by a marker, seat or group who is not to be photographed. It never says why.",
        ("record",),
        basis="Active Surrey",
    ),
    Rule(
        "E6",
        "Crowd pictures",
        "A crowd picture can go out under the event's notices only where nobody is the focus, and nobody is"
        " in it who opted out or may not be shown.",
        ("deny",),
        policy=True,
        basis="North Yorkshire",
    ),
    Rule(
        "E7",
        "Nobody is left out",
        "Saying no must not shut a child out. The event page helps to plan a second version of a group picture.",
        ("record",),
        basis="swimming guidance",
    ),
)

_PUBLISHING = (
    Rule(
        "P1",
        "Checked for each use, each time",
        "Consent is checked for each use when a picture is published, when any fact behind it changes, and"
        " every time it is shown. A yes for the newsletter is not a yes for the website.",
        ("deny",),
        basis="purpose limitation",
    ),
    Rule(
        "P2",
        "No full names with pictures",
        "No full name, surname or unusual nickname of a child in a picture stands in or beside it. A first"
        " name stands there only where everybody who said yes allows it.",
        ("deny",),
        basis="NSPCC; Welsh Government; nearly all guidance",
    ),
    Rule(
        "P3",
        "No hidden information",
        "A picture that goes out says nothing hidden about place, device or person. It carries the school's"
        " rights and a bar on data mining.",
        basis="Welsh Government; UK Safer Internet Centre; the location briefing",
    ),
    Rule(
        "P4",
        "Small on the open web",
        "Pictures on the open web are small, and smaller where they show a single child.",
        policy=True,
        basis="Welsh Government",
    ),
    Rule(
        "P5",
        "Large portraits",
        "Large face-on portraits on the open web are warned against; a crop, distance or blur is offered.",
        ("check",),
        policy=True,
        basis="the 2026 warning to schools on AI misuse of pupil pictures",
    ),
    Rule(
        "P6",
        "Two controls",
        "A picture goes out after two controls: the service's decision, and a person who did not upload it.",
        ("check",),
        policy=True,
        basis="ICO reprimand",
    ),
    Rule(
        "P7",
        "Sport and dance",
        "Pictures of swimming, gymnastics, athletics, bathing and dance get an extra check by a person.",
        ("check",),
        basis="published practice",
    ),
    Rule(
        "P8",
        "Reviewed on a date",
        "Everything published is reviewed on a date. What is overdue comes down.",
        ("task",),
        policy=True,
        basis="the 2026 warning to schools: regular audit",
    ),
    Rule(
        "P9",
        "When a yes ends",
        "When a yes ends, every picture shown under it stops being shown from that moment. Copies elsewhere"
        " become tasks with a deadline. What is printed can't be called back, and we say so.",
        ("deny", "task"),
        basis="UK GDPR art. 7(3), 17, 19",
    ),
    Rule(
        "P10",
        "Families are told",
        "The family is told what came down, when, and what could not.",
        ("record",),
        basis="UK GDPR art. 12, 19",
    ),
    Rule(
        "P11",
        "A redacted copy in its place",
        "After a picture comes down, the same picture with the child redacted can replace it in one step.",
    ),
)

_THIRD_PARTIES = (
    Rule(
        "T1",
        "Pictures taken by others are logged",
        "When somebody else takes pictures, staff log it in under a minute, from a phone, with or without"
        " signal: where, when, who, which children, what was said and done.",
        ("record",),
        basis="2.5",
    ),
    Rule(
        "T2",
        "A family's own pictures",
        "A family's own pictures for its own use are not a breach. The school asks politely, and asks for"
        " removal where other children are shared online.",
        ("record",),
        basis="ICO; CPSU",
    ),
    Rule(
        "T3",
        "Follow-up is tracked",
        "Each request to delete or take down, to a person, a platform, a search engine or the police, has"
        " a date, an owner and an outcome.",
        ("task",),
    ),
    Rule(
        "T4",
        "The terms of photographers",
        "Copies of a press or commissioned photographer fall under the terms they signed. The log shows the"
        " terms and what broke them.",
        ("record",),
    ),
)

_MISUSE = (
    Rule(
        "M1",
        "Anybody can report",
        "Anybody can report misuse of a picture, by name or not. They get a reference and a secret to come"
        " back with. Of an anonymous reporter no address and no browser is stored.",
        basis="GlobaLeaks' practice",
    ),
    Rule(
        "M2",
        "Nude or semi-nude images",
        "Where an image may be nude or semi-nude, no image is taken in by any route. Don't view, copy, share"
        " or save it. Tell the safeguarding lead now.",
        ("deny",),
        basis="UKCIS",
    ),
    Rule(
        "M3",
        "Reports are for the leads",
        "Reports, and everything about them, are seen by safeguarding leads only.",
        ("hold",),
        basis="KCSIE; CPOMS",
    ),
    Rule(
        "M4",
        "Reports about staff",
        "A report about a member of staff is never seen by that person. One about the lead goes to the head;"
        " one about the head goes to the chair of governors and the local authority.",
        ("hold",),
        basis="KCSIE part four",
    ),
    Rule(
        "M5",
        "A chronology that only grows",
        "Each report has a chronology of what happened, who acted, what was decided and why. Corrections are"
        " added, never put over.",
        ("record",),
        basis="KCSIE",
    ),
    Rule(
        "M6",
        "Triage and referrals",
        "Each report is sorted by kind, severity and risk. Each referral has its date, reference and answer.",
        ("task",),
        basis="3.13",
    ),
    Rule(
        "M7",
        "Out of service at once",
        "One step takes every published picture of a child, or one picture, out of service while a report is looked into.",
        ("deny",),
    ),
    Rule(
        "M8",
        "Tracing the source",
        "A reported picture that is safe to handle can be matched with what the school published, without the"
        " picture itself being sent.",
        ("record",),
        basis="PDQ",
    ),
    Rule(
        "M9",
        "Blackmail with faked images",
        "Blackmail with faked images has a list of steps: don't pay, tell the police, keep the evidence, take"
        " pictures down. Each is a task.",
        ("task",),
        basis="the 2026 warning to schools on AI misuse of pupil pictures",
    ),
    Rule(
        "M10",
        "Learning from reports",
        "Closing a report takes an outcome and a lesson. Lessons are kept without blame and without names,"
        " and come back to staff each term.",
        ("record",),
        basis="3.13; learning from reviews",
    ),
)

_EVERYTHING = (
    Rule(
        "A1",
        "Faces are found, not recognised",
        "The service finds that there is a face, never whose it is. People name people.",
        basis="Protection of Freedoms Act 2012 s. 26 to 28; ICO on schools and biometrics",
    ),
    Rule(
        "A2",
        "Looking is recorded",
        "Every view of an original, a child's record or a report is recorded, with who and why; so is every"
        " change. Nothing in the record can be changed or removed unnoticed.",
        ("record",),
    ),
    Rule(
        "A3",
        "How long things are kept",
        "Each kind of thing is kept for a period and a reason. What is due is listed, then deleted. Evidence"
        " of consent stays as long as anything published under it.",
        ("task",),
        policy=True,
        basis="IRMS toolkit",
    ),
    Rule(
        "A4",
        "Access and erasure",
        "A person's information can be exported whole, and erased, except for what the law keeps.",
        ("task",),
        basis="UK GDPR art. 15, 17",
    ),
    Rule(
        "A5",
        "Decisions can be replayed",
        "For any past decision the service can show why it was made: by which answers, under which rules.",
        ("record",),
        basis="UK GDPR art. 5(2)",
    ),
    Rule(
        "A6",
        "Schools are apart",
        "Nobody sees anything of another school: not that it exists, not its counts.",
    ),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.id: rule
        for chapter in (
            _CONSENT,
            _RESTRICTIONS,
            _WITHOUT_CONSENT,
            _EVENTS,
            _PUBLISHING,
            _THIRD_PARTIES,
            _MISUSE,
            _EVERYTHING,
        )
        for rule in chapter
    }
)
"""Every rule by its id, in the order of the rulebook."""


def rule(rule_id: str) -> Rule:
    """Return the rule; raise UnknownRule where the catalogue has none of that id."""
    try:
        return RULES[rule_id]
    except KeyError:
        raise UnknownRule(f"There is no rule {rule_id!r} in the rulebook.") from None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision is as it is: the rule behind it, a stable code, and what would mend it.

    `about` is the id of the person or photo it speaks of. Making one that cites an unknown rule
    raises UnknownRule. `text` and `mend` may hold names: show them, never log them.
    """

    rule: str
    code: str
    about: str | None
    text: str
    mend: str | None

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            rule(self.rule)
