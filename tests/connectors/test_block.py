"""Our part of a page: only our part, and nothing in a caption becomes a tag, a shortcode or the end of it."""

import re

import pytest

from consentsvc.connectors.block import NOTHING, Shot, block, put_in

NAME = "pictures-0123456789ab"
SHOT = Shot("https://school.example/a.jpg?b=1&c=2", "Beans", "Spring", 1600, 1200, 7)


def test_a_picture_has_its_words_and_size() -> None:
    made = block(NAME, [SHOT])
    assert 'class="wp-image-7" src="https://school.example/a.jpg?b=1&amp;c=2" alt="Beans" width="1600" height="1200"' in made
    assert "<figcaption>Spring</figcaption>" in made


def test_without_a_caption_there_is_none() -> None:
    assert "figcaption" not in block(NAME, [Shot("a", "Beans", "", 1, 1)])


def test_a_film_is_a_live_link() -> None:
    made = block(
        NAME, [Shot("https://ours.example/m/x/large.jpg", "Beans", "", 640, 360, clip="https://ours.example/m/x/clip.mp4")]
    )
    assert '<video controls preload="none" src="https://ours.example/m/x/clip.mp4"' in made


def test_nothing_to_show_says_so() -> None:
    assert NOTHING in block(NAME, [])


@pytest.mark.parametrize(
    "words",
    ["</div><!-- /wp:html --><script>", '" onerror="x', "[gallery ids=1]", "<!-- wp:html -->", "&lt;b&gt;", "it's \\1 \\g<0>"],
)
def test_words_stay_words(words: str) -> None:
    made = block(NAME, [Shot("a", words, words, 1, 1)])
    assert made.count("</div>") == 1
    assert made.count("<!-- ") == 2
    assert "<script" not in made
    assert "[" not in made
    assert not re.search(r'alt="[^"]*"\s*onerror', made)
    assert put_in(put_in("", NAME, made), NAME, made) == made


def test_what_stands_around_it_stays_and_it_stands_there_once() -> None:
    content = put_in("<p>Welcome</p>", NAME, block(NAME, [SHOT]))
    assert content.startswith("<p>Welcome</p>")
    content += "<p>Bye</p>"
    changed = put_in(content, NAME, block(NAME, []))
    assert changed == content.replace(block(NAME, [SHOT]), block(NAME, []))


def test_another_connection_s_part_is_left_alone() -> None:
    other = block("pictures-ffffffffffff", [SHOT])
    assert other in put_in(other, NAME, block(NAME, []))
