"""Printed pages: tagged, whole, in every script, and the same again for the same values."""

import json
from collections import Counter
from typing import Any

import pytest

from consentsvc.kernel import printing
from consentsvc.kernel.languages import LANGUAGES
from tests.kernel import printed, prints

PAGES: list[tuple[printing.Template, dict[str, Any], str]] = [
    ("letter", prints.letters(prints.letter(second="ur")), "en"),
    ("who_cannot", prints.who_cannot(), "en"),
    ("receipt", prints.receipt("ar"), "ar"),
]
JOINED = {"ur", "ar", "pa", "bn"}  # scripts whose glyphs aren't drawn in the order in which they are read
NO_FONT_HAS = "\U000f1234"

each_page = pytest.mark.parametrize(("template", "values", "language"), PAGES, ids=[page[0] for page in PAGES])


def kinds(file: bytes) -> Counter[str]:
    return Counter(str(each["/S"]) for each in printed.elements(printed.opened(file)))


@each_page
def test_a_page_is_tagged_and_says_its_title_and_language(template, values, language):
    file = printing.pdf(template, values, language)
    reader = printed.opened(file)
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == language
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == values["title"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.root_object["/Metadata"].get_object().get_data()
    assert kinds(file)["/H1"]


@each_page
def test_the_same_values_give_the_same_bytes(template, values, language):
    assert printing.pdf(template, values, language) == printing.pdf(template, values, language)


@each_page
def test_every_font_is_ours_and_in_the_file(template, values, language):
    for page in printed.opened(printing.pdf(template, values, language)).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described
            assert "+Noto" in described["/FontName"]


@pytest.mark.rule("C17")
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_script_is_printed_with_its_own_font_and_can_be_read_by_a_program(code):
    reader = printed.opened(printing.pdf("receipt", prints.receipt(code), code))
    text, wanted = printed.text_of(reader), "".join(prints.SAMPLES[code][1].split())
    if code in JOINED:
        assert Counter(wanted) <= Counter(text)
    else:
        assert wanted in text
    used = {str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert any(LANGUAGES[code].font.replace(" ", "") in name for name in used), used


def test_each_language_of_a_letter_is_said_beside_the_other():
    said = {str(each["/Lang"]) for each in printed.elements(printed.opened(printing.pdf(*PAGES[0][:2], "en"))) if "/Lang" in each}
    assert "ur" in said


def test_urdu_begins_at_the_right_and_english_at_the_left():
    file = printing.pdf("letter", prints.letters(prints.letter(second="ur")), "en")
    ends = printed.lines_end_at(file, 0, right_of=310)
    at_the_margin = [end for end in ends if 530 < end < 545]  # 190 of 210 mm, less the frame's inset
    assert len(at_the_margin) >= 12, ends


def test_a_text_that_is_not_translated_stands_as_english_on_an_urdu_page():
    values = prints.receipt("ur")
    values["answers"][0]["words"] = ["Not translated yet."]
    reader = printed.opened(printing.pdf("receipt", values, "ur"))
    assert "Nottranslatedyet." in printed.text_of(reader), "its full stop would stand at its beginning"
    assert "en" in {str(each.get("/Lang")) for each in printed.elements(reader)}


def test_letters_have_a_page_each_and_a_code_of_their_own():
    file = printing.pdf("letter", prints.letters(*(prints.letter(f"Child {i}", "pl", number=i) for i in range(3))), "en")
    assert len(printed.opened(file).pages) == 3
    assert [printed.codes_on(file, page) for page in range(3)] == [[f"{prints.LINK}{i}"] for i in range(3)]


@pytest.mark.parametrize("second", ["ur", "zh", "bn"])
def test_a_long_letter_stays_on_its_page_in_smaller_print(second):
    letter = prints.letter(second=second, paragraphs=7)
    assert len(printed.opened(printing.pdf("letter", prints.letters(letter), "en")).pages) == 1


def test_many_letters_are_made_apart_and_are_the_same():
    few = [prints.letter(f"Child {i}", number=i) for i in range(2)]
    many = prints.letters(*few * 60)
    assert len(json.dumps(many)) > printing.LARGE
    reader = printed.opened(printing.pdf("letter", many, "en"))
    alone = printed.opened(printing.pdf("letter", prints.letters(*few), "en"))
    assert len(reader.pages) == 120
    assert printed.text_of_page(reader.pages[118]) == printed.text_of_page(alone.pages[0])


def test_a_picture_says_in_words_what_it_shows():
    said = [str(each.get("/Alt")) for each in printed.elements(printed.opened(printing.pdf(*PAGES[1])))]
    rows = prints.who_cannot()["rows"]
    for word, may in (("may be shown", True), ("must not be shown", False)):
        assert said.count(word) == 1 + sum(row["may"].count(may) for row in rows)  # once in the legend
    assert "QR code of the address below" in [
        str(each.get("/Alt")) for each in printed.elements(printed.opened(printing.pdf(*PAGES[0])))
    ]


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("purposes", [1, 4, 12])
def test_a_list_is_one_table_whose_head_stands_on_every_page(purposes, names):
    file = printing.pdf("who_cannot", prints.who_cannot(purposes, 100, names), "en")
    found, reader = kinds(file), printed.opened(file)
    assert found["/Table"] == 1
    assert found["/TH"] == purposes + 2 + names
    assert found["/TD"] == 100 * (purposes + 2 + names)
    assert len(reader.pages) > 1
    for page in reader.pages:
        assert "Displaysinschool" in printed.text_of_page(page)
        assert "Givethisbackordestroyitby14May2026" in printed.text_of_page(page)


def test_a_name_that_no_font_can_show_stops_no_letter():
    file = printing.pdf("letter", prints.letters(prints.letter(f"Zoë {NO_FONT_HAS}")), "en")
    assert "Zoë" in printed.text_of(printed.opened(file))
    assert kinds(file)["/H1"], "it is tagged all the same"


def test_text_is_text_whatever_it_holds():
    name = '#panic("no") *Zoë* <b> $x$ \\ {"a": 1}'
    text = printed.text_of(printed.opened(printing.pdf("letter", prints.letters(prints.letter(name)), "en")))
    assert "".join(name.split()) in text


def test_names_in_other_scripts_are_printed_in_an_english_list():
    values = prints.who_cannot(rows=5)
    names = ["محمد", "ਜਸਲੀਨ", "小明", "தமிழ்", "Олена"]
    for row, name in zip(values["rows"], names, strict=True):
        row["name"] = name
    reader = printed.opened(printing.pdf("who_cannot", values, "en"))
    assert Counter("".join(names)) <= Counter(printed.text_of(reader))
