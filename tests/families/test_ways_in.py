"""A family's way in: links, codes and sessions, and how they end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.consent.models import CapacityAssessment, EntryCode, FamilyLink
from consentsvc.consent.speakers import Speaker
from consentsvc.families import ways_in
from consentsvc.kernel import clock, database
from consentsvc.kernel.codes import LETTERS, PublicCode
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.settings import settings
from tests.families.family_browser import ALL_PAGES, HTML, Parent, as_staff, change, standing, tie_of, told, without_languages
from tests.people import NOBODY


@pytest.mark.promise("G5")
def test_a_link_and_its_code_are_kept_as_hashes(tx, people):
    way_in = ways_in.invite(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_mother.id))
    token, code = way_in.url.rpartition("/")[2], way_in.code.replace("-", "")
    assert len(token) == 32  # 192 bits
    assert len(code) == 8
    assert set(code) <= set(LETTERS)
    assert not set(LETTERS) & set("BILOSUZ01")
    kept = tx.exec(select(FamilyLink)).one()
    codes = tx.exec(select(PublicCode)).all()
    everything = f"{kept.model_dump()} {codes}"
    assert token not in everything
    assert code not in everything
    assert way_in.expires_at - kept.made_at >= timedelta(days=730)


def test_a_new_link_ends_the_guardians_earlier_one_and_nobody_elses(tx, people):
    first = ways_in.invite(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_mother.id))
    fathers = ways_in.invite(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_father.id))
    second = ways_in.invite(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_mother.id))
    with pytest.raises(ways_in.LinkEnded):
        ways_in.arrive(tx, token_of(first))
    assert ways_in.arrive(tx, token_of(second)).speaker.guardian_id == people.amira_mother.id
    assert ways_in.arrive(tx, token_of(fathers)).speaker.guardian_id == people.amira_father.id


def token_of(way_in: ways_in.WayIn) -> str:
    return way_in.url.rpartition("/")[2]


@pytest.mark.promise("G3")
def test_nobody_is_invited_who_is_barred_from_contact(tx, people):
    tie = tie_of(tx, people, people.amira_father)
    tie.contact_barred = True
    change(tx, people, tie)
    with pytest.raises(Conflict) as refusal:
        ways_in.invite(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_father.id))
    assert refusal.value.type == "/problems/contact-barred"


def test_before_sign_in_the_page_tells_the_schools_name_and_nothing_else(people, parent_of):
    page = parent_of(people.amira, people.amira_mother).opens()
    assert page.status_code == 200
    assert told(page) == (
        "Oakfield Primary Sign in Your code It has 8 or 12 letters and numbers, such as ABCD-2345. Sign in"
        " No code? Ask the school office."
    )


def test_the_code_opens_the_page(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    signed_in = parent.sends("/sign-in", code=f" {parent.code.lower().replace('-', ' ')} ")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, parent.home)
    assert "Pictures of Amira" in told(parent.opens())


def test_a_wrong_code_says_so_at_its_field(people, parent_of):
    page = parent_of(people.amira, people.amira_mother).sends("/sign-in", code="AAAA-AAAA")
    assert page.status_code == 422
    assert "<title>Error: Sign in" in page.text
    assert """<a href="#code">That code isn't right.""" in page.text
    assert 'aria-describedby="hint error"' in page.text
    assert "Amira" not in page.text


