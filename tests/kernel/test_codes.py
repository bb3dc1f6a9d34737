import hashlib

import pytest
from sqlalchemy import text
from sqlmodel import Session

from consentsvc.kernel.codes import PublicCode, enter_by, hashed, new_code
from consentsvc.kernel.errors import NotFound
from tests.people import Cast


@pytest.mark.promise("G5")
def test_codes_are_fresh_safe_in_addresses_and_have_their_bits() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 22 and code.replace("-", "").replace("_", "").isalnum() for code in codes)
    assert len(new_code(256)) == 43


def test_a_hash_is_sha256() -> None:
    assert hashed("secret") == hashlib.sha256(b"secret").digest()


def test_a_code_leads_into_its_school_and_no_other(tx: Session, people: Cast) -> None:
    tx.add(PublicCode(code="abc", kind="channel", school_id=people.elmbank.id))
    tx.flush()
    assert enter_by(tx, "channel", "abc") == people.elmbank.id
    assert tx.execute(text("select app_school()")).scalar_one() == people.elmbank.id
    assert tx.execute(text("select count(*) from children")).scalar_one() == 1, "Zoe alone is at Elmbank"


@pytest.mark.parametrize(("kind", "code"), [("placement", "abc"), ("channel", "abd"), ("channel", ""), ("channel", "ABC")])
def test_an_unknown_code_or_one_of_another_kind_finds_nothing_and_enters_nowhere(
    tx: Session, people: Cast, kind: str, code: str
) -> None:
    tx.add(PublicCode(code="abc", kind="channel", school_id=people.elmbank.id))
    tx.flush()
    with pytest.raises(NotFound):
        enter_by(tx, kind, code)
    assert tx.execute(text("select app_school()")).scalar_one() == people.oakfield.id
