"""The published fields of a consent record and receipt (ISO/IEC TS 27560:2023), and whether a document has them.

Source: W3C Data Privacy Vocabularies and Controls Community Group, 'Consent Records and Receipts as per ISO/IEC TS 27560:2023 using
DPV', final report of 1 August 2024 (https://w3id.org/dpv/guides/consent-27560), section 'ISO 27560:2023, EU GDPR, and DPV' and the
field tables after it. The names, and which are mandatory, are those of that table; the paths say where our documents hold them.

DPV_TERMS: the terms of DPV 2.2 (https://w3id.org/dpv) and its extensions PD, LOC and LEGAL-GB that our documents may use, each looked
up in the vocabulary's own CSV files. A document that uses another one is refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

RECORD = "dpv:hasRecordOfActivity"
PROCESS = f"{RECORD}/dpv:hasProcess"
ENTITY = f"{RECORD}/dpv:hasEntity"
STATUS = f"{PROCESS}/dpv:hasConsentStatus"
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#"


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_worded(value: Any) -> bool:
    """Words in a language."""
    return isinstance(value, dict) and set(value) == {"@value", "@language"} and is_text(value["@value"])


def is_name(value: Any) -> bool:
    """The name of a thing: an address, a URN, or a term with its prefix."""
    return isinstance(value, str) and re.fullmatch(r"(https?|urn|dpv|pd|loc|legal-gb):\S+", value) is not None


def is_instant(value: Any) -> bool:
    """ISO 8601 in UTC."""
    return isinstance(value, str) and value.endswith("Z") and datetime.fromisoformat(value).tzinfo is not None


def is_language(value: Any) -> bool:
    """ISO 639."""
    return isinstance(value, str) and re.fullmatch(r"[a-z]{2}", value) is not None


def is_term(prefix: str, *terms: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and (value in terms if terms else value.startswith(prefix))


def is_typed(*types: str) -> Callable[[Any], bool]:
    """A node that is of one of these types."""

    def holds(value: Any) -> bool:
        found = value.get("@type") if isinstance(value, dict) else None
        return bool({found} & set(types) if isinstance(found, str) else set(found or ()) & set(types))

    return holds


@dataclass(frozen=True)
class Field:
    """One published field: mandatory or not, where it stands, and what each of its values must be."""

    name: str
    is_mandatory: bool
    path: str
    holds: Callable[[Any], bool]


STATES = ("dpv:ConsentGiven", "dpv:ConsentRefused", "dpv:ConsentWithdrawn", "dpv:ConsentExpired", "dpv:ConsentInvalidated")
DURATIONS = ("dpv:TemporalDuration", "dpv:UntilTimeDuration", "dpv:UntilEventDuration", "dpv:EndlessDuration")

FIELDS = (
    # receipt header
    Field("schema_version (receipt)", True, "dct:conformsTo", is_term("", f"{PROFILE}receipt")),
    Field("receipt_id", True, "dct:identifier", is_text),
    Field("receipt_id", True, "dpv:hasIdentifier", is_text),
    Field("creation timestamp", True, "dct:created", is_instant),
    Field("associated consent record", True, RECORD, is_typed("dpv:ConsentRecord")),
    # record header
    Field("schema_version (record)", True, f"{RECORD}/dct:conformsTo", is_term("", f"{PROFILE}record")),
    Field("record_id", True, f"{RECORD}/dct:identifier", is_text),
    Field("record_id", True, f"{RECORD}/dpv:hasIdentifier", is_text),
    Field("pii_principal_id", True, f"{RECORD}/dpv:hasDataSubject/dct:identifier", is_name),
    # processing
    Field("privacy_notice", True, f"{RECORD}/dpv:hasNotice", is_typed("dpv:ConsentNotice")),
    Field("language", True, f"{RECORD}/dpv:hasNotice/dct:language", is_language),
    Field("purpose", True, f"{PROCESS}/dpv:hasPurpose", is_typed("dpv:Purpose")),
    Field("purpose (words shown)", True, f"{PROCESS}/dpv:hasPurpose/dct:description", is_worded),
    Field("purpose_type", False, f"{PROCESS}/dpv:hasPurpose/skos:broader", is_term("dpv:")),
    Field(
        "lawful_basis",
        False,
        f"{PROCESS}/dpv:hasLegalBasis",
        is_term("", "dpv:ExplicitlyExpressedConsent", "dpv:OfficialAuthorityOfController"),
    ),
    Field("pii_information", True, f"{PROCESS}/dpv:hasPersonalData", is_typed("dpv:PersonalData")),
    Field("pii_controllers", True, f"{RECORD}/dpv:hasDataController", is_name),
    Field("collection_method", False, f"{PROCESS}/dpv:hasDataSource", is_term("dpv:")),
    Field("processing_method", False, f"{PROCESS}/dpv:hasProcessing", is_term("dpv:")),
    Field(
        "storage_locations, retention_period",
        True,
        f"{PROCESS}/dpv:hasStorageCondition",
        is_typed("dpv:StorageLocation", "dpv:StorageDuration"),
    ),
    Field("storage_locations", True, f"{PROCESS}/dpv:hasStorageCondition/dpv:hasLocation", is_term("loc:")),
    Field("retention_period", True, f"{PROCESS}/dpv:hasStorageCondition/dpv:hasDuration", is_typed(*DURATIONS)),
    Field("jurisdiction", True, f"{RECORD}/dpv:hasJurisdiction", is_term("loc:")),
    Field("recipient_third_parties", True, f"{PROCESS}/dpv:hasRecipient", is_name),
    Field("withdrawal_method", True, f"{RECORD}/dpv:hasConsentControl", is_typed("dpv:WithdrawConsent")),
    Field("withdrawal_method (address)", True, f"{RECORD}/dpv:hasConsentControl/dpv:isExercisedAt", is_name),
    Field(
        "privacy_rights", True, f"{RECORD}/dpv:hasRight", is_typed("dpv:DataSubjectRight")
    ),  # optional in ISO, a must in the guide
    Field("authority_party", False, f"{RECORD}/dpv:hasAuthority", is_name),
    # personal data
    Field("pii_type", True, f"{PROCESS}/dpv:hasPersonalData/skos:broader", is_term("pd:")),
    Field("pii_optional", False, f"{PROCESS}/dpv:hasPersonalData/dpv:hasNecessity", is_term("", "dpv:Optional")),
    # parties
    Field("party_id", True, f"{ENTITY}/dpv:hasIdentifier", is_name),
    Field("party_type, party_role", True, f"{ENTITY}/@type", is_term("dpv:")),
    # events
    Field("event_time", True, f"{STATUS}/dpv:isIndicatedAtTime", is_instant),
    Field("validity_duration", True, f"{STATUS}/dpv:hasDuration", is_typed(*DURATIONS)),
    Field("validity_duration", True, f"{STATUS}/dpv:hasDuration/rdf:value", is_text),
    Field("entity_id", True, f"{STATUS}/dpv:isIndicatedBy", is_name),
    Field("event_state", True, STATUS, is_typed(*STATES)),
    Field("expression method", False, f"{STATUS}/dpv:hasIndicationMethod", is_text),
)

OF_PARTIES = ("dpv:hasName", "dpv:hasContact", "dpv:hasAddress")  # of every party but data subjects and who speaks for them
SPEAKERS = {"dpv:GuardianOfDataSubject", "dpv:Representative"}

DPV_TERMS = frozenset(
    """
    dpv:ConsentReceipt dpv:ConsentRecord dpv:ConsentNotice dpv:hasRecordOfActivity dpv:hasNotice dpv:hasIdentifier dpv:hasName
    dpv:hasContact dpv:hasAddress dpv:hasEntity dpv:DataSubject dpv:hasDataSubject dpv:Child dpv:Adult dpv:GuardianOfDataSubject
    dpv:Representative dpv:hasRelationWithDataSubject dpv:DataController dpv:hasDataController dpv:EducationalOrganisation dpv:Recipient
    dpv:ThirdParty dpv:hasRecipient dpv:hasAuthority dpv:hasJurisdiction dpv:hasApplicableLaw dpv:hasLocation dpv:Process dpv:hasProcess
    dpv:Purpose dpv:hasPurpose dpv:ServiceProvision dpv:RecordManagement dpv:CommunicationManagement dpv:PublicRelations
    dpv:SocialMediaMarketing dpv:Advertising dpv:HumanResourceManagement dpv:PersonalData dpv:hasPersonalData dpv:hasNecessity
    dpv:Optional dpv:hasDataSource dpv:DataControllerDataSource dpv:hasProcessing dpv:Collect dpv:Store dpv:Use dpv:Display dpv:Share
    dpv:Disseminate dpv:MakeAvailable dpv:hasStorageCondition dpv:StorageLocation dpv:StorageDuration dpv:hasDuration
    dpv:UntilTimeDuration dpv:UntilEventDuration dpv:hasLegalBasis dpv:ExplicitlyExpressedConsent dpv:OfficialAuthorityOfController
    dpv:hasRule dpv:Prohibition dpv:Permission dpv:hasScope dpv:Scope dpv:hasConsentControl dpv:ProvideConsent dpv:WithdrawConsent
    dpv:isExercisedAt dpv:hasRight dpv:DataSubjectRight dpv:hasConsentStatus dpv:ConsentGiven dpv:ConsentRefused dpv:ConsentWithdrawn
    dpv:isIndicatedAtTime dpv:isIndicatedBy dpv:hasIndicationMethod dpv:hasJustification
    pd:Picture pd:Name loc:GB legal-gb:law-GDPR legal-gb:law-DPA legal-gb:DPA-GB
    """.split()
)


def problems(document: dict[str, Any]) -> list[str]:
    """What the document lacks, or has otherwise than it is published."""
    return [*_missing(document), *_unlike(document), *_nameless(document), *_unknown_terms(document)]


def _missing(document: dict[str, Any]) -> Iterator[str]:
    for field in FIELDS:
        if field.is_mandatory and not list(_at(document, field.path)):
            yield f"{field.name} is missing at {field.path}"
    for process in _at(document, PROCESS):
        for name in {
            field.path.removeprefix(f"{PROCESS}/").split("/")[0] for field in FIELDS if field.path.startswith(f"{PROCESS}/")
        }:
            if not process.get(name):
                yield f"{name} is missing in {process['dpv:hasPurpose']['dct:identifier']}"


def _unlike(document: dict[str, Any]) -> Iterator[str]:
    for field in FIELDS:
        for value in _at(document, field.path):
            if not field.holds(value):
                yield f"{field.name} is not as published: {value!r}"


def _nameless(document: dict[str, Any]) -> Iterator[str]:
    for party in _at(document, ENTITY):
        kinds = {party["@type"]} if isinstance(party["@type"], str) else set(party["@type"])
        if not kinds & SPEAKERS:
            yield from (f"{name} is missing for {kinds}" for name in OF_PARTIES if not is_text(party.get(name)))


def _unknown_terms(value: Any) -> Iterator[str]:
    for text in _texts(value):
        if re.fullmatch(r"(dpv|pd|loc|legal-gb):\S+", text) and text not in DPV_TERMS:
            yield f"{text} is not on the list of terms"


def _texts(value: Any) -> Iterator[str]:
    """Every name and every text, but for the context, which explains them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "@context":
                yield name
                yield from _texts(each)


def _at(value: Any, path: str) -> Iterator[Any]:
    """Every value at a path, through lists."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        name, _, rest = path.partition("/")
        if name in value:
            yield from _at(value[name], rest)
