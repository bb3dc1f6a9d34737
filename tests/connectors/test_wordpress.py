"""The calls to WordPress, one by one: what each answer means, and every error as WordPress documents it."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from consentsvc.connectors import looking, wordpress
from consentsvc.connectors.wordpress import Missing, ServerFailed, WordPress
from consentsvc.connectors.words import WORDS, ConnectorAway
from tests.connectors.wordpress_site import (
    AUTHOR,
    FATAL,
    MAINTENANCE,
    NO_ANSWER,
    SUBSCRIBER,
    Fault,
    WordPressSite,
    open_wordpress,
)
from tests.site import Said

NAME = "pictures-0123456789ab-1"


@pytest.fixture
def site(nearby: None) -> Iterator[WordPressSite]:
    with open_wordpress() as running:
        yield running


@pytest.fixture
def ours(site: WordPressSite) -> WordPress:
    return WordPress(site.root, "consent", "abcdEFGHijklMNOPqrstUVWX")


def picture(width: int = 1600, height: int = 1200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


def _word(call: object, *args: object) -> str:
    with pytest.raises(ConnectorAway) as found:
        call(*args)  # type: ignore[operator]
    assert found.value.word in WORDS
    return found.value.word


def test_the_site_itself_says_where_its_api_is(site: WordPressSite) -> None:
    assert wordpress.root_of(site.address) == site.root
    site.plain = True
    assert wordpress.root_of(site.address) == f"{site.address}/index.php?rest_route=/"


@pytest.mark.promise("L1")
def test_no_line_that_tells_of_a_site_gives_its_password() -> None:
    assert "abcd efgh" not in repr(WordPress("https://school.example/wp-json/", "editor", "abcd efgh"))


def test_what_is_no_wordpress_is_said(site: WordPressSite) -> None:
    for said, word in [
        (Said(200), "not_wordpress"),
        (Said(301, headers={"Location": "https://www.school.example/"}), "moved"),
        (Said(200, headers={"Link": '<https://elsewhere.example/wp-json/>; rel="https://api.w.org/"'}), "moved"),
        (NO_ANSWER, "broken"),
    ]:
        site.faults.append(Fault("HEAD", "/", said))
        assert _word(wordpress.root_of, site.address) == word


@pytest.mark.parametrize("plain", [False, True])
def test_an_editor_may_do_all_we_need(site: WordPressSite, plain: bool) -> None:
    site.plain = plain
    WordPress(site.root, "consent", "abcd EFGH ijkl MNOP qrst UVWX").check()


def test_who_may_not_is_told_why(site: WordPressSite, ours: WordPress) -> None:
    assert _word(replace(ours, password="wrongwrongwrong").check) == "sign_in"
    assert _word(replace(ours, user_name="nobody").check) == "sign_in"
    for role in (AUTHOR, SUBSCRIBER):
        site.users["consent"] = (ours.password, role)
        assert _word(ours.check) == "not_allowed"
    site.drops_authorization = True
    assert _word(ours.check) == "sign_in"


def test_an_upload_knows_the_address_of_every_size(site: WordPressSite, ours: WordPress) -> None:
    made = ours.upload(f"{NAME}.jpg", "image/jpeg", picture())
    assert len(made.addresses) == 5  # as it came, and four sizes
    assert {address.removeprefix(site.address) for address in made.addresses} == site.files.keys()
    assert made.is_whole
    assert ours.media(NAME) == [made]


def test_of_a_very_large_picture_the_original_is_known_too(site: WordPressSite, ours: WordPress) -> None:
    made = ours.upload(f"{NAME}.jpg", "image/jpeg", picture(3000, 2000))
    assert made.address.endswith(f"{NAME}-scaled.jpg")
    assert f"{NAME}.jpg" in {address.rpartition("/")[2] for address in made.addresses}
    assert {address.removeprefix(site.address) for address in made.addresses} == site.files.keys()
    assert [each.id for each in ours.media(NAME)] == [made.id]


def test_a_second_upload_of_one_name_is_a_second_file(ours: WordPress) -> None:
    first, second = (ours.upload(f"{NAME}.jpg", "image/jpeg", picture()) for _ in range(2))
    assert [each.id for each in ours.media(NAME)] == [first.id, second.id]
    assert second.file_name == f"{NAME}-1.jpg"


def test_other_people_s_files_are_never_ours(ours: WordPress) -> None:
    ours.upload("sports-day.jpg", "image/jpeg", picture(200, 100))
    ours.upload(f"copy-of-{NAME}.jpg", "image/jpeg", picture(200, 100))
    assert ours.media(NAME) == []


def test_a_library_is_read_to_its_end(site: WordPressSite, ours: WordPress) -> None:
    small = picture(100, 80)
    for _ in range(101):
        site._store(f"{NAME}.jpg", small)
    assert len(ours.media(NAME)) == 101


def test_a_deleted_file_is_gone_from_every_address(site: WordPressSite, ours: WordPress) -> None:
    made = ours.upload(f"{NAME}.jpg", "image/jpeg", picture(3000, 2000))
    assert all(look.answered == 200 and not look.is_gone for look in looking.look(made.addresses))
    ours.delete(made.id)
    assert [look.answered for look in looking.look(made.addresses)] == [404] * 6
    assert all(look.is_gone for look in looking.look(made.addresses))
    ours.delete(made.id)  # nothing to do: 404, rest_post_invalid_id
    assert site.calls("DELETE", "media")[0].path.endswith("force=true")


def test_what_does_not_answer_is_not_gone(site: WordPressSite) -> None:
    site.faults.append(Fault("GET", "x.jpg", NO_ANSWER))
    site.faults.append(Fault("GET", "y.jpg", Said(302, headers={"Location": "/"})))
    site.faults.append(Fault("GET", "z.jpg", Said(403)))
    looks = looking.look([f"{site.address}/{name}.jpg" for name in "xyz"])
    assert [(look.answered, look.is_gone) for look in looks] == [(None, False), (302, False), (403, False)]


def test_where_wordpress_dies_over_the_sizes_it_is_asked_to_go_on(site: WordPressSite, ours: WordPress) -> None:
    site.dies_after_sizes = 1
    with pytest.raises(ServerFailed) as failed:
        ours.upload(f"{NAME}.jpg", "image/jpeg", picture())
    assert failed.value.media_id is not None
    assert not ours.media(NAME)[0].is_whole
    assert len(ours.finish(failed.value.media_id).addresses) == 5
    assert ours.media(NAME)[0].is_whole
    with pytest.raises(Missing):
        ours.finish(999)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (MAINTENANCE, "overloaded"),
        (Said(429), "overloaded"),
        (FATAL, "error"),
        (Said(502, b"<html>Bad Gateway</html>"), "error"),
        (Said(413, b"<html>Request Entity Too Large</html>"), "no_room"),
        (Said(400, b'{"code":"rest_upload_limited_space","message":"","data":{"status":400}}'), "no_room"),
        (Said(500, b'{"code":"rest_upload_sideload_error","message":"","data":{"status":500}}'), "error"),
        (Said(400, b'{"code":"rest_cannot_create","message":"","data":{"status":400}}'), "not_allowed"),
        (Said(403, b'{"code":"rest_forbidden","message":"","data":{"status":403}}'), "not_allowed"),
        (Said(404, b'{"code":"rest_no_route","message":"","data":{"status":404}}'), "not_wordpress"),
        (Said(301, headers={"Location": "/elsewhere"}), "moved"),
        (Said(201, b"<b>Warning</b>: something in a plugin"), "not_wordpress"),
        (Said(201, b"[]"), "not_wordpress"),
        (NO_ANSWER, "broken"),
        (Said(201, b'{"id": 7', cut=True), "broken"),
    ],
)
def test_each_error_is_said_in_a_word_of_ours(site: WordPressSite, ours: WordPress, said: Said, word: str) -> None:
    site.faults.append(Fault("POST", "media", said))
    assert _word(ours.upload, f"{NAME}.jpg", "image/jpeg", picture(200, 100)) == word


def test_what_was_changed_on_the_way_is_refused(site: WordPressSite, ours: WordPress) -> None:
    ours.upload(f"{NAME}.jpg", "image/jpeg", data := picture(200, 100))
    from hashlib import md5

    assert site.calls("POST", "media")[0].headers["content-md5"] == md5(data).hexdigest()


def test_a_page_is_made_found_and_changed(site: WordPressSite, ours: WordPress) -> None:
    assert ours.page_called("our-page") is None
    made = ours.new_page("our-page", "The garden", "<p>One</p>")
    assert made.link == f"{site.address}/our-page/"
    assert ours.page_called("our-page") == made == ours.page(made.id)
    assert ours.change_page(made.id, "The garden", "<p>Two</p>").content == "<p>Two</p>"
    site.pages[made.id].status = "trash"
    assert ours.page(made.id).status == "trash"
    del site.pages[made.id]
    with pytest.raises(Missing):
        ours.page(made.id)
