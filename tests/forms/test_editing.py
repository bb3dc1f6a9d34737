"""Changing a form: a draft, its publication, and who may."""

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.forms import service
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.texts import WORDS

POLISH = {"name": "Strona", "question": "Czy możemy?", "reach": "Wszyscy."}
CLEARER = {"name": "Website", "question": "May we show your child's picture on our website?", "reach": "The whole world sees it."}
UNCHANGED = {"introduction": {"text": None, "translations": {}}, "questions": {}, "not_asked": [], "bases": {}}


def saying(purpose="website", words=CLEARER, translations=None, conditions=None):
    question = {"words": words, "conditions": conditions, "translations": translations or {}}
    return {**UNCHANGED, "questions": {purpose: question}}


def resting(purpose="learning_record", basis="public_task", reason="Teaching needs it, says the head."):
    return {**UNCHANGED, "bases": {purpose: {"basis": basis, "reason": reason}}}


@pytest.fixture
def head(people, client_for):
    return client_for(people.head)


@pytest.fixture
def draft(head):
    """Keeps a draft of a form: `draft(content)`."""

    def keep(content, kind="family"):
        revision = head.get(f"/api/forms/{kind}").json()["revision"]
        answer = head.put(f"/api/forms/{kind}/draft", json={"revision": revision, "content": content})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return keep


@pytest.fixture
def publish(head, draft):
    """Keeps a draft and publishes it: `publish(content, website="clearer")`."""

    def publish(content, kind="family", **meanings):
        kept = draft(content, kind)
        return head.post(f"/api/forms/{kind}/publish", json={"revision": kept["revision"], "meanings": meanings})

    return publish


def codes(answer):
    return [(each["rule"], each["code"], each["about"]) for each in answer.json()["reasons"]]


def test_there_are_four_forms_used_as_they_come(head):
    rows = head.get("/api/forms").json()
    assert [row["kind"] for row in rows] == ["family", "young_person", "looked_after", "adult"]
    assert all(row["published_at"] is row["draft_at"] is None and row["asked"] == len(PURPOSES) for row in rows)


def test_a_draft_changes_nothing_that_families_see(tx, people, head, draft):
    kept = draft(saying())
    assert kept["changes"]["words"] == ["website"]
    assert service.form_of(tx, people.oakfield.id).question("website").question == PURPOSES["website"].question
    shown = {each: head.get(f"/api/forms/family/preview?draft={each}").json() for each in ("false", "true")}
    assert question(shown["false"], "website")["question"] == PURPOSES["website"].question
    assert question(shown["true"], "website")["question"] == CLEARER["question"]


def question(form, purpose):
    return next(each for each in form["questions"] if each["purpose"] == purpose)


def test_a_second_editor_does_not_undo_the_first(people, client_for, head, draft):
    read = head.get("/api/forms/family").json()["revision"]
    draft(saying())
    other = client_for(people.admin)
    late = other.put("/api/forms/family/draft", json={"revision": read, "content": UNCHANGED})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/form-changed")
    assert other.post("/api/forms/family/publish", json={"revision": read, "meanings": {}}).status_code == 409
    assert other.delete(f"/api/forms/family/draft?revision={read}").status_code == 409


def test_a_draft_can_be_thrown_away(head, draft):
    kept = draft(saying())
    thrown = head.delete(f"/api/forms/family/draft?revision={kept['revision']}").json()
    assert thrown["draft"] is None
    again = head.delete(f"/api/forms/family/draft?revision={thrown['revision']}")
    assert again.json()["type"] == "/problems/no-draft"


@pytest.mark.rule("C3")
def test_what_is_published_is_asked_and_the_old_wording_is_kept(tx, people, head, publish):
    before = service.form_in_use(tx, people.oakfield.id)
    done = publish(saying(), website="clearer")
    assert done.status_code == 200, done.text
    now = service.form_in_use(tx, people.oakfield.id)
    assert service.shown(now).question("website").question == CLEARER["question"]
    assert service.version_shown(tx, people.oakfield.id, before.id).question("website").question == PURPOSES["website"].question
    assert now.id != before.id
    assert done.json()["form"]["draft"] is None
    assert done.json()["form"]["published_by"]["id"] == str(people.head.id)


@pytest.mark.rule("C3")
def test_a_publication_keeps_its_wording_in_every_language_that_the_school_offers(people, head, publish):
    publish(saying(), website="clearer")
    versions = head.get("/api/forms/family/history").json()["versions"]
    assert {each["language"] for each in versions} == {
        "en", "cy", "pl", "ro", "ur", "pa", "bn", "ar", "so", "tr", "zh", "uk",
    }  # fmt: skip
    english = next(each for each in versions if each["language"] == "en")
    shown = head.get(f"/api/form-versions/{english['id']}").json()["form"]
    assert question(shown, "website")["question"] == CLEARER["question"]


