"""A receipt as a program reads it: JSON-LD with the fields of ISO/IEC TS 27560:2023 in terms of the W3C Data Privacy Vocabulary.

docs/reference/receipt.md explains each field. Its own words are English; what was shown stands in the language in which it was shown.
Who spoke and whom it is about are ids that stand for nothing else, and differ from speaker to speaker: two parents' receipts have none in
common (G1). A receipt says the same each time, and is signed: `signed` and `is_ours` belong together.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from consentsvc.consent.rules import Said
from consentsvc.consent.speakers import Authority
from consentsvc.forms.purposes import PURPOSES, Basis, Condition
from consentsvc.forms.wording import Part
from consentsvc.kernel import signing
from consentsvc.kernel.languages import ENGLISH
from consentsvc.kernel.settings import settings
from consentsvc.receipts.service import Line, Receipt, code_page

Node = dict[str, Any]

KIND: Final = "consent-receipt"
SIGNATURE: Final = "signature"
PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#"
OF_RECEIPTS: Final = UUID("0b9c1d0e-6f0b-5b0e-9a77-8d3f2c1e4a55")  # the space of ids that are worked out here

REFERENCES: Final = (
    "skos:broader dct:conformsTo dct:publisher dct:replaces dpv:hasDataController dpv:hasJurisdiction dpv:hasApplicableLaw "
    "dpv:hasAuthority dpv:hasRecipient dpv:hasLegalBasis dpv:hasLocation dpv:isIndicatedBy dpv:hasProcessing dpv:hasDataSource "
    "dpv:hasNecessity dpv:isExercisedAt dpv:hasRelationWithDataSubject"
).split()
"""Properties whose text is the name of a thing, not words about it."""

PREFIXES: Final[Mapping[str, str]] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "legal-gb": "https://w3id.org/dpv/legal/gb#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

CONTEXT: Final[Node] = {
    **PREFIXES,
    **{name: {"@type": "@id"} for name in REFERENCES},
    "dct:created": {"@type": "xsd:dateTime"},
    "dpv:isIndicatedAtTime": {"@type": "xsd:dateTime"},
    "dct:date": {"@type": "xsd:date"},
    SIGNATURE: "https://w3id.org/security#jws",
}

PURPOSE_KINDS: Final[Mapping[str, str]] = {
    "in_school_display": "dpv:ServiceProvision",
    "learning_record": "dpv:RecordManagement",
    "closed_parent_area": "dpv:CommunicationManagement",
    "printed_newsletter": "dpv:CommunicationManagement",
    "digital_newsletter": "dpv:CommunicationManagement",
    "website": "dpv:PublicRelations",
    "social_media": "dpv:SocialMediaMarketing",
    "prospectus": "dpv:Advertising",
    "press": "dpv:PublicRelations",
    "video": "dpv:PublicRelations",
    "external_photographer": "dpv:ServiceProvision",
    "staff_training": "dpv:HumanResourceManagement",
}
"""What each use is in the vocabulary's taxonomy of purposes."""

SPREADING: Final[Mapping[str, str]] = {
    "in school": "dpv:Display",
    "families": "dpv:Share",
    "print": "dpv:Disseminate",
    "open web": "dpv:MakeAvailable",
}
"""What is done to a picture for each audience, besides taking, keeping and using it."""

AUDIENCES: Final[Mapping[str, str]] = {
    "in school": "People at the school",
    "families": "Families and staff of the school",
    "print": "Whoever gets a printed copy",
    "open web": "Anybody in the world",
}
THIRD_PARTIES: Final[Mapping[str, str]] = {
    "press": "Newspapers and broadcasters",
    "external_photographer": "The photographer's firm",
}

STATES: Final[Mapping[Said, str]] = {
    "given": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
}
BASES: Final[Mapping[Basis, str]] = {
    "consent": "dpv:ExplicitlyExpressedConsent",
    "public_task": "dpv:OfficialAuthorityOfController",
}
METHODS: Final[Mapping[str, str]] = {
    "online": "Online, by the speaker's own link and code",
    "paper": "On a paper form; a second member of staff checks it before a yes counts",
    "in_person": "In person; a member of staff wrote it down",
    "phone": "By phone; a member of staff wrote it down",
    "imported": "Taken over from what the school had on record",
}
AUTHORITIES: Final[Mapping[Authority, str]] = {
    "parental_responsibility": "Holds parental responsibility, as the school had it on record",
    "local_authority": "Decides for the local authority, which looks after the child",
    "own": "Answers for themself",
    "none": "No parental responsibility on record: a no counts, a yes does not",
}
LIMITS: Final[Mapping[Condition, str]] = {
    "group_only": "Never shown alone",
    "no_close_up": "Never shown close up",
    "not_named": "Never named",
}
RIGHTS: Final = (
    "To take back a yes at any time (UK GDPR, article 7(3))",
    "To see what is held (UK GDPR, article 15)",
    "To have it deleted (UK GDPR, article 17)",
)


def signed(receipt: Receipt) -> Node:
    """The document with its signature in it."""
    made = document(receipt)
    return {**made, SIGNATURE: signing.sign(KIND, made)}