def test_after_ten_wrong_codes_it_pauses_for_the_right_one_too(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    statuses = [parent.sends("/sign-in", code="AAAA-AAAA").status_code for _ in range(10)]
    assert statuses == [422] * 9 + [429]
    refused = parent.sends("/sign-in", code=parent.code)
    assert refused.status_code == 429
    assert "Wait 15 minutes" in told(refused)
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert parent.sends("/sign-in", code=parent.code).status_code == 303


@pytest.mark.promise("G5")
def test_a_code_opens_its_own_link_only(people, parent_of):
    mother, father = parent_of(people.amira, people.amira_mother), parent_of(people.amira, people.amira_father)
    assert mother.sends("/sign-in", code=father.code).status_code == 422


def _replaced(tx, people, parent_of):
    parent_of(people.amira, people.amira_mother)


def _expired(tx, people, parent_of):
    link = tx.exec(select(FamilyLink)).one()
    link.expires_at = clock.now()
    change(tx, people, link)


def _barred(tx, people, parent_of):
    tie = tie_of(tx, people, people.amira_mother)
    tie.contact_barred = True
    change(tx, people, tie)


def _gone(tx, people, parent_of):
    tx.delete(tie_of(tx, people, people.amira_mother))
    tx.commit()


def _child_left(tx, people, parent_of):
    people.amira.left_on = clock.today()
    change(tx, people, people.amira)


def _child_came_back(tx, people, parent_of):
    _child_left(tx, people, parent_of)
    people.amira.left_on = None
    change(tx, people, people.amira)


def _address_corrected(tx, people, parent_of):
    people.amira_mother.email = "sana.khan@family.example"
    change(tx, people, people.amira_mother)


def _address_removed(tx, people, parent_of):
    people.amira_mother.email = None
    change(tx, people, people.amira_mother)


@pytest.mark.promise("G3")
@pytest.mark.promise("G5")
@pytest.mark.promise("X3")
@pytest.mark.parametrize(
    "ending",
    [_replaced, _expired, _barred, _gone, _child_left, _child_came_back, _address_corrected, _address_removed],
)
def test_every_link_that_has_ended_says_the_same(tx, people, parent_of, anyone, ending):
    """With a session or without, by GET or POST, and as a link that never was."""
    inside, outside = parent_of(people.amira, people.amira_mother), None
    inside.signs_in()
    outside = Parent(TestClient(anyone.app, follow_redirects=False), inside.home, inside.code)
    nowhere = anyone.get("/f/never-was", headers=HTML)
    database.act_for(tx, people.oakfield.id)
    ending(tx, people, parent_of)
    replies = [
        inside.opens(),
        inside.opens("/answer/website"),
        inside.sends("/withdraw", purpose="website"),
        outside.opens(),
        outside.sends("/sign-in", code=outside.code),
        outside.sends("/sign-in", code="AAAAAAAA"),
    ]
    assert nowhere.status_code == 410
    assert "This link has ended" in told(nowhere)
    assert {(reply.status_code, without_languages(reply)) for reply in replies} == {(410, without_languages(nowhere))}


def test_pages_behind_the_code_ask_to_sign_in(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    for page in (*ALL_PAGES[1:], f"/saved/{NOBODY}"):
        refused = parent.opens(page)
        assert refused.status_code == 401
        assert f'href="{parent.home}"' in refused.text
        assert "Amira" not in refused.text
    for page in ("/answer/website", "/check", "/withdraw", "/sign-out"):
        assert parent.sends(page, purpose="website", said="yes", words="").status_code == 401


def test_a_session_is_good_for_its_own_link_only(people, parent_of, mother):
    father = parent_of(people.amira, people.amira_father)
    secret = next(iter(mother.browser.cookies.values()))
    father.browser.cookies.set(_cookie_name(father), secret)
    assert "Pictures of" not in told(father.opens())


def _cookie_name(parent: Parent) -> str:
    signed_in = parent.sends("/sign-in", code=parent.code)
    parent.browser.cookies.clear()
    return signed_in.headers["set-cookie"].partition("=")[0]


def test_a_session_ends_by_signing_out_and_by_itself(mother):
    cookies = dict(mother.browser.cookies)
    with clock.standing_at(clock.now() + ways_in.SESSION_LASTS):
        assert "Your code" in told(mother.opens())
    assert "Your answers" in told(mother.opens())
    assert mother.sends("/sign-out").status_code == 303
    assert not mother.browser.cookies
    mother.browser.cookies.update(cookies)  # a copy of the cookie is worth nothing now
    assert "Your code" in told(mother.opens())


def test_the_cookie_on_plain_http(people, parent_of):
    parent = parent_of(people.amira, people.amira_mother)
    cookie = parent.sends("/sign-in", code=parent.code).headers["set-cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith("family-")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(flags)
    assert "Secure" not in flags


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CONSENTSVC_PUBLIC_URL", "https://pictures.example")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_cookie_on_https(people, parent_of, https):
    parent = parent_of(people.amira, people.amira_mother)
    parent.home = parent.home.removeprefix("https://pictures.example")
    name, *flags = parent.sends("/sign-in", code=parent.code).headers["set-cookie"].split("; ")
    assert name.startswith("__Host-family-")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(flags)


def test_a_form_on_another_site_can_do_nothing(tx, people, mother):
    mother.answers("website", "yes")
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    refused = mother.browser.post(f"{mother.home}/withdraw", data={"purpose": "website"}, headers=foreign)
    assert refused.status_code == 403
    assert standing(tx, people, people.amira) == "given"


# The same link again


@pytest.mark.promise("G5")
def test_a_reminder_carries_the_link_and_the_code_of_the_first_letter(tx, people):
    speaker = Speaker.guardian(people.amira.id, people.amira_mother.id)
    first = ways_in.way_in(tx, as_staff(people.office), speaker)
    assert ways_in.way_in(tx, as_staff(people.office), speaker) == first
    with clock.standing_at(clock.now() + timedelta(days=400)):  # it would not last two years from here
        later = ways_in.way_in(tx, as_staff(people.office), speaker)
    assert later.url != first.url


@pytest.mark.promise("G5")
def test_a_link_made_with_another_secret_is_not_given_again(tx, people, monkeypatch):
    speaker = Speaker.guardian(people.amira.id, people.amira_mother.id)
    first = ways_in.way_in(tx, as_staff(people.office), speaker)
    monkeypatch.setenv("CONSENTSVC_SECRET", "another secret, as long as it takes, for this test")
    settings.cache_clear()
    second = ways_in.way_in(tx, as_staff(people.office), speaker)
    settings.cache_clear()
    assert second.link_id != first.link_id
    with pytest.raises(ways_in.LinkEnded):
        ways_in.arrive(tx, first.url.rpartition("/")[2])


@pytest.mark.promise("G3")
def test_nobody_barred_gets_the_link_of_a_reminder_or_a_code(tx, people):
    speaker = Speaker.guardian(people.amira.id, people.amira_father.id)
    link = ways_in.way_in(tx, as_staff(people.office), speaker)
    tie = tie_of(tx, people, people.amira_father)
    tie.contact_barred = True
    change(tx, people, tie)
    with pytest.raises(Conflict, match="contact-barred"):
        ways_in.way_in(tx, as_staff(people.office), speaker)
    with pytest.raises(Conflict, match="contact-barred"):
        ways_in.spoken_code(tx, as_staff(people.office), link.link_id)


# Codes without a link


@pytest.fixture
def link(tx, people):
    """Amira's mother's."""
    return ways_in.way_in(tx, as_staff(people.office), Speaker.guardian(people.amira.id, people.amira_mother.id))


def typed(browser, code):
    return browser.post("/code", data={"code": code}, headers=HTML)


def test_a_code_read_out_on_the_phone_opens_the_page_once(tx, people, anyone, link):
    spoken = ways_in.spoken_code(tx, as_staff(people.office), link.link_id)
    tx.commit()
    assert spoken.typed_at == "http://testserver/code"
    opened = typed(anyone, spoken.code.lower())
    assert opened.status_code == 303
    assert "Pictures of Amira" in told(anyone.get(opened.headers["location"], headers=HTML))
    again = typed(anyone, spoken.code)
    assert again.status_code == 422
    assert "That code isn't right, or it has ended." in told(again)


def test_a_code_read_out_ends_after_an_hour_and_with_the_next_one(tx, people, anyone, link):
    first = ways_in.spoken_code(tx, as_staff(people.office), link.link_id)
    second = ways_in.spoken_code(tx, as_staff(people.office), link.link_id)
    tx.commit()
    assert typed(anyone, first.code).status_code == 422
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        assert typed(anyone, second.code).status_code == 422
    assert typed(anyone, second.code).status_code == 303


def test_the_code_of_a_printed_letter_is_the_same_at_each_printing_and_works_again_and_again(tx, people, anyone, link):
    code = ways_in.letter_code(tx, as_staff(people.office), link.link_id)
    assert ways_in.letter_code(tx, as_staff(people.office), link.link_id) == code
    tx.commit()
    assert len(code.replace("-", "")) == 12
    assert [typed(anyone, code).status_code for _ in range(2)] == [303, 303]
    on_its_page = anyone.post(link.url.removeprefix("http://testserver") + "/sign-in", data={"code": code})
    assert on_its_page.status_code == 303


@pytest.mark.promise("G3")
@pytest.mark.parametrize("ending", [_expired, _barred, _gone, _child_left])
def test_a_code_of_a_link_that_has_ended_is_as_wrong_as_any_other(tx, people, parent_of, anyone, link, ending):
    code = ways_in.letter_code(tx, as_staff(people.office), link.link_id)
    tx.commit()
    ending(tx, people, parent_of)
    refused, wrong = typed(anyone, code), typed(anyone, "ABCD-EFGH-JKMN")
    assert (refused.status_code, refused.content) == (wrong.status_code, wrong.content) == (422, wrong.content)


@pytest.mark.promise("G5")
def test_codes_are_kept_as_hashes(tx, people, link):
    codes = [
        ways_in.letter_code(tx, as_staff(people.office), link.link_id),
        ways_in.spoken_code(tx, as_staff(people.office), link.link_id).code,
    ]
    kept = f"{[each.model_dump() for each in tx.exec(select(EntryCode)).all()]} {tx.exec(select(PublicCode)).all()}"
    assert not any(code.replace("-", "") in kept for code in codes)


@pytest.mark.promise("G5")
def test_wrong_codes_from_one_address_are_limited_over_all_links_and_codes(people, parent_of, anyone):
    parent = parent_of(people.amira, people.amira_mother)
    parent.browser = anyone
    assert {typed(anyone, "ABCD-EFGH").status_code for _ in range(35)} == {422}
    assert {parent.sends("/sign-in", code="ABCD-EFGH").status_code for _ in range(5)} == {422}
    for refused in (typed(anyone, "ABCD-EFGH"), parent.sends("/sign-in", code=parent.code)):
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "Wait 15 minutes" in told(refused)


@pytest.mark.promise("G4")
def test_looking_at_the_page_for_codes_uses_nothing_up(tx, people, anyone, link):
    spoken = ways_in.spoken_code(tx, as_staff(people.office), link.link_id)
    tx.commit()
    assert told(anyone.get("/code", headers=HTML)).startswith("School pictures Type in your code")
    assert anyone.get("/code", params={"code": spoken.code}).status_code == 200
    assert anyone.head("/code").status_code == 200
    assert typed(anyone, spoken.code).status_code == 303


# Links over the API


def test_the_office_makes_links_and_reads_out_a_code(people, client_for):
    office, children = client_for(people.office), f"/api/children/{people.amira.id}/family-links"
    made = office.post(children, json={"guardian_id": str(people.amira_mother.id)})
    assert made.status_code == 201
    [listed] = office.get(children).json()
    assert (listed["link_id"], listed["guardian_id"]) == (made.json()["link_id"], str(people.amira_mother.id))
    spoken = office.post(f"/api/family-links/{listed['link_id']}/spoken-code")
    assert spoken.status_code == 201
    assert set(spoken.json()) == {"code", "typed_at", "expires_at"}
    adults = f"/api/adults/{people.ms_okafor.id}/family-links"
    assert office.post(adults).status_code == 201
    assert len(office.get(adults).json()) == 1


def test_a_child_is_asked_from_the_schools_age_on_or_as_assessed(tx, people, client_for):
    address = f"/api/children/{people.amira.id}/family-links"
    office = client_for(people.office)
    refused = office.post(address, json={"guardian_id": None})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-young")
    change(
        tx,
        people,
        CapacityAssessment(
            school_id=people.oakfield.id,
            child_id=people.amira.id,
            has_capacity=True,
            reason="Asked good questions.",
            by=people.lead.id,
            at=clock.now(),
        ),
    )
    assert office.post(address, json={"guardian_id": None}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/children/{}/family-links"),
        ("post", "/api/adults/{}/family-links"),
        ("post", "/api/family-links/{}/spoken-code"),
    ],
)
def test_links_are_for_the_office_of_their_school(people, anyone, client_for, method, path):
    address = path.format(NOBODY)
    assert anyone.request(method, address).status_code == 401
    assert client_for(people.photographer).request(method, address).status_code == 403
    assert client_for(people.office).request(method, address).status_code == 404


# Whoever the first letter reached


@pytest.mark.promise("G5")
def test_after_a_corrected_address_there_is_no_link_and_the_next_is_a_new_one(tx, people, mother, client_for):
    old, office = mother.home, client_for(people.office)
    path = f"/api/children/{people.amira.id}"
    changed = office.patch(f"{path}/guardians/{people.amira_mother.id}", json={"email": "sana.khan@family.example"})
    assert changed.status_code == 200
    assert office.get(f"{path}/family-links").json() == []
    assert mother.opens().status_code == 410
    new = office.post(f"{path}/family-links", json={"guardian_id": str(people.amira_mother.id)}).json()["url"]
    assert not new.endswith(old)


@pytest.mark.parametrize("email", ["MOTHER.A1@family.example", "mother.a1@family.example"])
def test_the_same_address_in_other_letters_ends_nothing(tx, people, mother, email):
    people.amira_mother.email = email
    change(tx, people, people.amira_mother)
    assert mother.opens().status_code == 200


def test_nor_does_the_first_address_of_somebody_who_had_none(tx, people, parent_of):
    people.amira_mother.email = None
    change(tx, people, people.amira_mother)
    parent = parent_of(people.amira, people.amira_mother)
    people.amira_mother.email = "first@family.example"
    change(tx, people, people.amira_mother)
    assert parent.opens().status_code == 200
