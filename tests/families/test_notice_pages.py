"""An event's public page: anybody keeps a child out of pictures, it counts at once, and the page tells nothing of any list (E3)."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from consentsvc.audit.models import AuditEntry
from consentsvc.consent import opt_outs, standings
from consentsvc.events import notices
from consentsvc.events.models import Event, OptOut
from consentsvc.families.notice_pages import OptOutsSent
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.roster.models import Child
from tests.people import NOBODY

pytestmark = pytest.mark.rule("E3")


@pytest.fixture
def concert(people, client_for):
    """A large event tomorrow: Amira and Ben take part."""
    event = {
        "name": "Concert", "on_date": str(clock.today() + timedelta(days=1)), "place": "Hall", "scale": "large",
        "child_ids": [str(people.amira.id), str(people.ben.id)],
    }  # fmt: skip
    return client_for(people.office).post("/api/events", json=event).json()["id"]


@pytest.fixture
def page(people, concert):
    """The address on the sign."""
    with begin(people.oakfield.id) as tx:
        return notices.public_address(tx, tx.get_one(Event, UUID(concert))).removeprefix("http://testserver")


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


def send(client, page, name, **more):
    return client.post(page, data={"child_name": name, **more})


def listed(client, concert):
    return client.get(f"/api/events/{concert}/opt-outs").json()


def counts_for(client, concert) -> list[dict[str, bool]]:
    """By the newest first: whom each counts for, and whether that is certain."""
    rows = listed(client, concert)["items"]
    return [{child["name"]: child["is_certain"] for child in row["children"] if child["counts"]} for row in rows]


def allows(people, child, event_id) -> bool:
    with begin(people.oakfield.id) as tx:
        event = UUID(event_id) if event_id else None
        return standings.standings_for(tx, people.oakfield.id, [child.id], [], ["website"], event, clock.today())[
            child.id, "website"
        ].allows


def says_yes(client, child, guardian, event_id=None):
    said = {"guardian_id": str(guardian.id), "purpose": "website", "said": "given", "method": "phone", "event_id": event_id}
    assert client.post(f"/api/children/{child.id}/answers", json=said).status_code == 201


def test_the_page_says_what_is_photographed_and_has_a_form_without_a_script(anyone, page):
    got = anyone.get(page)
    assert got.status_code == 200
    assert "Concert" in got.text
    assert "<script" not in got.text
    assert 'name="child_name" value=""' in got.text
    assert anyone.get(page, params={"language": "ur"}).text.count('dir="rtl"') >= 1
    assert anyone.get("/n/nothing").status_code == 404


def test_it_counts_from_the_moment_that_the_page_says_so_and_for_that_event_only(people, anyone, page, office, concert):
    says_yes(office, people.amira, people.amira_mother)
    assert allows(people, people.amira, concert)
    done = send(anyone, page, "  amira   KHAN ", class_or_group="Hedgehogs", looks="A red coat")
    assert (done.status_code, done.headers["location"]) == (303, f"{page}/noted?language=en")
    assert not allows(people, people.amira, concert)
    assert allows(people, people.amira, None)
    assert counts_for(office, concert) == [{"Amira Khan": True}]
    (row,) = listed(office, concert)["items"]
    assert (row["child_name"], row["class_or_group"], row["looks"], row["state"]) == (
        "amira KHAN", "Hedgehogs", "A red coat", "matched",
    )  # fmt: skip


def test_the_answer_is_the_same_bytes_whoever_is_on_the_list(anyone, page, people):
    answers = []
    for name in ("Amira Khan", "Amirah Kahn", "Chidi Eze", "Nobody Ofthatname", "Zoe Quill"):
        done = send(anyone, page, name)
        told = anyone.get(done.headers["location"])
        answers.append((done.status_code, done.content, sorted(done.headers.items()), told.status_code, told.content))
    assert answers == [answers[0]] * 5


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ben O’Neill", {"Ben O'Neill": True}),
        ("ben oneill", {"Ben O'Neill": True}),
        ("Benn O'Neil", {"Ben O'Neill": False}),
        ("Ben", {"Ben O'Neill": False}),
        ("Chidi Eze", {"Chidi Eze": True}),  # of the school, not on the event's list
        ("Emma Khan", {}),
        ("Zoe Quill", {}),  # of another school
    ],
)
def test_a_name_is_matched_among_those_who_take_part_then_in_the_school(anyone, page, office, concert, typed, found):
    send(anyone, page, typed)
    assert counts_for(office, concert) == [found]
    assert listed(office, concert)["open"] == (0 if found else 1)


def test_where_several_may_be_meant_it_counts_for_all_until_somebody_says_who(people, anyone, page, office, concert):
    other = {"ref": "K9", "first_name": "Amirah", "last_name": "Khan", "born_on": "2018-01-01"}
    added = office.post("/api/children", json=other).json()["id"]
    office.put(f"/api/events/{concert}/participants", json={"child_ids": [str(people.amira.id), added]})
    send(anyone, page, "Amiraa Khan")
    assert counts_for(office, concert) == [{"Amira Khan": False, "Amirah Khan": False}]
    (row,) = listed(office, concert)["items"]
    matched = office.post(f"/api/opt-outs/{row['id']}/match", json={"child_ids": [added]}).json()
    assert {child["name"]: (child["counts"], child["is_certain"]) for child in matched["children"]} == {
        "Amira Khan": (False, False), "Amirah Khan": (True, True),
    }  # fmt: skip


def test_what_a_child_is_known_as_is_a_name_too(people, anyone, page, office, concert):
    office.patch(f"/api/children/{people.amira.id}", json={"known_as": "Mimi"})
    send(anyone, page, "Mimi Khan")
    assert counts_for(office, concert) == [{"Amira Khan": True}]


def test_sent_twice_it_stands_once(anyone, page, office, concert):
    for _ in range(2):
        send(anyone, page, "Amira Khan", looks="A red coat")
    assert len(listed(office, concert)["items"]) == 1


@pytest.mark.rule("C9")
def test_the_same_words_count_again_where_a_yes_has_undone_them_meanwhile(people, anyone, page, office, concert):
    for _ in range(2):
        send(anyone, page, "Amira Khan")
        assert not allows(people, people.amira, concert)
        says_yes(office, people.amira, people.amira_mother, concert)
        assert allows(people, people.amira, concert)
    send(anyone, page, "Amira Khan")
    assert not allows(people, people.amira, concert)


def test_what_was_settled_is_opened_again_with_a_reason_and_counts_at_once(people, anyone, page, office, concert):
    says_yes(office, people.amira, people.amira_mother)
    send(anyone, page, "Little Bear")
    send(anyone, page, "Amyra Khan")
    alike, unknown = (row["id"] for row in reversed(listed(office, concert)["items"]))
    for each in (alike, unknown):
        assert office.post(f"/api/opt-outs/{each}/settle", json={"why": "A visitor."}).status_code == 200
    assert allows(people, people.amira, concert)
    assert office.post(f"/api/opt-outs/{alike}/settle/undo", json={"why": " "}).status_code == 422
    again = office.post(f"/api/opt-outs/{alike}/settle/undo", json={"why": "It was Amira: her aunt rang."}).json()
    assert (again["state"], again["why_again"]) == ("matched", "It was Amira: her aunt rang.")
    assert [(child["counts"], child["is_certain"]) for child in again["children"]] == [(True, False)]
    assert not allows(people, people.amira, concert)
    opened = office.post(f"/api/opt-outs/{unknown}/settle/undo", json={"why": "He is ours after all."}).json()
    assert (opened["state"], listed(office, concert)["open"]) == ("open", 1)
    twice = office.post(f"/api/opt-outs/{unknown}/settle/undo", json={"why": "Again."})
    assert (twice.status_code, twice.json()["type"].rsplit("/", 1)[-1]) == (409, "not-settled")
    assert office.post(f"/api/opt-outs/{unknown}/match", json={"child_ids": [str(people.ben.id)]}).status_code == 200


@pytest.mark.rule("C9")
def test_what_ended_for_a_child_counts_again_whatever_was_answered_meanwhile(tx, people, anyone, page, office, concert):
    send(anyone, page, "Amira Khan")
    (row,) = listed(office, concert)["items"]
    office.post(f"/api/opt-outs/{row['id']}/match", json={"child_ids": [str(people.ben.id)]})
    address = f"/api/opt-outs/{row['id']}/children/{people.amira.id}/end"
    assert office.post(f"{address}/undo", json={"why": "She may not."}).status_code == 404, "it was not ended for her"
    says_yes(office, people.amira, people.amira_mother, concert)
    office.post(address, json={"why": "Her mother agrees."})
    assert allows(people, people.amira, concert)
    again = office.post(f"{address}/undo", json={"why": "Her father rang: no pictures."}).json()
    (amira,) = (child for child in again["children"] if child["name"] == "Amira Khan")
    assert (amira["counts"], amira["why_ended"], amira["why_again"]) == (
        True, "Her mother agrees.", "Her father rang: no pictures.",
    )  # fmt: skip
    assert not allows(people, people.amira, concert)
    done = tx.exec(select(AuditEntry).where(AuditEntry.verb == "event:opt_out_settle").order_by(AuditEntry.number)).all()
    assert done[-1].detail["did"] == "end-undo"
    assert "father" not in f"{done[-1].detail} {done[-1].why}"


def test_ending_it_for_the_last_child_is_undone_as_well(people, anyone, page, office, concert):
    send(anyone, page, "Amira Khan")
    (row,) = listed(office, concert)["items"]
    office.post(f"/api/opt-outs/{row['id']}/children/{people.amira.id}/end", json={"why": "Her mother agrees."})
    again = office.post(f"/api/opt-outs/{row['id']}/settle/undo", json={"why": "Her mother changed her mind."}).json()
    assert (again["state"], [child["counts"] for child in again["children"]]) == ("matched", [True])


def test_a_look_without_a_body_is_answered_as_one_with_it(anyone, page):
    for address in (page, f"{page}/noted", "/n/nothing"):
        head, got = anyone.head(address), anyone.get(address)
        assert (head.status_code, head.headers["content-type"], head.content) == (
            got.status_code,
            got.headers["content-type"],
            b"",
        )


def test_somebody_whom_nobody_finds_is_found_out_by_staff(people, anyone, page, office, concert):
    send(anyone, page, "Little Bear")
    (row,) = listed(office, concert)["items"]
    assert row["state"] == "open"
    with begin(people.oakfield.id) as tx:
        assert tx.exec(select(OptOut.state)).one() == "open"
    matched = office.post(f"/api/opt-outs/{row['id']}/match", json={"child_ids": [str(people.chidi.id)]})
    assert (matched.json()["state"], matched.json()["settled_by"]) == ("matched", "Office of Oakfield Primary")
    assert not allows(people, people.chidi, concert)
    refused = office.post(f"/api/opt-outs/{row['id']}/settle", json={"why": "Nobody."})
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "child-known")


def test_one_about_nobody_here_is_settled_with_a_reason(anyone, page, office, concert):
    send(anyone, page, "Little Bear")
    (row,) = listed(office, concert)["items"]
    assert office.post(f"/api/opt-outs/{row['id']}/settle", json={"why": " "}).status_code == 422
    settled = office.post(f"/api/opt-outs/{row['id']}/settle", json={"why": "A visitor; she has gone home."}).json()
    assert (settled["state"], settled["why"]) == ("settled", "A visitor; she has gone home.")
    assert office.post(f"/api/opt-outs/{row['id']}/settle", json={"why": "Again."}).status_code == 409


def test_it_ends_for_a_child_with_a_reason_and_may_be_sent_again(people, anyone, page, office, concert):
    says_yes(office, people.amira, people.amira_mother)
    send(anyone, page, "Amira Khan")
    (row,) = listed(office, concert)["items"]
    address = f"/api/opt-outs/{row['id']}/children/{people.amira.id}/end"
    assert office.post(address, json={"why": "The mother says that she may be photographed."}).json()["state"] == "settled"
    assert allows(people, people.amira, concert)
    assert office.post(address, json={"why": "Again."}).status_code == 404
    send(anyone, page, "Amira Khan")
    assert not allows(people, people.amira, concert)


def test_it_does_not_end_for_a_child_who_may_not_be_meant(people, anyone, page, office, concert):
    send(anyone, page, "Amyra Khan")
    (row,) = listed(office, concert)["items"]
    refused = office.post(f"/api/opt-outs/{row['id']}/children/{people.amira.id}/end", json={"why": "She may."})
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "not-certain")


@pytest.mark.rule("C9")
def test_only_a_later_yes_for_the_same_event_undoes_it(people, anyone, page, office, concert):
    says_yes(office, people.amira, people.amira_mother, concert)
    send(anyone, page, "Amira Khan")
    says_yes(office, people.amira, people.amira_mother)
    assert not allows(people, people.amira, concert)
    says_yes(office, people.amira, people.amira_mother, concert)
    assert allows(people, people.amira, concert)


def test_after_the_day_the_page_says_where_to_ask(people, anyone, page, office, concert):
    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert "This event is over." in anyone.get(page).text
        assert send(anyone, page, "Amira Khan").status_code == 410
    assert listed(office, concert)["items"] == []


def test_a_name_is_needed_and_what_was_typed_stays(anyone, page, office, concert):
    again = send(anyone, page, " ", looks="A <red> coat")
    assert again.status_code == 422
    assert "Type the name of the child." in again.text
    assert 'value="A &lt;red&gt; coat"' in again.text
    assert listed(office, concert)["items"] == []


def test_so_many_at_once_are_told_to_wait(anyone, page, service, office, concert):
    sent = OptOutsSent()
    for _ in range(sent.MOST.amount):
        sent.note("testclient")
    service.state.opt_outs_sent = sent
    paused = send(anyone, page, "Amira Khan")
    assert paused.status_code == 429
    assert int(paused.headers["retry-after"]) > 0
    assert listed(office, concert)["items"] == []


def test_looking_changes_nothing(people, anyone, page):
    for address in (page, f"{page}/noted"):
        anyone.get(address)
        anyone.head(address)
    with begin(people.oakfield.id) as tx:
        assert tx.exec(select(OptOut.id)).first() is None


@pytest.mark.rule("A2")
def test_the_audit_has_no_word_of_what_was_typed(people, anyone, page, office, concert):
    send(anyone, page, "Amira Khan", looks="A red coat")
    with begin(people.oakfield.id) as tx:
        (entry,) = tx.exec(select(AuditEntry).where(AuditEntry.verb == "event:opt_out")).all()
        assert set(entry.detail) == {"opt_out", "children"}


@pytest.mark.promise("G1")
@pytest.mark.promise("G2")
def test_a_parent_reads_that_it_is_not_used_and_never_who_or_why(people, anyone, page, office, concert, new_client):
    link = office.post(f"/api/children/{people.amira.id}/family-links", json={"guardian_id": str(people.amira_mother.id)}).json()
    home = link["url"].removeprefix("http://testserver")
    mother = new_client()
    mother.post(f"{home}/sign-in", data={"code": link["code"]})
    says_yes(office, people.amira, people.amira_mother)
    before = mother.get(f"{home}/events/{concert}").text
    send(anyone, page, "Amira Khan", looks="A red coat")
    after = mother.get(f"{home}/events/{concert}").text
    assert before.count("May be used") - 1 == after.count("May be used")
    assert "red coat" not in after
    assert "opt" not in after.lower().replace("option", "").replace("adopt", "")
    says_yes(office, people.amira, people.amira_mother, concert)
    assert mother.get(f"{home}/events/{concert}").text.count("May be used") == before.count("May be used")


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_for_all_but_leads_an_opted_out_child_with_no_answer_looks_as_a_restricted_one(people, anyone, page, client_for, concert):
    teacher = client_for(people.teacher)
    seen = []
    for step in ("nothing", "opted out", "restricted"):
        if step == "opted out":
            send(anyone, page, "Ben O'Neill")
        if step == "restricted":
            client_for(people.lead).post(f"/api/children/{people.ben.id}/restriction", json={"reason": "A court order."})
        asked = {"purpose": "website", "event_id": concert}
        seen.append(teacher.get(f"/api/children/{people.ben.id}/standing", params=asked).json()["standings"])
    assert seen[1] == seen[2]


def test_teachers_do_not_read_the_list_and_heads_do_not_settle_it(people, client_for, anyone, page, concert):
    send(anyone, page, "Amira Khan")
    assert client_for(people.teacher).get(f"/api/events/{concert}/opt-outs").status_code == 403
    head = client_for(people.head)
    (row,) = head.get(f"/api/events/{concert}/opt-outs").json()["items"]
    assert head.post(f"/api/opt-outs/{row['id']}/settle", json={"why": "No."}).status_code == 403


def test_another_schools_are_not_found(people, client_for, anyone, page, concert):
    send(anyone, page, "Amira Khan")
    stranger = client_for(people.other_head)
    assert stranger.get(f"/api/events/{concert}/opt-outs").status_code == 404
    assert stranger.get(f"/api/events/{NOBODY}/opt-outs").status_code == 404


def test_a_name_that_is_much_like_too_many_is_nobodys(people, tx, anyone, page, office, concert):
    born_on = clock.today() - timedelta(days=3000)
    for number in range(opt_outs.MOST_ALIKE + 1):
        name = {"ref": f"T{number}", "first_name": "Tilly", "last_name": f"Tree{number}"}
        tx.add(Child(school_id=people.oakfield.id, born_on=born_on, created_at=clock.now(), **name))
    tx.flush()
    send(anyone, page, "Tilly")
    assert (counts_for(office, concert), listed(office, concert)["open"]) == ([{}], 1)


@pytest.mark.parametrize("name", ["", "A", "\u200b\u200b", "😀😀", "%_%", "\u0301\u0301", "\ufffd\ufffd", "12 34"])
def test_what_is_no_name_keeps_no_event_back(anyone, page, office, concert, name):
    assert send(anyone, page, name).status_code == 422
    assert listed(office, concert)["items"] == []


@pytest.mark.parametrize("name", ["عامرہ", "রু", "李明", "O'Brien \\", "\u202eevil", "<b>Bo</b>", "Z" + "\u0301" * 3000])
def test_a_name_of_any_script_counts(anyone, page, office, concert, name):
    assert send(anyone, page, name).status_code == 303
    (row,) = listed(office, concert)["items"]
    assert "\u202e" not in row["child_name"]
    assert len(row["child_name"]) <= 100


def test_the_way_to_the_schools_own_form_for_reports_is_at_the_foot(people, anyone, page):
    for address in (page, f"{page}/noted"):
        assert f'href="/report/{people.oakfield.slug}"' in anyone.get(address).text
