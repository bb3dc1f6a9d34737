"""Which pictures a page holds."""

import pytest

from consentsvc.websites.reading import pictures_in

AT = "https://school.example/news/index.html"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<img src="a.jpg">', ["/news/a.jpg"]),
        ("<IMG SRC=/a.jpg />", ["/a.jpg"]),
        ('<img src="a.jpg?x=1&amp;y=2#top">', ["/news/a.jpg?x=1&y=2"]),
        ('<img src="s.jpg" srcset="m.jpg 600w, l,x.jpg 1200w">', ["/news/s.jpg", "/news/m.jpg", "/news/l,x.jpg"]),
        ('<img srcset="m.jpg 1x,l.jpg 2x">', ["/news/m.jpg", "/news/l.jpg"]),
        ('<img srcset="m.jpg, l.jpg">', ["/news/m.jpg", "/news/l.jpg"]),
        ('<picture><source srcset="w.webp 1x"><img src="a.jpg"></picture>', ["/news/w.webp", "/news/a.jpg"]),
        ('<a href="full.JPG">See it</a><a href="next.html">Next</a>', ["/news/full.JPG"]),
        ('<video poster="still.png"></video>', ["/news/still.png"]),
        ("<div style=\"background: #fff url('b.jpg') no-repeat\">", ["/news/b.jpg"]),
        ("<style>.top { background-image: url(../b.png) }</style>", ["/b.png"]),
        ('<img src="data:image/gif;base64,R0lG" data-src="lazy.jpg">', ["/news/lazy.jpg"]),
        ('<noscript><img src="n.jpg"></noscript>', ["/news/n.jpg"]),
        ('<base href="/files/"><img src="a.jpg">', ["/files/a.jpg"]),
        ('<meta property="og:image" content="card.jpg">', ["/news/card.jpg"]),
        ('<img src="a.jpg"><img src="a.jpg#again">', ["/news/a.jpg"]),
        ('<img src="http://[::1"><img src=""><img>', []),
        ("<!-- <img src='a.jpg'> --><p>url(b.jpg)</p>", []),
    ],
)
def test_every_way_to_show_a_picture(html: str, found: list[str]) -> None:
    assert pictures_in(html, AT) == [f"https://school.example{each}" for each in found]


def test_another_host_s_picture_keeps_its_host() -> None:
    assert pictures_in('<img src="//cdn.example/a.jpg">', AT) == ["https://cdn.example/a.jpg"]


def test_a_page_cut_off_in_the_middle_is_read_as_far_as_it_goes() -> None:
    assert pictures_in('<img src="a.jpg"><img src="b.j', AT) == ["https://school.example/news/a.jpg"]
