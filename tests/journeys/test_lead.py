"""A report, from a teacher's words to what everybody learns from it: a lead works on it on a phone, at nine in the evening."""

import io
import re
from collections.abc import Callable

import httpx2
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Page, Request, expect

from tests.journeys.looking import DESK, PHONE, Look
from tests.journeys.school import School, drawn

pytestmark = pytest.mark.xdist_group("journeys")

SMALL = 320
WIDTHS = (SMALL, PHONE, DESK)
SEED = 93
LESSON = "Ask before a picture leaves the school."


@pytest.mark.rule("M7", "M8", "M10")
def test_a_lead_follows_a_report_to_what_was_learned(oakfield: School, desk: Callable[..., Page], look: Look) -> None:
    # given a picture of a child on the website, and a teacher who saw a copy of it in a chat
    odile = oakfield.child("Odile Marchbank", agrees_to=["website"])
    event, channel = oakfield.event("Harvest fair", odile), oakfield.channel("Harvest fair")
    placed = oakfield.show(oakfield.photo(event, SEED, people=2), [odile], channel, "The apple stall")
    assert public(placed["address"]) == 200
    teacher = desk(oakfield, "teacher")
    reference = make_a_report(teacher, look)

    # when the lead finds it, takes it on, weighs it up and passes it on
    lead = desk(oakfield, "lead")
    lead.set_viewport_size({"width": PHONE, "height": 844})
    find_it(lead, reference, look)
    weigh_it_up(lead)
    refer(lead)

    # then pulling the child's pictures ends them at the public address at once
    pull(lead, odile.name)
    assert public(placed["address"]) == 410

    # and a mirrored, smaller copy is traced to it, and nothing of that copy leaves the phone
    trace(lead, odile.name, look)

    # and the reporter is answered, and the report closed with what was learned
    answer_the_reporter(lead)
    look(lead, "a report", WIDTHS)
    write_while_it_is_closed(lead, close)
    tell_everybody(lead, look)
    teacher.goto("/staff/learning")
    expect(teacher.get_by_role("heading", name="For everybody", exact=False)).to_be_visible()
    expect(teacher.get_by_text(LESSON).first).to_be_visible()
    expect(teacher.get_by_text("Reports: by an adult")).to_have_count(0)
    look(teacher, "what we learned, for a teacher", WIDTHS)

    # and when naming the head leaves a report that nobody here may read, it stands there what the lead has to do
    leave_it_to_nobody(lead, oakfield, look)


def make_a_report(page: Page, look: Look) -> str:
    """Gives its reference."""
    page.goto("/staff/reports/new")
    expect(page.get_by_label("What happened")).to_have_count(0)
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.get_by_label("I’m not sure").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Don’t view, copy, print, share, store or save")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    look(page, "what to do first", WIDTHS)
    page.get_by_label("Where", exact=True).fill("A class chat")
    page.get_by_role("button", name="Back").click()
    own_copy = page.get_by_label("Do you have a copy of the picture?")
    say_no(page)
    expect(page.get_by_label("Where", exact=True)).to_have_value("A class chat")
    expect(own_copy).to_have_count(0)  # who was in doubt once stays so
    page.get_by_label("Where", exact=True).fill("")
    page.reload()
    say_no(page)
    page.get_by_label("What happened").fill("A picture from our website is in a chat, with unkind words.")
    own_copy.set_input_files({"name": "seen.jpg", "mimeType": "image/jpeg", "buffer": a_copy()})
    expect(page.get_by_text("Its likeness goes with this report")).to_be_visible()
    page.get_by_label("Is it about somebody who works").select_option(label="Nobody who works at the school")
    look(page, "making a report", WIDTHS)
    page.get_by_role("button", name="Send this report").click()
    expect(page.get_by_role("heading", name="Your report is in")).to_be_visible()
    look(page, "the reference and the secret", WIDTHS)
    expect(page.locator("input[type=file]")).to_have_count(0)
    return page.locator("main p > span").first.inner_text()


def say_no(page: Page) -> None:
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Go on").click()


def find_it(page: Page, reference: str, look: Look) -> None:
    page.goto("/staff/")  # the mail said no more than to sign in
    expect(page.get_by_role("heading", name="Nobody has it yet")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Menu .*to do"))).to_be_visible()
    look(page, "the queue of reports", WIDTHS)
    page.get_by_role("link", name=reference).click()
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_text("The lead has it.")).to_be_visible()


def weigh_it_up(page: Page) -> None:
    page.get_by_label("Who did it").select_option(label="By a child")
    page.get_by_label("How severe").select_option(label="Medium")
    page.get_by_label("The risk now, and why you think so").fill("Unkind, not dangerous. The chat is small.")
    page.get_by_role("button", name="Note how serious it is").click()
    expect(page.get_by_text("By a child. Severity: medium.").first).to_be_visible()


def refer(page: Page) -> None:
    page.get_by_text("Note a referral").click()
    page.get_by_label("To whom").first.select_option(label="A platform")
    page.get_by_label("Their reference").fill("P-77")
    page.get_by_role("button", name="Note this referral").click()
    expect(page.get_by_text("Their reference: P-77").first).to_be_visible()


