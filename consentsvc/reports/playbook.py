"""The playbook for blackmail with images, faked ones above all (M9): what is to be done, each step a task. The one place for its words."""

from typing import Final

from consentsvc.reports.schemas import PlaybookStep

BLACKMAIL: Final[tuple[PlaybookStep, ...]] = (
    PlaybookStep(
        step="do_not_pay",
        what="Tell the child and the family: don’t pay, don’t send more pictures, don’t answer. Say that it is not the child’s fault, "
        "and that they did right to tell.",
        links=[],
    ),
    PlaybookStep(
        step="police",
        what="Tell the police: 999 if somebody is in danger now, else 101. Say that a child is being blackmailed. Note the reference. "
        "Where an adult may be behind it, tell CEOP too.",
        links=["https://www.ceop.police.uk/ceop-reporting/"],
    ),
    PlaybookStep(
        step="preserve",
        what="Keep the evidence without looking at images: account names, addresses of pages, messages, times. Don’t copy, print, share "
        "or save any image, and delete nothing. Don’t block the account before the police say so.",
        links=[],
    ),
    PlaybookStep(
        step="pull",
        what="Take every picture of the child that the school publishes out of service, so that no more can be made of them.",
        links=[],
    ),
    PlaybookStep(
        step="hash_lists",
        what="Help the child to put the images on the hash lists, so that platforms find and refuse them: Report Remove for anybody under "
        "18, Take It Down for platforms abroad, StopNCII for adults. A faked image counts as well. The image stays on their own device.",
        links=[
            "https://www.childline.org.uk/info-advice/bullying-abuse-safety/online-mobile-safety/report-remove/",
            "https://takeitdown.ncmec.org/",
            "https://stopncii.org/",
        ],
    ),
    PlaybookStep(
        step="iwf",
        what="Where such an image is on the open web, report its address to the Internet Watch Foundation. Don’t open the page again.",
        links=["https://report.iwf.org.uk/"],
    ),
    PlaybookStep(
        step="platform",
        what="Report the account and the messages to the platform, as blackmail of a child. Note when, and what they answered.",
        links=["https://reportharmfulcontent.com/"],
    ),
    PlaybookStep(
        step="support",
        what="See to the child: who is with them today, who asks them each day how they are, what the family needs. Ask about thoughts of "
        "self-harm, in plain words. Childline: 0800 1111, at any time.",
        links=["https://www.childline.org.uk/"],
    ),
)
"""In the order in which they are done."""

DESIGNATED_OFFICER: Final = PlaybookStep(
    step="designated_officer",
    what="Tell the local authority’s designated officer within one working day. Ask nobody about it before they have said how.",
    links=[],
)
"""Owed for each report about the head (M4)."""

MAY_BE_NUDE: Final[tuple[PlaybookStep, ...]] = (
    PlaybookStep(
        step="do_not_view",
        what="See that nobody views, copies, prints, shares, stores or saves the image, and nobody deletes it. Note who has seen it, and "
        "where it is, in words.",
        links=[],
    ),
    PlaybookStep(
        step="refer_images",
        what="Decide today whom to tell, and note why. The police and social care at once where an adult is involved, or a child was "
        "forced or paid, is under 13, or may be harmed.",
        links=["https://www.ceop.police.uk/ceop-reporting/"],
    ),
    next(each for each in BLACKMAIL if each.step == "hash_lists"),
)
"""Owed for each report that may be about a nude or semi-nude image (M2)."""
