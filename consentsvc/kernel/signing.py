"""What the service signs, so that anybody can see later that it came from here and is unchanged: Ed25519, as JWS (RFC 7515, 9864).

The keys are worked out from the service's secret; the public halves stand at /.well-known/jwks.json. After a change of the secret,
`earlier_secrets` keeps what was signed before verifiable; a secret that somebody else has learnt is left out of it.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from pydantic import SecretStr

from consentsvc.kernel.settings import settings

ALGORITHM: Final = "Ed25519"
LONGEST: Final = 170_000  # characters of a signature with what it signs


class NotSignedHere(Exception):
    """The text is no signature of ours, or what it signs was changed."""


def sign(kind: str, document: Mapping[str, Any]) -> str:
    """The document with its signature, as a compact JWS of that kind; the same document gives the same text."""
    key = _key(settings().secret)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": f"{kind}+jws"}
    return jws.serialize_compact(header, canonical(document), key, algorithms=[ALGORITHM])


def verify(kind: str, signed: str) -> dict[str, Any]:
    """The document that was signed. Raises NotSignedHere: another kind, another's key, or one character changed."""
    if len(signed) > LONGEST or not all(_is_exact(part) for part in signed.split(".")):
        raise NotSignedHere
    try:
        found = jws.deserialize_compact(signed, _keys(), algorithms=[ALGORITHM])
    except JoseError:
        raise NotSignedHere from None
    if found.protected.get("typ") != f"{kind}+jws":
        raise NotSignedHere
    document = json.loads(found.payload)
    assert isinstance(document, dict)
    return document


def canonical(document: Mapping[str, Any]) -> str:
    """The one text of a document of texts, whole numbers and yes or no: its names in order, nothing between (as RFC 8785)."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def public_keys() -> dict[str, Any]:
    """The keys that what we signed is verified with, newest first (a JWK set, RFC 7517)."""
    return {"keys": [key.as_dict(private=False) for key in _keys().keys]}


def _keys() -> KeySet:
    return KeySet([_key(secret) for secret in (settings().secret, *settings().earlier_secrets)])


@lru_cache(maxsize=16)
def _key(secret: SecretStr) -> OKPKey:
    derivation = {"salt": b"consentsvc", "info": b"signing key 1"}
    parameters: Any = {"use": "sig", "alg": ALGORITHM}
    return OKPKey.derive_key(secret.get_secret_value(), ALGORITHM, parameters, auto_kid=True, kdf_options=derivation)


def _is_exact(part: str) -> bool:
    """Whether this is the base64url of some bytes, and not another spelling of it: its last character may have spare bits."""
    try:
        return urlsafe_b64encode(urlsafe_b64decode(part + "=" * (-len(part) % 4))).rstrip(b"=").decode() == part
    except ValueError:
        return False