@pytest.mark.rule("C3")
def test_nobody_publishes_other_words_without_saying_what_they_mean(publish):
    refused = publish(saying())
    assert refused.status_code == 409
    assert codes(refused) == [("C3", "meaning_not_said", "website")]


def test_a_use_whose_words_have_not_changed_cannot_be_asked_again(publish):
    refused = publish(saying(), website="clearer", press="means_more")
    assert refused.json()["fields"][0]["where"] == "body.meanings.press"


def test_publishing_nothing_is_refused(head, publish, draft):
    read = head.get("/api/forms/family").json()["revision"]
    none = head.post("/api/forms/family/publish", json={"revision": read, "meanings": {}})
    assert none.json()["type"] == "/problems/no-draft"
    assert publish(UNCHANGED).json()["type"] == "/problems/nothing-changed"


@pytest.mark.rule("C1")
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("May we put your child's picture on our website and on Facebook?", "asks_for_two_uses"),
        ("May we put it on our website? And may we keep it?", "not_one_question"),
        ("We put your child's picture on our website.", "not_one_question"),
    ],
)
def test_a_question_asks_about_one_use(publish, asked, code):
    refused = publish(saying(words={**CLEARER, "question": asked}), website="means_more")
    assert codes(refused) == [("C1", code, "website")]


@pytest.mark.rule("C1")
@pytest.mark.parametrize("kind", WORDS)
def test_the_words_as_they_come_ask_about_one_use_each(kind):
    from consentsvc.forms import rules
    from consentsvc.forms.schemas import UNCHANGED

    assert rules.problems(kind, UNCHANGED, UNCHANGED, is_public_body=True) == []


def test_a_form_asks_something(publish):
    assert codes(publish({**UNCHANGED, "not_asked": list(PURPOSES)})) == [("C1", "nothing_asked", None)]


def test_a_use_that_is_not_asked_stays_on_the_form_for_earlier_answers(tx, people, publish):
    assert publish({**UNCHANGED, "not_asked": ["press"]}).status_code == 200
    form = service.form_of(tx, people.oakfield.id)
    assert "press" not in [each.purpose for each in form.questions]
    assert [each.purpose for each in form.not_asked] == ["press"]
    assert [purpose for purpose, use in service.uses(tx, people.oakfield.id).items() if not use.is_asked] == ["press"]


@pytest.mark.rule("C12")
def test_the_school_chooses_the_conditions_that_a_yes_may_have(tx, people, publish):
    done = publish(saying(words=None, conditions=["first_name", "group_only"]), website="clearer")
    assert done.status_code == 200, done.text
    form = service.form_of(tx, people.oakfield.id)
    assert list(form.question("website").conditions) == ["group_only", "first_name"]
    assert list(form.question("press").conditions) == ["group_only", "no_close_up", "not_named", "first_name"]


@pytest.mark.rule("C13")
def test_a_public_body_may_rest_a_use_on_public_task_and_says_why(tx, people, head, publish):
    assert codes(publish(resting(reason=""))) == [("C13", "basis_without_reason", "learning_record")]
    assert publish(resting()).status_code == 200
    assert service.bases(tx, people.oakfield.id)["learning_record"] == "public_task"
    asked = service.form_of(tx, people.oakfield.id).question("learning_record")
    assert asked.basis == "public_task"
    assert "we do not need a yes" in asked.note
    newest = head.get("/api/forms/family/history").json()["edits"][0]
    assert newest["reasons"] == {"learning_record": "Teaching needs it, says the head."}
    assert newest["published_by"]["id"] == str(people.head.id)
    assert codes(publish(UNCHANGED)) == [("C13", "basis_without_reason", "learning_record")]
    assert publish(resting(basis="consent", reason="A parent asked us to.")).status_code == 200
    assert service.bases(tx, people.oakfield.id)["learning_record"] == "consent"


@pytest.mark.rule("C13")
def test_nobody_else_may(tx, people, head, publish):
    publish(resting())
    policy = head.get("/api/school/policy").json()
    private = {"revision": policy["revision"], "policy": {**policy["policy"], "is_public_body": False}}
    assert head.put("/api/school/policy", json=private).status_code == 200
    assert service.bases(tx, people.oakfield.id)["learning_record"] == "consent"
    assert ("C13", "not_a_public_body", "press") in codes(publish(resting("press")))


@pytest.mark.rule("C13")
def test_a_use_that_rests_on_public_task_stays_on_the_form_so_that_families_can_object(publish):
    off_the_form = {**resting(), "not_asked": ["learning_record"]}
    assert codes(publish(off_the_form)) == [("C13", "public_task_not_on_form", "learning_record")]
    publish(resting())
    assert codes(publish(off_the_form)) == [("C13", "public_task_not_on_form", "learning_record")]


@pytest.mark.rule("C13")
def test_legitimate_interests_are_not_open(head):
    read = head.get("/api/forms/family").json()["revision"]
    content = resting(basis="legitimate_interests")
    assert head.put("/api/forms/family/draft", json={"revision": read, "content": content}).status_code == 422