def collection(receipts: Sequence[Receipt]) -> Node:
    """Many signed receipts as one document, each whole."""
    return {"@context": CONTEXT, "@graph": [signed(each) for each in receipts]}


def as_file(made: Node) -> str:
    """The text of a file, for people to look into as well."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def is_ours(text: str) -> bool:
    """Whether this is a receipt of this service, whole and unchanged: its file, its signature alone, or the file of many."""
    try:
        stated = _read(text)
    except (ValueError, RecursionError):
        return _signs(text.strip(), None)
    many = stated.get("@graph")
    if many is None:
        return _is_ours(stated)
    return stated == {"@context": CONTEXT, "@graph": many} and isinstance(many, list) and bool(many) and all(map(_is_ours, many))


def _is_ours(stated: object) -> bool:
    if not isinstance(stated, dict):
        return False
    mark = stated.get(SIGNATURE)
    return isinstance(mark, str) and _signs(mark, {name: each for name, each in stated.items() if name != SIGNATURE})


def _signs(mark: str, stated: Node | None) -> bool:
    try:
        found = signing.verify(KIND, mark)
        return stated is None or signing.canonical(found) == signing.canonical(stated)
    except (signing.NotSignedHere, ValueError, RecursionError):
        return False


def _read(text: str) -> Node:
    """Raises ValueError. A name that stands twice is refused: one reader would take the first, another the last."""

    def once(pairs: list[tuple[str, Any]]) -> Node:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    found = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def document(receipt: Receipt) -> Node:
    """The receipt, not signed."""
    return {
        "@context": CONTEXT,
        "@id": _urn(receipt.id),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{PROFILE}receipt",
        "dct:identifier": str(receipt.id),
        "dpv:hasIdentifier": str(receipt.id),
        "dct:created": _instant(receipt.issued_at),
        "dct:publisher": _urn(receipt.controller.id),
        "dct:language": receipt.language,
        "dct:replaces": sorted({_urn(line.replaces) for line in receipt.lines if line.replaces}),
        "dpv:hasRecordOfActivity": _record(receipt),
    }


def _record(receipt: Receipt) -> Node:
    record_id = uuid5(OF_RECEIPTS, f"record {receipt.id}")
    return {
        "@id": _urn(record_id),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{PROFILE}record",
        "dct:identifier": str(record_id),
        "dpv:hasIdentifier": str(record_id),
        "dpv:hasDataSubject": {
            "@id": _subject(receipt),
            "@type": "dpv:DataSubject",
            "dct:identifier": _subject(receipt),
            "skos:broader": "dpv:Adult" if receipt.speaker.adult_id else "dpv:Child",
        },
        "dpv:hasNotice": _notices(receipt),
        "dpv:hasDataController": _urn(receipt.controller.id),
        "dpv:hasJurisdiction": "loc:GB",
        "dpv:hasApplicableLaw": ["legal-gb:law-GDPR", "legal-gb:law-DPA"],
        "dpv:hasAuthority": "legal-gb:DPA-GB",
        "dpv:hasConsentControl": {"@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent"], "dpv:isExercisedAt": code_page()},
        "dpv:hasRight": [_right(each) for each in RIGHTS],
        "dpv:hasEntity": [_school(receipt), *_speakers(receipt), *_recipients(receipt)],
        "dpv:hasProcess": [_process(receipt, line) for line in receipt.lines],
    }


def _notices(receipt: Receipt) -> list[Node]:
    """The forms that were shown, by their words: the same words have the same id."""
    forms = {_notice_id(line): line.form for line in receipt.lines}
    return [
        {
            "@id": id_,
            "@type": "dpv:ConsentNotice",
            "dct:identifier": id_,
            "dct:language": form.language,
            "schema:abstract": _in_language(form.introduction, ENGLISH if form.introduction_in_english else form.language),
            "schema:creativeWorkStatus": "checked" if form.is_checked else "a translation that nobody has checked",
        }
        for id_, form in forms.items()
    ]


def _notice_id(line: Line) -> str:
    return _urn(uuid5(OF_RECEIPTS, f"notice {line.form.kind} {line.form.language} {line.form.fingerprint}"))


def _school(receipt: Receipt) -> Node:
    school = receipt.controller
    return {
        "@id": _urn(school.id),
        "@type": ["dpv:DataController", "dpv:EducationalOrganisation"],
        "dpv:hasIdentifier": _urn(school.id),
        "dpv:hasName": school.name,
        "dpv:hasContact": _contact(receipt),
        "dpv:hasAddress": school.address or "Ask the school",
        "schema:url": settings().public_url,
    }


def _contact(receipt: Receipt) -> str:
    return receipt.controller.contact or "The school office"


def _speakers(receipt: Receipt) -> list[Node]:
    """Whoever spoke for somebody else; who speaks for themself is the data subject."""
    if receipt.speaker.speaks_for_self:
        return []
    role = "dpv:Representative" if receipt.authority == "local_authority" else "dpv:GuardianOfDataSubject"
    speaker = {"@id": _speaker(receipt), "@type": role, "dpv:hasIdentifier": _speaker(receipt)}
    return [{**speaker, "dpv:hasRelationWithDataSubject": _subject(receipt)}]


def _recipients(receipt: Receipt) -> list[Node]:
    names: dict[str, str] = {}
    for line in receipt.lines:
        names |= _receivers(line.question.purpose)
    return [
        {
            "@id": id_,
            "@type": "dpv:ThirdParty" if name in THIRD_PARTIES.values() else "dpv:Recipient",
            "dpv:hasIdentifier": id_,
            "dpv:hasName": name,
            "dpv:hasContact": _contact(receipt),
            "dpv:hasAddress": receipt.controller.address or "Ask the school",
        }
        for id_, name in names.items()
    ]


def _receivers(purpose: str) -> dict[str, str]:
    """Who gets to see a picture for this use: ids and names."""
    names = [AUDIENCES[PURPOSES[purpose].audience], *([THIRD_PARTIES[purpose]] if purpose in THIRD_PARTIES else [])]
    return {_urn(uuid5(OF_RECEIPTS, f"recipient {name}")): name for name in names}


def _process(receipt: Receipt, line: Line) -> Node:
    words, purpose = line.question, PURPOSES[line.question.purpose]
    named = "first_name" in line.conditions
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:identifier": purpose.id,
            "skos:broader": PURPOSE_KINDS[purpose.id],
            "dct:title": _worded(line, "name", words.name),
            "dct:description": _worded(line, "question", words.question),
            "schema:disambiguatingDescription": [_worded(line, "reach", words.reach), *_note(line)],
        },
        "dpv:hasNotice": {"@id": _notice_id(line)},
        "dpv:hasPersonalData": [_data("pd:Picture"), *([_data("pd:Name")] if named else [])],
        "dpv:hasDataSource": "dpv:DataControllerDataSource",
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use", SPREADING[purpose.audience]],
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": f"loc:{settings().storage_country}"},
            {"@type": "dpv:StorageDuration", "dpv:hasDuration": _until("No yes stands behind it any more")},
        ],
        "dpv:hasRecipient": list(_receivers(purpose.id)),
        "dpv:hasLegalBasis": BASES[words.basis],
        "dpv:hasRule": [_rule(each) for each in line.conditions],
        "dpv:hasScope": [_event(line)] if line.event_id else [],
        "dpv:hasConsentStatus": _status(receipt, line),
    }


def _worded(line: Line, part: Part, text: str) -> Node:
    """A text as it was shown, in the language in which it was shown."""
    return _in_language(text, ENGLISH if part in line.question.in_english else line.form.language)


def _note(line: Line) -> list[Node]:
    return [_worded(line, "note", line.question.note)] if line.question.note else []


def _in_language(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}


def _data(kind: str) -> Node:
    return {"@type": "dpv:PersonalData", "skos:broader": kind, "dpv:hasNecessity": "dpv:Optional"}


def _rule(condition: Condition) -> Node:
    if condition == "first_name":
        return {
            "@type": "dpv:Permission",
            "dct:identifier": condition,
            "schema:description": "The first name may stand beside it",
        }
    return {"@type": "dpv:Prohibition", "dct:identifier": condition, "schema:description": LIMITS[condition]}


def _event(line: Line) -> Node:
    return {"@type": "dpv:Scope", "dct:identifier": str(line.event_id), "schema:name": line.event_name or ""}


def _right(right: str) -> Node:
    return {"@type": "dpv:DataSubjectRight", "schema:name": right, "dpv:isExercisedAt": code_page()}


def _status(receipt: Receipt, line: Line) -> Node:
    said = {
        "@type": STATES[line.said],
        "dpv:isIndicatedAtTime": _instant(line.at),
        "dpv:isIndicatedBy": _subject(receipt) if receipt.speaker.speaks_for_self else _speaker(receipt),
        "dpv:hasIndicationMethod": METHODS[receipt.method],
        "dpv:hasJustification": AUTHORITIES[receipt.authority] if receipt.authority else "Not on record",
        "dpv:hasDuration": _holds(line),
    }
    return said | ({"dct:date": line.signed_on.isoformat()} if line.signed_on else {})


def _holds(line: Line) -> Node:
    """How long it holds. A no has no end (C11)."""
    if line.said != "given":
        return _until("Another answer is given")
    if line.expires_on is None:
        return _until("It is taken back, the child leaves the school, or turns 18")
    return {"@type": "dpv:UntilTimeDuration", "rdf:value": (line.expires_on - timedelta(days=1)).isoformat()}


def _until(event: str) -> Node:
    return {"@type": "dpv:UntilEventDuration", "rdf:value": event}


def _subject(receipt: Receipt) -> str:
    """Whom it is about: an id that is this speaker's alone."""
    return _urn(uuid5(OF_RECEIPTS, f"subject {receipt.speaker.person_id} {receipt.speaker.guardian_id}"))


def _speaker(receipt: Receipt) -> str:
    return _urn(uuid5(OF_RECEIPTS, f"speaker {receipt.speaker.person_id} {receipt.speaker.guardian_id}"))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _urn(id_: UUID) -> str:
    return f"urn:uuid:{id_}"
