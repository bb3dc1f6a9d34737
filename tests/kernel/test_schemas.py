import pytest
from pydantic import TypeAdapter, ValidationError

from consentsvc.kernel.schemas import Input, Name, Reason

NAME, REASON = TypeAdapter(Name), TypeAdapter(Reason)


def test_a_name_is_stripped_and_spelled_one_way():
    assert NAME.validate_python("  Zoe\u0308 ") == "Zo\u00eb"


@pytest.mark.parametrize("wrong", ["", "   ", "a\0b", "Zoë\nRestricted", "a\tb", "a\x7fb", "\ud800", "x" * 101])
def test_what_is_no_line_of_text_is_no_name(wrong):
    with pytest.raises(ValidationError):
        NAME.validate_python(wrong)


def test_a_reason_may_be_longer():
    assert REASON.validate_python("x" * 500)
    with pytest.raises(ValidationError):
        REASON.validate_python("x" * 501)


def test_what_is_not_known_is_not_taken_in():
    with pytest.raises(ValidationError):
        Input(surprise=1)
