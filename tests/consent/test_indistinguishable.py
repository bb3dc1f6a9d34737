"""For everybody but a lead, a restricted child and one whom nobody answered for are the same bytes (safety.md F1 to F4)."""

import random
import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from consentsvc.consent.models import Answer, Objection, Restriction
from consentsvc.forms import service as forms
from consentsvc.forms.models import FormEdit
from consentsvc.kernel import clock
from consentsvc.roster.models import Child, Guardianship
from tests.people import Cast

MANY, SOME, FEW = 100, 20, 8  # of each of the two kinds

Crowd = tuple[list[Child], list[Child]]
"""Restricted children, most of whom somebody had answered for in some way, and children whom nobody answered for."""


@pytest.fixture
def crowd(tx: Session, people: Cast) -> Crowd:
    return crowd_of(tx, people, SOME)


def crowd_of(tx: Session, people: Cast, each: int) -> Crowd:
    restricted, plain = (_children(tx, people, kind, each) for kind in ("R", "P"))
    version = forms.form_in_use(tx, people.oakfield.id).id
    luck = random.Random(5)
    for number, child in enumerate(restricted):
        tx.add(_hold(people, child, number))
        tx.add_all(_answers(people, child, version, luck, luck.randint(0, 5)))
    tx.commit()
    return restricted, plain


def _children(tx: Session, people: Cast, kind: str, each: int) -> list[Child]:
    made = [
        Child(
            school_id=people.oakfield.id,
            ref=f"{kind}{number:04}",
            first_name=f"Robin{number:04}",
            last_name="Reed",
            born_on=date(2017, 9, 4),
            class_id=people.hedgehogs.id,
            created_at=clock.now(),
        )
        for number in range(each)
    ]
    tx.add_all(made)
    tx.flush()
    tx.add_all(
        Guardianship(
            school_id=people.oakfield.id,
            child_id=child.id,
            guardian_id=people.amira_mother.id,
            relationship="mother",
            parental_responsibility=True,
        )
        for child in made
    )
    tx.flush()
    return made


def _hold(people: Cast, child: Child, number: int) -> Restriction:
    purposes = ["website"] if number % 4 == 0 else None
    return Restriction(
        school_id=people.oakfield.id,
        child_id=child.id,
        act="placed",
        purposes=purposes,
        reason="Order " * (number % 9 + 1),
        by=people.lead.id,
        at=clock.now(),
    )


def _answers(people: Cast, child: Child, version: UUID, luck: random.Random, how_many: int) -> list[Answer]:
    return [
        Answer(
            school_id=people.oakfield.id,
            child_id=child.id,
            guardian_id=people.amira_mother.id,
            purpose="website",
            said=luck.choice(["given", "given", "refused", "withdrawn"]),
            method=luck.choice(["online", "phone"]),
            form_version_id=version,
            answered_at=clock.now(),
        )
        for _ in range(how_many)
    ]


def surfaces(client, child: Child) -> bytes:
    """All that the API says of the child for one purpose: what is answered and how, without what stands in the address."""
    told = b""
    for page in ("standing?purpose=website", "answers", "explanation?purpose=website"):
        reply = client.get(f"/api/children/{child.id}/{page}")
        headers = sorted((name, value) for name, value in reply.headers.items())
        told += f"{reply.status_code} {headers} ".encode() + reply.content
    return told


def without_identity(told: bytes, child: Child) -> bytes:
    return told.replace(str(child.id).encode(), b"ID").replace(child.first_name.encode(), b"NAME")


def guessed_right(seen: Sequence[tuple[bytes, bool]]) -> float:
    """How often somebody who learned from half of them the one sign that tells best is right about the other half.

    Where several signs told equally well, the luckiest choice among them.
    """
    read = [(_signs(told), is_restricted) for told, is_restricted in seen]
    learned, asked = read[::2], read[1::2]
    right = {sign: _right(sign, learned) for sign in set().union(*(signs for signs, _ in learned))}
    return max(_right(sign, asked) for sign in right if right[sign] == max(right.values())) / len(asked)


def _right(sign: bytes, read: Sequence[tuple[set[bytes], bool]]) -> int:
    return sum((sign in signs) == is_restricted for signs, is_restricted in read)


