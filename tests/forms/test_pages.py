"""What staff see of a form before families do: the families' own pages."""

import pytest

from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.texts import INTRODUCTIONS, WORDS


@pytest.fixture
def teacher(people, client_for):
    return client_for(people.teacher)


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("kind", WORDS)
def test_every_page_of_every_form_can_be_looked_at(teacher, kind, language):
    assert teacher.get(f"/staff-preview/{kind}?language={language}").status_code == 200
    for purpose in PURPOSES:
        page = teacher.get(f"/staff-preview/{kind}/{purpose}?language={language}")
        assert page.status_code == 200, purpose
        assert f'lang="{language}"' in page.text


@pytest.mark.rule("C1")
def test_it_is_the_question_as_it_is_asked_with_nothing_ticked(teacher):
    page = teacher.get("/staff-preview/looked_after/website").text
    assert WORDS["looked_after"]["website"].question.replace("'", "&#39;") in page
    assert " checked>" not in page
    assert INTRODUCTIONS["adult"] in teacher.get("/staff-preview/adult").text


def test_nothing_is_sent_from_it_and_only_our_own_pages_show_it_in_a_frame(teacher):
    policy = teacher.get("/staff-preview/family/website").headers["content-security-policy"]
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'none'" in policy


def test_it_is_for_staff(anyone, teacher):
    assert anyone.get("/staff-preview/family").status_code == 401
    assert teacher.get("/staff-preview/family/nowhere").status_code == 404
    assert teacher.get("/staff-preview/nobody").status_code == 422
    assert teacher.get("/staff-preview/family?language=xx").status_code == 422