def pull(page: Page, child: str) -> None:
    page.get_by_text("Add a child").click()
    page.get_by_label("Which child").select_option(label=child)
    page.get_by_role("button", name="Add this child").click()
    page.get_by_text("Take every picture of this child out of service").click()
    page.get_by_label("Why", exact=True).filter(visible=True).first.fill("While we find out who has copies.")
    page.get_by_role("button", name="Take them out of service").click()
    expect(page.get_by_text("Pictures out of service").first).to_be_visible()


def trace(page: Page, child: str, look: Look) -> None:
    page.get_by_role("button", name="Compare it with ours").click()  # as the teacher's browser saw it
    expect(page.get_by_role("heading", name=re.compile("from ‘Harvest fair’"))).to_be_visible()
    page.reload()
    sent: list[Request] = []

    def note(request: Request) -> None:  # a method of a list has no room for what Playwright notes on it
        sent.append(request)

    page.on("request", note)
    page.get_by_label("The picture to compare").set_input_files(
        {"name": "seen.jpg", "mimeType": "image/jpeg", "buffer": a_copy()}
    )
    expect(page.get_by_role("heading", name=re.compile("from ‘Harvest fair’"))).to_be_visible()
    expect(page.get_by_text("Not shown now").first).to_be_visible()
    expect(page.get_by_role("link", name=child).last).to_be_visible()
    bodies = [each.post_data_buffer or b"" for each in sent]
    assert sum(each.url.endswith("/trace") for each in sent) == 1
    assert all(len(body) < 1000 for body in bodies), "only a likeness travels"
    assert not any(part in body for body in bodies for part in (b"\xff\xd8", b"base64", b"seen.jpg"))
    look(page, "a traced picture", WIDTHS)


def answer_the_reporter(page: Page) -> None:
    page.get_by_text("Write to who reported").click()
    page.get_by_label("Your answer").fill("Thank you. The platform has been told.")
    page.get_by_role("button", name="Answer the reporter").click()
    expect(page.get_by_text("They read it when they come back.")).to_be_visible()
    expect(page.get_by_text("Thank you. The platform has been told.").first).to_be_visible()


def write_while_it_is_closed(page: Page, close: Callable[[Page], None]) -> None:
    """What is being typed in one tab stays there when another closes the report; leaving asks first."""
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("What", exact=True).fill("The mother rang.")
    close(page)
    other.get_by_role("button", name="Write it down").click()
    expect(other.get_by_text("This report is closed.").first).to_be_visible()
    other.get_by_role("link", name="Reports", exact=True).first.click()
    other.get_by_role("button", name="Stay here").click()
    expect(other.get_by_label("What", exact=True)).to_have_value("The mother rang.")
    other.close(run_before_unload=False)


def close(page: Page) -> None:
    page.get_by_label("How it ended").select_option(label="It happened")
    page.get_by_label("Why you close it").fill("The pictures are gone from the chat.")
    page.get_by_label("What was learned").fill("Odile Marchbank was hurt.")
    page.get_by_label("What it is about").select_option(label="Messages and sharing")
    page.get_by_role("button", name="Close this report").click()
    expect(page.get_by_text("Somebody’s name stands here.").first).to_be_visible()
    page.get_by_label("What was learned").fill(LESSON)
    page.get_by_role("button", name="Close this report").click()
    expect(page.get_by_role("heading", name="Closed", exact=True)).to_be_visible()


def tell_everybody(page: Page, look: Look) -> None:
    page.goto("/staff/learning")
    page.locator("summary", has_text=LESSON).click()
    page.get_by_role("button", name="Let it stand").click()
    expect(page.get_by_label("What they read")).to_have_value(re.compile(re.escape(LESSON)))
    look(page, "what we learned, for a lead", WIDTHS)
    page.get_by_role("button", name="Send it to everybody who works here").click()
    expect(page.get_by_text("It went out.")).to_be_visible()
    page.goto("/staff/incidents")
    page.get_by_role("button", name="Closed").click()
    expect(page.get_by_role("link", name=re.compile("^Report ")).first).to_be_visible()
    look(page, "all incidents", WIDTHS)


def leave_it_to_nobody(page: Page, school: School, look: Look) -> None:
    """This school has no chair of governors."""
    words = {"images": "no", "about": "not_said", "what": "Somebody sells pictures of the sports day."}
    made = school.client("teacher").post("/api/reports", json=words).json()
    page.goto("/staff/reports")
    page.get_by_role("link", name=made["reference"]).click()
    page.get_by_text("Name somebody it is about").click()
    page.get_by_label("Who it is", exact=True).select_option(label="The head teacher, whoever it is")
    page.get_by_role("textbox", name="Why you think so", exact=True).fill("The mother says so.")
    page.get_by_role("button", name="Name them").click()
    for _ in range(2):
        expect(page.get_by_role("heading", name="Nobody at this school may read that report now")).to_be_visible()
        page.reload()
    look(page, "a report that nobody may read", WIDTHS)


def a_copy() -> bytes:
    """The picture as somebody might pass it on: mirrored, smaller, saved again."""
    copy, out = ImageOps.mirror(Image.open(io.BytesIO(drawn(SEED, 2)))).resize((640, 480)), io.BytesIO()
    copy.save(out, "JPEG", quality=60)
    return out.getvalue()


def public(address: str) -> int:
    return httpx2.get(address).status_code
