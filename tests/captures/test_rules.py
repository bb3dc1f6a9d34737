"""T2, T4: whose picture it is, what for, and which letters fit."""

import pytest

from consentsvc.captures.rules import CaptureFacts, fitting_letters, is_for_own_use, may_be_under_terms
from consentsvc.captures.schemas import CaptureBy, CaptureUse


@pytest.mark.rule("T2")
@pytest.mark.rule("T4")
@pytest.mark.parametrize(
    ("taken_by", "use", "own", "terms"),
    [
        ("parent", "own_use", True, False),
        ("spectator", "own_use", True, False),
        ("pupil", "own_use", True, False),
        ("passer_by", "own_use", False, False),
        ("not_known", "own_use", False, False),
        ("parent", "shared", False, False),
        ("parent", "not_known", False, False),
        ("press", "own_use", False, True),
        ("photographer", "not_known", False, True),
    ],
)
def test_whose_it_is(taken_by: CaptureBy, use: CaptureUse, own: bool, terms: bool) -> None:
    capture = CaptureFacts(taken_by, use)
    assert (is_for_own_use(capture), may_be_under_terms(capture)) == (own, terms)
    assert (fitting_letters(capture) == ["polite_request"]) == own


@pytest.mark.rule("T4")
def test_who_is_on_the_register_signed_whatever_the_steward_thought() -> None:
    assert may_be_under_terms(CaptureFacts("spectator", "own_use", is_registered=True))