@pytest.mark.rule("C13")
@pytest.mark.parametrize("kind", ["young_person", "looked_after", "adult"])
def test_the_basis_is_chosen_on_the_families_form(publish, kind):
    assert codes(publish(resting(), kind)) == [("C13", "basis_elsewhere", "learning_record")]


@pytest.mark.rule("C8")
def test_public_task_is_never_taken_for_a_looked_after_child_nor_for_an_adult(tx, people, publish):
    publish(resting())
    found = {kind: service.form_of(tx, people.oakfield.id, kind).question("learning_record").basis for kind in WORDS}
    assert found == {"family": "public_task", "young_person": "public_task", "looked_after": "consent", "adult": "consent"}


@pytest.mark.rule("C17")
def test_the_schools_own_translation_is_used_and_marked_until_somebody_has_checked_it(tx, people, publish):
    own = {"pl": {**POLISH, "english": CLEARER, "checked_by": ""}}
    publish(saying(translations=own), website="clearer")
    form = service.form_of(tx, people.oakfield.id, "family", "pl")
    assert form.question("website").question == "Czy możemy?"
    assert not form.is_checked
    checked = {"pl": {**POLISH, "english": CLEARER, "checked_by": "Ms Nowak"}}
    assert publish(saying(translations=checked)).status_code == 200
    assert service.form_of(tx, people.oakfield.id, "family", "pl").question("website").question == "Czy możemy?"


@pytest.mark.rule("C17")
def test_a_translation_of_other_words_is_not_used(tx, people, publish):
    old = {"pl": {**POLISH, "english": {**CLEARER, "reach": "Some people see it."}, "checked_by": "Ms Nowak"}}
    publish(saying(translations=old), website="clearer")
    shown = service.form_of(tx, people.oakfield.id, "family", "pl").question("website")
    assert shown.question == CLEARER["question"]
    assert shown.in_english == {"name", "question", "reach"} | (shown.in_english & {"conditions"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions": {"nowhere": {"words": None, "conditions": None, "translations": {}}}},
        {"questions": {"website": {"words": {**CLEARER, "name": ""}, "conditions": None, "translations": {}}}},
        {"questions": {"website": {"words": None, "conditions": ["first_name", "first_name"], "translations": {}}}},
        {"introduction": {"text": "a\x00b", "translations": {}}},
        {"introduction": {"text": None, "translations": {"en": {"text": "T", "english": "E", "checked_by": ""}}}},
        {"introduction": {"text": None, "translations": {"xx": {"text": "T", "english": "E", "checked_by": ""}}}},
        {"price": 3},
    ],
)
def test_a_draft_that_cannot_be_is_refused(head, wrong):
    read = head.get("/api/forms/family").json()["revision"]
    assert head.put("/api/forms/family/draft", json={"revision": read, "content": {**UNCHANGED, **wrong}}).status_code == 422


@pytest.mark.rule("A6")
def test_another_school_sees_nothing_of_it(people, client_for, head, publish):
    publish(saying(), website="clearer")
    version = head.get("/api/forms/family/history").json()["versions"][0]["id"]
    other = client_for(people.other_head)
    assert other.get("/api/forms/family").json()["published_at"] is None
    assert other.get("/api/forms/family/history").json() == {"edits": [], "versions": []}
    assert other.get(f"/api/form-versions/{version}").status_code == 404


@pytest.mark.rule("A2")
def test_each_change_is_in_the_audit(tx, people, draft, publish):
    draft(saying())
    publish(saying(), website="means_more")
    entries = tx.exec(select(AuditEntry).where(AuditEntry.school_id == people.oakfield.id).order_by(AuditEntry.number)).all()
    found = [(each.verb, each.detail) for each in entries if each.verb.startswith("form:")]
    assert [verb for verb, _ in found] == ["form:draft", "form:draft", "form:publish"]
    assert found[-1][1] == {"kind": "family", "words": ["website"], "asked_again": ["website"], "bases": {}}


EDITING = [
    ("GET", "/api/forms"),
    ("GET", "/api/forms/family"),
    ("PUT", "/api/forms/family/draft"),
    ("DELETE", "/api/forms/family/draft"),
    ("GET", "/api/forms/family/history"),
    ("GET", "/api/forms/family/effects"),
    ("POST", "/api/forms/family/publish"),
]


@pytest.mark.parametrize(("method", "path"), EDITING)
def test_only_leads_heads_and_administrators_edit(people, anyone, client_for, method, path):
    assert anyone.request(method, path).status_code == 401
    for person in (people.teacher, people.publisher, people.photographer, people.office, people.dpo):
        assert client_for(person).request(method, path).status_code == 403
    for person in (people.lead, people.head, people.admin):
        assert client_for(person).request(method, path).status_code in (200, 422)
