"""A WordPress page is what the channel shows: nothing missing, nothing twice, nothing left, whatever happens on the way (P9)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from consentsvc.connectors import service
from consentsvc.connectors.facts import PageBehind
from consentsvc.connectors.jobs import fill_page, page_may_be_behind
from consentsvc.connectors.schemas import ConnectionChange
from consentsvc.connectors.words import ConnectorAway
from consentsvc.kernel.database import begin
from consentsvc.publishing.facts import PlacementEnded
from consentsvc.publishing.models import Copy
from tests.connectors.linked import Linked
from tests.connectors.wordpress_site import FATAL, MAINTENANCE, NO_ANSWER, Fault
from tests.publishing.stage import ALT, CAPTION, path_of
from tests.site import Asked, Said


def _away(call: Callable[..., object], *args: object) -> str:
    with pytest.raises(ConnectorAway) as found:
        call(*args)
    return found.value.word


def test_what_shows_stands_on_the_page_with_its_words(linked: Linked) -> None:
    linked.fill()
    (page,) = linked.site.pages.values()
    assert (page.title, page.status) == ("Our garden", "publish")
    (medium,) = linked.site.media.values()
    assert f'class="wp-image-{medium.id}" src="{linked.site.address}/wp-content/uploads/2026/11/{medium.file}"' in page.content
    assert f'alt="{ALT}"' in page.content
    assert f"<figcaption>{CAPTION}</figcaption>" in page.content
    assert linked.connection().page_address == f"{linked.site.address}/{page.slug}/"
    assert linked.connection().filled_at is not None


def test_the_file_there_is_the_one_that_we_serve_and_its_name_tells_nothing(linked: Linked) -> None:
    linked.fill()
    (medium,) = linked.site.media.values()
    sha256 = linked.stage.sha256_of(linked.placed, "large")
    from hashlib import sha256 as hashed

    assert hashed(linked.site.files[f"/wp-content/uploads/2026/11/{medium.file}"]).hexdigest() == sha256
    assert medium.title == f"pictures-{linked.id.hex[:12]}-{linked.placed.id.hex}"
    assert CAPTION not in str(vars(medium))


def test_the_copy_is_known_with_every_address(linked: Linked) -> None:
    linked.fill()
    copy = linked.copy()
    assert (copy.kind, copy.state, copy.where) == ("wordpress", "there", "WordPress page on 127.0.0.1")
    assert {address.removeprefix(linked.site.address) for address in copy.addresses} == linked.site.files.keys()


def test_looking_again_changes_nothing(linked: Linked) -> None:
    linked.fill()
    before = len(linked.site.calls("POST", "."))
    linked.fill()
    assert len(linked.site.calls("POST", ".")) == before
    assert linked.copy().state == "there"


def test_what_shows_no_more_is_removed_from_library_and_page(linked: Linked) -> None:
    linked.fill()
    linked.withdraw()
    linked.fill()
    assert linked.site.media == {}
    assert linked.site.files == {}
    assert "<figure>" not in linked.site.page_text()
    assert CAPTION not in linked.site.page_text()
    assert linked.copy().state == "there", "until somebody has looked"


@pytest.mark.rule("P9")
def test_a_takedown_removes_every_size_and_looks_until_each_is_gone(linked: Linked) -> None:
    linked.fill()
    sizes = len(linked.site.files)
    linked.withdraw()
    looks = service.take_down(linked.stage.school, linked.copy().id)
    assert [(look.answered, look.is_gone) for look in looks] == [(404, True)] * sizes
    assert {look.address for look in looks} == set(linked.copy().addresses)
    assert CAPTION not in linked.site.page_text()
    again = service.take_down(linked.stage.school, linked.copy().id)
    assert [look.is_gone for look in again] == [True] * sizes


def test_a_file_that_outlives_its_removal_is_not_said_to_be_gone(linked: Linked) -> None:
    linked.fill()
    linked.withdraw()
    linked.site.keeps_files = True
    assert not any(look.is_gone for look in service.take_down(linked.stage.school, linked.copy().id))


def test_an_upload_without_an_answer_is_found_and_not_made_twice(linked: Linked) -> None:
    linked.site.faults.append(Fault("POST", "media$", NO_ANSWER, after=True))
    assert _away(linked.fill) == "broken"
    assert linked.copy().state == "making"
    assert linked.connection().problem == "broken"
    linked.fill()
    assert len(linked.site.media) == 1
    assert len(linked.site.calls("POST", "media$")) == 1
    assert (linked.copy().state, linked.connection().problem) == ("there", None)


def test_an_upload_that_never_arrived_is_made_again(linked: Linked) -> None:
    linked.site.faults.append(Fault("POST", "media$", NO_ANSWER))
    assert _away(linked.fill) == "broken"
    linked.fill()
    assert len(linked.site.media) == 1
    assert linked.copy().state == "there"


def test_a_file_that_comes_late_and_twice_is_removed_again_and_its_addresses_are_known(linked: Linked) -> None:
    linked.fill()
    (medium,) = linked.site.media.values()
    late = linked.site._store(f"{medium.title}.jpg", linked.site.files[f"/wp-content/uploads/2026/11/{medium.file}"])
    linked.fill()
    assert list(linked.site.media) == [medium.id]
    assert any(late.file in address for address in linked.copy().addresses)


def test_a_file_that_comes_after_its_takedown_is_found_and_known_anew(linked: Linked) -> None:
    linked.fill()
    (medium,) = linked.site.media.values()
    data = linked.site.files[f"/wp-content/uploads/2026/11/{medium.file}"]
    linked.withdraw()
    service.take_down(linked.stage.school, linked.copy().id)
    linked.site._store(f"{medium.title}.jpg", data)
    linked.fill()
    assert linked.site.media == {}


def test_what_was_tried_a_moment_ago_may_still_arrive(linked: Linked, tx: Session) -> None:
    linked.site.faults.append(Fault("POST", "media$", NO_ANSWER))
    _away(linked.fill)
    linked.withdraw()
    assert _away(service.take_down, linked.stage.school, linked.copy().id) == "may_arrive"
    row = tx.get_one(Copy, linked.copy().id)
    row.made_at -= timedelta(minutes=16)
    tx.flush()
    (look,) = service.take_down(linked.stage.school, linked.copy().id)
    assert look.is_gone
    assert "search=" in look.address


def test_a_no_while_the_file_is_on_its_way_keeps_it_off_the_page(linked: Linked) -> None:
    def answering(asked: Asked) -> Said:
        if asked.method == "POST" and "/media?" in asked.path:
            linked.withdraw()
        return linked.site.answer(asked)

    linked.site.site.answering = answering
    linked.fill()
    assert linked.site.pages == {} or CAPTION not in linked.site.page_text()
    assert linked.copy().state == "there", "so its takedown has something to prove"
    linked.fill()
    assert linked.site.media == {}


def test_what_may_not_be_shown_is_never_sent(linked: Linked) -> None:
    linked.withdraw()
    linked.fill()
    assert linked.site.calls("POST", ".") == []
    assert linked.copies() == []


def test_where_wordpress_dies_over_the_sizes_it_is_asked_to_go_on(linked: Linked) -> None:
    linked.site.dies_after_sizes = 1
    linked.fill()
    assert {address.removeprefix(linked.site.address) for address in linked.copy().addresses} == linked.site.files.keys()
    assert len(linked.site.files) > 2


def test_sizes_that_could_not_be_made_are_made_by_a_later_look(linked: Linked) -> None:
    linked.site.dies_after_sizes = 0
    linked.site.faults += [Fault("POST", "post-process", FATAL)] * 3
    assert _away(linked.fill) == "error"
    linked.fill()
    assert {address.removeprefix(linked.site.address) for address in linked.copy().addresses} == linked.site.files.keys()
    assert len(linked.site.files) > 2


@pytest.mark.parametrize(("said", "word"), [(MAINTENANCE, "overloaded"), (Said(413), "no_room")])
def test_what_wordpress_refused_was_not_made(linked: Linked, said: Said, word: str) -> None:
    linked.site.faults.append(Fault("POST", "media$", said))
    assert _away(linked.fill) == word
    assert linked.copies() == []
    linked.fill()
    assert linked.copy().state == "there"


def test_what_people_wrote_around_our_pictures_stays(linked: Linked) -> None:
    linked.fill()
    (page,) = linked.site.pages.values()
    page.content = f"<!-- wp:paragraph --><p>Welcome.</p><!-- /wp:paragraph -->\n{page.content}\n<p>Write to us.</p>"
    linked.withdraw()
    linked.fill()
    assert "<p>Welcome.</p>" in page.content
    assert page.content.endswith("<p>Write to us.</p>")
    assert "<figure>" not in page.content
    assert page.content.count("consent-gallery") == 1


def test_a_page_whose_making_got_no_answer_is_not_made_twice(linked: Linked) -> None:
    linked.site.faults.append(Fault("POST", "pages$", NO_ANSWER, after=True))
    assert _away(linked.fill) == "broken"
    linked.fill()
    assert len(linked.site.pages) == 1


def test_a_page_in_the_bin_waits_for_a_person_and_a_deleted_one_is_made_anew(linked: Linked) -> None:
    linked.fill()
    (page,) = linked.site.pages.values()
    page.status = "trash"
    assert _away(linked.fill) == "in_bin"
    del linked.site.pages[page.id]
    linked.fill()
    assert CAPTION in linked.site.page_text()


def test_more_pictures_than_a_turn_takes_all_come(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consentsvc.connectors.filling.UPLOADS_A_TURN", 1)
    linked.place()
    linked.place()
    linked.fill()
    assert linked.site.page_text().count("<figure>") == len(linked.site.media) == 3


def test_an_answer_that_never_comes_is_not_waited_for(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    over = Event()
    monkeypatch.setattr("consentsvc.connectors.wordpress.UPLOAD_SECONDS", 0.2)

    def answering(asked: Asked) -> Said:
        said = linked.site.answer(asked)
        if asked.method == "POST" and "/media?" in asked.path:
            over.wait(5)
        return said

    linked.site.site.answering = answering
    assert _away(linked.fill) == "timed_out"
    over.set()
    linked.fill()
    assert len(linked.site.media) == 1
    assert linked.copy().state == "there"


def test_live_links_leave_no_file_and_go_with_the_page(linked: Linked) -> None:
    _change_mode(linked, "live_link")
    linked.fill()
    assert linked.site.media == {}
    assert f'src="http://testserver{path_of(linked.placed.address)}"' in linked.site.page_text()
    assert linked.copy().state == "there"
    linked.withdraw()
    (look,) = service.take_down(linked.stage.school, linked.copy().id)
    assert (look.address, look.answered, look.is_gone) == (linked.connection().page_address, 200, True)
    assert CAPTION not in linked.site.page_text()


def test_live_links_instead_of_copies_remove_the_files(linked: Linked) -> None:
    linked.fill()
    _change_mode(linked, "live_link")
    linked.fill()
    assert linked.site.files == {}
    assert linked.placed.address in linked.site.page_text()


def _change_mode(linked: Linked, mode: str) -> None:
    service.change(linked.stage.actor(linked.stage.cast.admin), linked.id, ConnectionChange(mode=mode))


def test_a_connection_that_ends_takes_everything_with_it_and_forgets_the_password(linked: Linked) -> None:
    linked.fill()
    with begin(linked.stage.school) as tx:
        service.end(tx, linked.stage.actor(linked.stage.cast.admin), linked.id)
    linked.site.faults.append(Fault("DELETE", "media", FATAL))
    fill_page(PageBehind(linked.stage.school, linked.id))
    assert linked.connection().secret != "", "not yet: something is left"
    fill_page(PageBehind(linked.stage.school, linked.id))
    assert linked.site.files == {}
    assert "<figure>" not in linked.site.page_text()
    assert linked.copies() == []
    assert linked.connection().secret == ""


def test_an_ending_wants_the_page_made_anew(linked: Linked, tx: Session) -> None:
    def wanted() -> int:
        query = text("select count(*) from procrastinate_jobs where args ->> 'fact' = 'PageBehind'")
        return tx.execute(query).scalar_one()

    before = wanted()
    page_may_be_behind(PlacementEnded(linked.stage.school, linked.placed.id, linked.channel.id))
    assert wanted() == before + 1
    page_may_be_behind(PlacementEnded(linked.stage.school, linked.placed.id, linked.stage.channel.id))
    assert wanted() == before + 1, "a channel that isn't connected"
