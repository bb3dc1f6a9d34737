"""What the service signs (C16): anybody can verify it by the published key, and nobody else can sign it."""

from base64 import urlsafe_b64encode

import pytest
from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from consentsvc.kernel import signing
from consentsvc.kernel.signing import NotSignedHere

DOCUMENT = {"who": "Żółw", "number": 7, "is": True, "none": None, "list": [1, "two"]}


def test_the_same_document_gives_the_same_text_and_comes_back() -> None:
    signed = signing.sign("letter", DOCUMENT)
    assert signed == signing.sign("letter", dict(reversed(DOCUMENT.items())))
    assert signing.verify("letter", signed) == DOCUMENT


def test_the_published_keys_are_public_and_verify_it() -> None:
    published = signing.public_keys()
    assert all("d" not in key for key in published["keys"])
    keys = KeySet.import_key_set(published)
    assert jws.deserialize_compact(signing.sign("letter", DOCUMENT), keys, algorithms=["Ed25519"]).payload


def test_a_signature_of_another_kind_is_none() -> None:
    with pytest.raises(NotSignedHere):
        signing.verify("receipt", signing.sign("letter", DOCUMENT))


def test_every_changed_character_shows() -> None:
    signed = signing.sign("letter", {"a": "b"})
    for at, character in enumerate(signed):
        for other in "AQx.=\n":
            if other != character:
                with pytest.raises(NotSignedHere):
                    signing.verify("letter", signed[:at] + other + signed[at + 1 :])


def _by(key: OKPKey, **header: object) -> str:
    stated = {"alg": "Ed25519", "kid": signing.public_keys()["keys"][0]["kid"], "typ": "letter+jws", **header}
    return jws.serialize_compact(stated, b"{}", key, algorithms=["Ed25519", "HS256", "none", "EdDSA"])


def test_another_key_with_our_name_signs_nothing() -> None:
    with pytest.raises(NotSignedHere):
        signing.verify("letter", _by(OKPKey.generate_key("Ed25519")))


def test_no_signature_at_all_is_none() -> None:
    header = urlsafe_b64encode(b'{"alg":"none","typ":"letter+jws"}').rstrip(b"=").decode()
    for text in (f"{header}.e30.", f"{header}.e30", "", ".", "..", "x" * 1_000_000, "é.é.é", "\0"):
        with pytest.raises(NotSignedHere):
            signing.verify("letter", text)
