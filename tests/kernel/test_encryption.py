"""Other systems' secrets in the database: nobody reads them without the service's own, and none passes for another."""

from collections.abc import Iterator

import pytest

from consentsvc.kernel.encryption import NotReadable, decrypted, encrypted
from consentsvc.kernel.settings import settings

SECRET = "abcd EFGH ijkl żółw"


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    yield
    settings.cache_clear()


def _now_the_secret_is(monkeypatch: pytest.MonkeyPatch, secret: str, earlier: str = "[]") -> None:
    monkeypatch.setenv("CONSENTSVC_SECRET", secret)
    monkeypatch.setenv("CONSENTSVC_EARLIER_SECRETS", earlier)
    settings.cache_clear()


def test_a_secret_comes_back_and_never_stands_there_in_clear() -> None:
    kept = encrypted("connection 7", SECRET)
    assert decrypted("connection 7", kept) == SECRET
    assert "abcd" not in kept
    assert encrypted("connection 7", SECRET) != kept


def test_one_row_s_secret_does_not_serve_another() -> None:
    with pytest.raises(NotReadable):
        decrypted("connection 8", encrypted("connection 7", SECRET))


def test_every_changed_character_shows() -> None:
    kept = encrypted("connection 7", SECRET)
    for at in range(0, len(kept), 7):
        changed = kept[:at] + ("A" if kept[at] != "A" else "B") + kept[at + 1 :]
        with pytest.raises(NotReadable):
            decrypted("connection 7", changed)


@pytest.mark.parametrize("kept", ["", "x", "a.b.c.d.e", "....", "é"])
def test_what_was_never_encrypted_is_not_read(kept: str) -> None:
    with pytest.raises(NotReadable):
        decrypted("connection 7", kept)


def test_after_a_change_of_the_secret_the_earlier_one_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = encrypted("connection 7", SECRET)
    _now_the_secret_is(monkeypatch, "another one", '["development only"]')
    assert decrypted("connection 7", kept) == SECRET
    _now_the_secret_is(monkeypatch, "another one")
    with pytest.raises(NotReadable):
        decrypted("connection 7", kept)