def _signs(told: bytes) -> set[bytes]:
    """Every word and number in it, and its length."""
    return {*re.findall(rb"\w+", told), b"length %d" % len(told)}


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F2")
@pytest.mark.parametrize("reader", ["office", "head", "dpo"])
def test_nobody_but_a_lead_can_tell_who_is_restricted(reader: str, people: Cast, crowd: Crowd, client_for) -> None:
    client = client_for(getattr(people, reader))
    assert len({without_identity(surfaces(client, child), child) for children in crowd for child in children[:FEW]}) == 1


@pytest.mark.promise("F1")
def test_a_guesser_who_has_learned_from_two_hundred_does_no_better_than_chance(tx: Session, people: Cast, client_for) -> None:
    assert guessed_right(_seen_by(client_for(people.office), crowd_of(tx, people, MANY))) < 0.62


@pytest.mark.promise("F1")
def test_a_lead_can_tell(people: Cast, crowd: Crowd, client_for) -> None:
    """The guesser isn't blind: with a lead's eyes it is right nearly every time."""
    assert guessed_right(_seen_by(client_for(people.lead), crowd)) > 0.9


def _seen_by(client, crowd: Crowd) -> list[tuple[bytes, bool]]:
    seen = [
        (without_identity(surfaces(client, child), child), kind)
        for kind, children in zip((True, False), crowd, strict=True)
        for child in children
    ]
    random.Random(7).shuffle(seen)
    return seen


@pytest.mark.rule("C13")
@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
@pytest.mark.promise("F4")
def test_on_public_task_a_restricted_child_looks_like_one_with_an_objection(
    tx: Session, people: Cast, crowd: Crowd, client_for
) -> None:
    _on_public_task(tx, people)
    restricted, objected = crowd
    tx.add_all(
        Objection(
            school_id=people.oakfield.id,
            objection_id=uuid4(),
            child_id=child.id,
            guardian_id=people.amira_mother.id,
            purpose="website",
            act="raised",
            at=clock.now(),
        )
        for child in objected[:10]
    )
    tx.commit()
    client = client_for(people.office)
    seen = {without_identity(surfaces(client, child), child) for child in (*restricted[:10], *objected[:10])}
    assert len(seen) == 1
    assert b'"allows":false' in seen.pop()
    allowed = client.get(f"/api/children/{objected[10].id}/standing", params={"purpose": "website"}).json()["standings"][0]
    assert (allowed["state"], allowed["allows"]) == ("public_task", True)


def _on_public_task(tx: Session, people: Cast) -> None:
    content = {"bases": {"website": {"basis": "public_task", "reason": ""}}}
    edit = FormEdit(
        school_id=people.oakfield.id, kind="family", content=content, published_by=people.lead.id, published_at=clock.now()
    )
    tx.add(edit)
    tx.flush()


@pytest.mark.promise("F4")
def test_lists_of_children_count_and_show_restricted_ones_as_any_other(people: Cast, crowd: Crowd, client_for) -> None:
    client = client_for(people.office)
    listed = client.get("/api/children", params={"limit": 500}).json()
    rows = {row["id"]: row for row in (listed["items"] if isinstance(listed, dict) else listed)}
    of = [{str(child.id) for child in children} & set(rows) for children in crowd]
    assert of[0] or of[1]
    shapes = [{str(sorted(_shape(rows[id_]))) for id_ in ids} for ids in of if ids]
    assert all(shape == shapes[0] for shape in shapes)


def _shape(row: dict[str, object]) -> list[tuple[str, str]]:
    own = ("id", "ref", "first_name", "last_name", "name")
    return [(key, str(value)) for key, value in row.items() if key not in own]


@pytest.mark.rule("R1")
@pytest.mark.rule("R3")
def test_lifting_brings_the_answers_back(tx: Session, people: Cast, crowd: Crowd, client_for) -> None:
    lead, office, child = client_for(people.lead), client_for(people.office), crowd[0][1]
    before = len(office.get(f"/api/children/{child.id}/answers").json())
    lifted = lead.request("DELETE", f"/api/children/{child.id}/restriction", json={"reason": "The order has ended."})
    assert lifted.status_code == 200
    kept = tx.execute(Answer.__table__.select().where(Answer.child_id == child.id)).all()
    assert before == 0
    assert len(office.get(f"/api/children/{child.id}/answers").json()) == len(kept)
