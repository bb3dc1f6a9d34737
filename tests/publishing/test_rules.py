"""How large a picture goes out (P4)."""

import pytest

from consentsvc.forms.purposes import PURPOSES
from consentsvc.publishing.rules import longest_edge
from consentsvc.schools.policy import SchoolPolicy


@pytest.mark.rule("P4")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("children", [0, 1, 2])
def test_a_single_child_on_the_open_web_goes_out_smaller(purpose: str, children: int) -> None:
    policy = SchoolPolicy(open_web_longest_edge=1500, single_child_longest_edge=700)
    alone_for_all = children == 1 and PURPOSES[purpose].audience == "open web"
    assert longest_edge(policy, purpose, children) == (700 if alone_for_all else 1500)
