"""What follows from who took a picture and what for (T2, T4)."""

from dataclasses import dataclass

from consentsvc.captures.schemas import CaptureBy, CaptureUse, LetterKind

UNDER_TERMS: tuple[CaptureBy, ...] = ("press", "photographer")
FAMILIES: tuple[CaptureBy, ...] = ("parent", "spectator", "pupil")
"""Who takes pictures for a family's album: of anybody else, 'for myself' is no family's own use."""


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What the rules depend on. is_registered: whoever took it is on the event's register."""

    taken_by: CaptureBy
    use: CaptureUse
    is_registered: bool = False


def is_for_own_use(capture: CaptureFacts) -> bool:
    """A family's own picture for its own use: nothing is wrong with it (T2). A registered photographer's never is one."""
    return capture.use == "own_use" and capture.taken_by in FAMILIES and not capture.is_registered


def may_be_under_terms(capture: CaptureFacts) -> bool:
    """Press or commissioned: what they signed covers their copies (T4)."""
    return capture.is_registered or capture.taken_by in UNDER_TERMS


def fitting_letters(capture: CaptureFacts) -> list[LetterKind]:
    """Which letters may be drawn up: a family that keeps a picture for itself is asked politely, and no more (T2)."""
    if is_for_own_use(capture):
        return ["polite_request"]
    return ["take_down", "delete"] if may_be_under_terms(capture) else ["take_down", "delete", "polite_request"]
