"""Receipts (C16): the published fields, the signature, what they may not tell, and the pages that give them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text as sql
from sqlmodel import Session, select
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from consentsvc.consent import letters as consent_letters
from consentsvc.consent import restrictions, service
from consentsvc.consent.speakers import Speaker
from consentsvc.events.models import Event
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database, signing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.languages import LANGUAGES
from consentsvc.kernel.settings import settings
from consentsvc.notifications.models import Letter
from consentsvc.receipts import letters as receipt_letters
from consentsvc.receipts import linked_data
from consentsvc.receipts import service as receipts
from consentsvc.receipts import texts as receipt_texts
from consentsvc.receipts.service import Receipt
from consentsvc.worker import LETTERS
from tests.families.family_browser import HTML, Parent, as_staff, change, tie_of, told
from tests.people import NOBODY, Cast, Person
from tests.receipts import iso27560_fields, receipt_example

pytestmark = pytest.mark.rule("C16")


@pytest.fixture
def mothers(people: Cast) -> Speaker:
    return Speaker.guardian(people.amira.id, people.amira_mother.id)


@pytest.fixture
def fathers(people: Cast) -> Speaker:
    return Speaker.guardian(people.amira.id, people.amira_father.id)


def says(tx: Session, people: Cast, speaker: Speaker, said: str = "given", purpose: str = "website", **more: Any) -> UUID:
    """The receipt of what somebody said online, or wrote down by the office."""
    online = more.setdefault("method", "online") == "online"
    actor = Actor("family", speaker.guardian_id or speaker.person_id, people.oakfield.id) if online else as_staff(people.office)
    return service.answer(tx, actor, speaker, purpose=purpose, said=said, **more).receipt_id  # type: ignore[arg-type]


def receipt(tx: Session, people: Cast, speaker: Speaker, receipt_id: UUID) -> Receipt:
    return receipts.receipt_of(tx, people.oakfield.id, speaker, receipt_id)


def document(tx: Session, people: Cast, speaker: Speaker, receipt_id: UUID) -> dict[str, Any]:
    return linked_data.document(receipt(tx, people, speaker, receipt_id))


def file_of(tx: Session, people: Cast, speaker: Speaker, receipt_id: UUID) -> str:
    return linked_data.as_file(linked_data.signed(receipt(tx, people, speaker, receipt_id)))


def process(made: dict[str, Any]) -> dict[str, Any]:
    [found] = made["dpv:hasRecordOfActivity"]["dpv:hasProcess"]
    return found


def status(made: dict[str, Any]) -> dict[str, Any]:
    return process(made)["dpv:hasConsentStatus"]


# The published fields


def test_a_receipt_of_every_use_has_the_published_fields(tx, people, mothers):
    sent = uuid4()
    for purpose in PURPOSES:
        says(tx, people, mothers, purpose=purpose, receipt_id=sent, conditions=["first_name", "no_close_up"])
    made = document(tx, people, mothers, sent)
    assert iso27560_fields.problems(made) == []
    assert len(made["dpv:hasRecordOfActivity"]["dpv:hasProcess"]) == len(PURPOSES)


@pytest.mark.parametrize("said", ["given", "refused", "withdrawn"])
@pytest.mark.parametrize("method", ["online", "paper", "in_person", "phone", "imported"])
def test_however_it_was_said(tx, people, mothers, said, method):
    day = clock.today() - timedelta(days=3) if method in ("paper", "imported") else None
    made = document(tx, people, mothers, says(tx, people, mothers, said, method=method, signed_on=day))
    assert iso27560_fields.problems(made) == []
    assert status(made)["dpv:hasIndicationMethod"] == linked_data.METHODS[method]
    assert status(made).get("dct:date") == (day and day.isoformat())


@pytest.mark.parametrize(
    "broken",
    [
        lambda made: made.pop("dct:created"),
        lambda made: made["dpv:hasRecordOfActivity"].pop("dpv:hasDataSubject"),
        lambda made: process(made).pop("dpv:hasRecipient"),
        lambda made: process(made).update({"dpv:hasLegalBasis": "dpv:LegitimateInterest"}),
        lambda made: status(made).update({"dpv:isIndicatedAtTime": "yesterday"}),
        lambda made: process(made)["dpv:hasPurpose"].update({"skos:broader": "dpv:Gossip"}),
        lambda made: made["dpv:hasRecordOfActivity"]["dpv:hasEntity"][0].pop("dpv:hasContact"),
    ],
)
def test_the_list_of_fields_finds_what_is_missing_or_otherwise(tx, people, mothers, broken):
    made = document(tx, people, mothers, says(tx, people, mothers))
    broken(made)
    assert iso27560_fields.problems(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_stand_in_the_language_in_which_they_were_shown(tx, people, mothers, language):
    sent = says(tx, people, mothers, language=language, conditions=["not_named"])
    found = receipt(tx, people, mothers, sent)
    made = linked_data.document(found)
    [line] = found.lines
    assert iso27560_fields.problems(made) == []
    assert (made["dct:language"], line.form.language) == (language, language)
    shown = process(made)["dpv:hasPurpose"]["dct:description"]
    in_english = "question" in line.question.in_english
    assert shown == {"@value": line.question.question, "@language": "en" if in_english else language}
    [notice] = made["dpv:hasRecordOfActivity"]["dpv:hasNotice"]
    assert (notice["schema:creativeWorkStatus"] == "checked") == line.form.is_checked
    assert linked_data.is_ours(linked_data.as_file(linked_data.signed(found)))


def test_a_yes_says_until_when_and_a_no_has_no_end(tx, people, mothers):
    yes = document(tx, people, mothers, says(tx, people, mothers))
    no = document(tx, people, mothers, says(tx, people, mothers, "refused"))
    last_day = receipts.schools.policy_of(tx, people.oakfield.id).lapses_on(clock.today()) - timedelta(days=1)
    assert status(yes)["dpv:hasDuration"] == {"@type": "dpv:UntilTimeDuration", "rdf:value": last_day.isoformat()}
    assert status(no)["dpv:hasDuration"]["@type"] == "dpv:UntilEventDuration"
    assert (status(yes)["@type"], status(no)["@type"]) == ("dpv:ConsentGiven", "dpv:ConsentRefused")


def test_a_receipt_says_the_same_after_its_yes_has_run_out(tx, people, mothers):
    sent = says(tx, people, mothers)
    before = file_of(tx, people, mothers, sent)
    with clock.standing_at(clock.now() + timedelta(days=500)):
        assert file_of(tx, people, mothers, sent) == before
        page = receipt_texts.shown(receipt(tx, people, mothers, sent), "Amira")
    assert "It held until" in page.answers[0].notes[0].in_language("en")


def test_a_receipt_names_the_one_before_it_for_the_same_use(tx, people, mothers, fathers):
    others = says(tx, people, fathers)
    yes, press = says(tx, people, mothers), says(tx, people, mothers, purpose="press")
    taken_back = says(tx, people, mothers, "withdrawn")
    assert document(tx, people, mothers, yes)["dct:replaces"] == []
    assert document(tx, people, mothers, taken_back)["dct:replaces"] == [f"urn:uuid:{yes}"]
    assert others not in (yes, press)


def test_an_event_and_conditions_stand_in_it(tx, people, mothers):
    fair = Event(
        school_id=people.oakfield.id,
        name="Summer fair",
        on_date=clock.today(),
        place="Field",
        created_at=clock.now(),
        created_by=None,
    )
    change(tx, people, fair)
    made = document(tx, people, mothers, says(tx, people, mothers, event_id=fair.id, conditions=["group_only", "first_name"]))
    assert process(made)["dpv:hasScope"] == [{"@type": "dpv:Scope", "dct:identifier": str(fair.id), "schema:name": "Summer fair"}]
    kinds = {each["dct:identifier"]: each["@type"] for each in process(made)["dpv:hasRule"]}
    assert kinds == {"group_only": "dpv:Prohibition", "first_name": "dpv:Permission"}
    assert [each["skos:broader"] for each in process(made)["dpv:hasPersonalData"]] == ["pd:Picture", "pd:Name"]
    assert iso27560_fields.problems(made) == []


def test_the_schools_own_address_stands_in_it(tx, people, mothers):
    sent = says(tx, people, mothers)
    people.oakfield.policy = {"contact": "office@oakfield.example", "address": "1 Oak Lane, Ashford"}
    change(tx, people, people.oakfield)
    school = document(tx, people, mothers, sent)["dpv:hasRecordOfActivity"]["dpv:hasEntity"][0]
    assert (school["dpv:hasContact"], school["dpv:hasAddress"]) == ("office@oakfield.example", "1 Oak Lane, Ashford")


def test_the_example_in_the_reference_is_what_the_service_gives(monkeypatch):
    for name, value in receipt_example.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    assert receipt_example.FILE.read_text() == receipt_example.example(), "run `python -m tests.receipts.receipt_example`"
    made = json.loads(receipt_example.FILE.read_text())
    assert iso27560_fields.problems({name: each for name, each in made.items() if name != "signature"}) == []
    settings.cache_clear()


# Who speaks


def test_a_young_person_and_an_adult_speak_for_themselves(tx, people):
    for speaker, kind in (
        (Speaker.young_person(people.amira.id), "dpv:Child"),
        (Speaker.adult(people.ms_okafor.id), "dpv:Adult"),
    ):
        made = document(tx, people, speaker, says(tx, people, speaker))
        subject = made["dpv:hasRecordOfActivity"]["dpv:hasDataSubject"]
        assert subject["skos:broader"] == kind
        assert status(made)["dpv:isIndicatedBy"] == subject["@id"]
        assert status(made)["dpv:hasJustification"] == "Answers for themself"
        assert iso27560_fields.problems(made) == []


@pytest.mark.rule("C3")
def test_on_whose_authority_is_as_it_was_on_that_day(tx, people, mothers):
    sent = says(tx, people, mothers)
    tie = tie_of(tx, people, people.amira_mother)
    tie.parental_responsibility = False
    change(tx, people, tie)
    assert "Holds parental responsibility" in status(document(tx, people, mothers, sent))["dpv:hasJustification"]
    assert "a yes does not" in status(document(tx, people, mothers, says(tx, people, mothers)))["dpv:hasJustification"]


@pytest.mark.rule("C8")
def test_a_social_worker_decides_for_the_local_authority(tx, people):
    tie = tie_of(tx, people, people.chidi_carer)
    tie.local_authority, people.chidi.looked_after = True, True
    change(tx, people, tie, people.chidi)
    speaker = Speaker.guardian(people.chidi.id, people.chidi_carer.id)
    made = document(tx, people, speaker, says(tx, people, speaker))
    assert "dpv:Representative" in [each["@type"] for each in made["dpv:hasRecordOfActivity"]["dpv:hasEntity"]]
    assert status(made)["dpv:hasJustification"].startswith("Decides for the local authority")
    assert process(made)["dpv:hasPurpose"]["dct:description"]["@value"] == "May we put this child's picture on our website?"
    assert iso27560_fields.problems(made) == []


def test_an_answer_from_before_has_a_receipt_too(tx, people, mothers):
    """Earlier releases stored no authority, and form versions that held the questions alone."""
    sent = says(tx, people, mothers)
    wording = {each.id: {"name": each.name, "question": each.question, "reach": each.reach} for each in PURPOSES.values()}
    tx.execute(
        sql(
            "insert into form_versions (id, school_id, number, wording, created_at) "
            "select gen_random_uuid(), school_id, 900, cast(:wording as jsonb), now() from answers"
        ),
        {"wording": json.dumps(wording)},
    )
    tx.execute(
        sql(
            "insert into answers (id, school_id, child_id, guardian_id, purpose, said, method, form_version_id, language, answered_at) "
            "select gen_random_uuid(), a.school_id, child_id, guardian_id, 'press', 'refused', 'online', f.id, 'en', now() "
            "from answers a join form_versions f on f.number = 900"
        )
    )
    newest, first = receipts.receipts_of(tx, people.oakfield.id, mothers)
    assert (first.id, newest.authority) == (sent, None)
    assert iso27560_fields.problems(linked_data.document(newest)) == []
    assert receipt_texts.printed(newest, "Amira").startswith(b"%PDF")


# What it may not tell


@pytest.mark.promise("G1")
def test_it_is_the_same_whether_or_not_there_is_another_parent(tx, people, mothers, fathers):
    sent, now = uuid4(), clock.now()

    def mothers_file() -> str:
        with clock.standing_at(now):
            says(tx, people, mothers, receipt_id=sent)
            return file_of(tx, people, mothers, sent)

    world = tx.begin_nested()
    alone = mothers_file()
    world.rollback()
    for said in ("given", "withdrawn", "refused"):
        says(tx, people, fathers, said, language="ur")
    together = mothers_file()
    says(tx, people, fathers, "given", language="pl")
    assert together == alone == file_of(tx, people, mothers, sent)


@pytest.mark.promise("G1")
def test_two_parents_receipts_have_no_id_in_common(tx, people, mothers, fathers):
    def ids(speaker: Speaker) -> set[str]:
        made = document(tx, people, speaker, says(tx, people, speaker))
        record = made["dpv:hasRecordOfActivity"]
        return {made["@id"], record["@id"], record["dpv:hasDataSubject"]["@id"], status(made)["dpv:isIndicatedBy"]}

    assert ids(mothers) & ids(fathers) == set()


@pytest.mark.rule("R2")
def test_a_restriction_changes_no_byte_of_it(tx, people, mothers):
    sent = says(tx, people, mothers)
    before = file_of(tx, people, mothers, sent)
    restrictions.restrict(tx, as_staff(people.lead), people.amira.id, "Court order", None)
    assert file_of(tx, people, mothers, sent) == before


def test_no_name_of_a_person_stands_in_it(tx, people, mothers):
    written = file_of(tx, people, mothers, says(tx, people, mothers, method="phone"))
    decoded = urlsafe_b64decode(json.loads(written)["signature"].split(".")[1] + "==").decode()
    for name in ("Amira", "Khan", "Sana", "Office of", str(people.amira.id), str(people.amira_mother.id), str(people.office.id)):
        assert name not in written + decoded


# The signature


def keys(client: TestClient) -> dict[str, Ed25519PublicKey]:
    published = client.get("/.well-known/jwks.json").json()["keys"]
    assert all((each["kty"], each["crv"], each["use"]) == ("OKP", "Ed25519", "sig") and "d" not in each for each in published)
    return {each["kid"]: Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(each["x"] + "==")) for each in published}


def part(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_published_key_verifies_it_with_another_library(tx, people, mothers, anyone):
    written = json.loads(file_of(tx, people, mothers, says(tx, people, mothers)))
    header, payload, signature = written.pop("signature").split(".")
    stated = json.loads(part(header))
    assert (stated["alg"], stated["typ"]) == ("Ed25519", "consent-receipt+jws")
    keys(anyone)[stated["kid"]].verify(part(signature), f"{header}.{payload}".encode())
    assert json.loads(part(payload)) == written
    with pytest.raises(InvalidSignature):
        keys(anyone)[stated["kid"]].verify(part(signature), f"{header}.{payload}x".encode())


def test_one_changed_character_fails(tx, people, mothers):
    written = file_of(tx, people, mothers, says(tx, people, mothers))
    mark = json.loads(written)["signature"]
    assert linked_data.is_ours(written)
    assert linked_data.is_ours(mark)
    for text, step in ((mark, 97), (written, 211)):
        for at in range(0, len(text), step):
            other = "x" if text[at] != "x" else "y"
            changed = text[:at] + other + text[at + 1 :]
            if text[at] not in " \n":  # between the names of a file, space says nothing
                assert not linked_data.is_ours(changed), text[at - 20 : at + 20]
    assert not linked_data.is_ours(mark[:-1] + chr(ord(mark[-1]) + 1)), "spare bits of the last character"


def test_what_isnt_a_receipt_of_ours_fails(tx, people, mothers):
    written = json.loads(file_of(tx, people, mothers, says(tx, people, mothers)))
    more, twice = {**written, "dpv:hasName": "Mallory"}, json.dumps(written)[:-1] + ', "dct:language": "en"}'
    other_kind = signing.sign("seal", {key: each for key, each in written.items() if key != "signature"})
    unsigned = {key: each for key, each in written.items() if key != "signature"}
    none = [
        "",
        "{}",
        "[]",
        "null",
        "1",
        '"x"',
        "a.b.c",
        "..",
        "é.é.é",
        "\ud800",
        "[" * 100_000,
        "{" * 100_000,
        '{"a": NaN, "signature": "x"}',
    ]
    graph = {"@context": linked_data.CONTEXT, "@graph": [written, more]}
    empty = {"@context": linked_data.CONTEXT, "@graph": []}
    for text in (*none, other_kind, twice, *map(json.dumps, (more, unsigned, graph, empty, {**graph, "x": 1}, {"@graph": 7}))):
        assert not linked_data.is_ours(text), text[:60]


def test_it_verifies_after_the_secret_has_changed_while_the_earlier_one_is_kept(tx, people, mothers, monkeypatch, anyone):
    written = file_of(tx, people, mothers, says(tx, people, mothers))
    monkeypatch.setenv("CONSENTSVC_SECRET", "another secret, as long as it has to be")
    settings.cache_clear()
    assert not linked_data.is_ours(written)
    monkeypatch.setenv("CONSENTSVC_EARLIER_SECRETS", '["development only"]')
    settings.cache_clear()
    assert linked_data.is_ours(written)
    assert len(keys(anyone)) == 2
    settings.cache_clear()


# Families' pages


def sent_by(parent: Parent) -> str:
    """The address of the receipt of a yes that was just sent."""
    address = str(parent.answers("website", "yes").url)
    return f"/receipts/{address.rpartition('/')[2]}"


def test_a_family_reads_keeps_and_checks_its_receipt(mother, anyone):
    address = sent_by(mother)
    page = told(mother.opens(address))
    assert "Receipt for your answers" in page
    assert "May we put your child's picture on our website?" in page
    assert "Anybody in the world can see it and copy it." in page
    for ending, kind in (("json", "application/ld+json"), ("jws", "application/jose"), ("pdf", "application/pdf")):
        kept = mother.opens(f"{address}.{ending}")
        assert (kept.status_code, kept.headers["content-type"]) == (200, kind)
        assert kept.headers["content-disposition"].startswith('attachment; filename="receipt-')
        assert kept.headers["cache-control"] == "no-store"
        assert "Amira" not in kept.headers["content-disposition"]
        if ending != "pdf":
            assert "Yes. This service made this receipt" in told(
                anyone.post("/receipt-check", data={"text": kept.text}, headers=HTML)
            )
            sent = anyone.post("/receipt-check", files={"file": ("kept.json", kept.content)}, headers=HTML)
            assert "Yes. This service made this receipt" in told(sent)


def test_all_receipts_come_in_one_file(mother):
    sent_by(mother)
    mother.sends("/withdraw", purpose="website")
    kept = mother.opens("/receipts.json")
    assert [status(each)["@type"] for each in kept.json()["@graph"]] == ["dpv:ConsentWithdrawn", "dpv:ConsentGiven"]
    assert linked_data.is_ours(kept.text)


def test_another_speakers_receipt_is_not_found(people, mother, parent_of):
    address = sent_by(mother)
    father = parent_of(people.amira, people.amira_father).signs_in()
    for ending in ("", ".json", ".jws", ".pdf"):
        refused, nothing = father.opens(address + ending), father.opens(f"/receipts/{NOBODY}{ending}")
        assert (refused.status_code, told(refused)) == (404, told(nothing))


def test_receipts_ask_to_sign_in(people, mother, parent_of):
    address = sent_by(mother)
    outside = Parent(TestClient(mother.browser.app, follow_redirects=False), mother.home, mother.code)
    for page in (address, f"{address}.json", f"{address}.jws", f"{address}.pdf", "/receipts.json"):
        assert outside.opens(page).status_code == 401


def test_the_check_tells_nothing_but_yes_or_no(anyone):
    assert anyone.get("/receipt-check").status_code == 200
    nothing = anyone.post("/receipt-check", data={"text": " "}, headers=HTML)
    assert (nothing.status_code, "Choose a file, or paste the text of a receipt." in told(nothing)) == (422, True)
    canary = anyone.post("/receipt-check", data={"text": '{"name": "<b>Zebulon-canary"}'}, headers=HTML)
    assert (canary.status_code, "Zebulon" in canary.text) == (200, False)
    assert "No. This service did not make this" in told(canary)


@pytest.mark.promise("L1")
def test_nothing_of_a_receipt_is_logged(mother, anyone):
    with capture_logs() as logged:
        kept = mother.opens(f"{sent_by(mother)}.json")
        anyone.post("/receipt-check", data={"text": kept.text})
        anyone.post("/receipt-check", data={"text": "canary" + kept.text})
    assert logged == []


# Staff


@pytest.fixture
def phoned(tx: Session, people: Cast, mothers: Speaker) -> str:
    """Where staff find the receipt of an answer by phone: a yes for the website and a no for the press."""
    sent = says(tx, people, mothers, method="phone")
    says(tx, people, mothers, "refused", "press", method="phone", receipt_id=sent)
    tx.commit()
    return f"/api/children/{people.amira.id}/receipts/{sent}"


def test_the_office_sees_and_prints_what_was_said_by_phone(people, phoned, client_for):
    office = client_for(people.office)
    found = office.get(phoned).json()
    assert [(each["purpose"], each["said"]) for each in found["lines"]] == [("website", "given"), ("press", "refused")]
    assert found["lines"][0]["question"] == "May we put your child's picture on our website?"
    printed = office.get(f"{phoned}/pdf")
    assert (printed.headers["content-type"], printed.content[:4]) == ("application/pdf", b"%PDF")


@pytest.mark.parametrize("ending", ["", "/pdf"])
def test_who_may_see_a_receipt(
    people: Cast, phoned: str, anyone: TestClient, client_for: Callable[[Person], TestClient], ending: str
):
    assert anyone.get(phoned + ending).status_code == 401
    assert client_for(people.photographer).get(phoned + ending).status_code == 403
    assert client_for(people.other_head).get(phoned + ending).status_code == 404
    other_child = phoned.replace(str(people.amira.id), str(people.ben.id))
    assert client_for(people.office).get(other_child + ending).status_code == 404


@pytest.mark.promise("F1")
@pytest.mark.rule("R2")
def test_a_restricted_use_is_as_if_it_had_not_been_answered(tx, people, phoned, client_for):
    restrictions.restrict(tx, as_staff(people.lead), people.amira.id, "Court order", ["website"])
    tx.commit()
    assert [each["purpose"] for each in client_for(people.office).get(phoned).json()["lines"]] == ["press"]
    assert len(client_for(people.lead).get(phoned).json()["lines"]) == 2
    restrictions.restrict(tx, as_staff(people.lead), people.amira.id, "Court order", None)
    tx.commit()
    nobody = f"/api/children/{people.amira.id}/receipts/{NOBODY}"
    assert client_for(people.office).get(phoned).content == client_for(people.office).get(nobody).content


# The mail


def letters(tx: Session) -> list[Letter]:
    return [each for each in tx.exec(select(Letter)).all() if each.kind == consent_letters.RECEIPT]


def test_whoever_answered_gets_one_mail_at_once_and_one_for_all_else_within_the_hour(tx, people, mother):
    said_at = clock.now()
    for minutes in (0, 10, 20, 30):
        with clock.standing_at(said_at + timedelta(minutes=minutes)):
            sent_by(mother)
            mother.sends("/withdraw", purpose="website")
    first, second = letters(tx)
    assert first.about_id != second.about_id
    assert [each.not_before for each in (first, second)] == [said_at, said_at + timedelta(hours=1)]
    mail = LETTERS[consent_letters.RECEIPT](tx, first)
    assert mail is not None
    assert (mail.to, mail.subject) == ("mother.a1@family.example", "Oakfield Primary has saved your answers")
    assert f"http://testserver{mother.home}" in mail.text
    for unsaid in ("Amira", "Khan", "website", "Yes", "yes"):
        assert unsaid not in mail.text + mail.html + mail.subject


def test_nobody_is_written_to_who_may_not_be(tx, people, mothers):
    sent = says(tx, people, mothers)
    consent_letters.owe(tx, people.oakfield.id, mothers, sent)
    [letter] = letters(tx)
    tie = tie_of(tx, people, people.amira_mother)
    tie.contact_barred = True
    change(tx, people, tie)
    assert receipt_letters.write_receipt(tx, letter) is None
    ben = Speaker.young_person(people.ben.id)
    consent_letters.owe(tx, people.oakfield.id, ben, says(tx, people, ben))
    assert receipt_letters.write_receipt(tx, letters(tx)[-1]) is None


def test_what_staff_write_down_is_told_by_mail(tx, people, client_for):
    said = {"guardian_id": str(people.amira_mother.id), "purpose": "website", "said": "refused", "method": "phone"}
    made = client_for(people.office).post(f"/api/children/{people.amira.id}/answers", json=said)
    assert made.status_code == 201
    database.act_for(tx, people.oakfield.id)
    assert [str(each.about_id) for each in letters(tx)] == [made.json()["receipt_id"]]


# Printed


@pytest.mark.parametrize("language", ["en", "ur", "zh"])
def test_it_prints_in_the_language_of_the_answers(tx, people, mothers, language):
    sent = says(tx, people, mothers, language=language)
    assert receipt_texts.printed(receipt(tx, people, mothers, sent), "Amira").startswith(b"%PDF")
