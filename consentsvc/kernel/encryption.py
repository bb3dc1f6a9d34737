"""Secrets of other systems that the service has to keep in a readable way: encrypted with AES-256-GCM, as JWE (RFC 7516).

The keys are worked out from the service's secret; after a change of it, what was encrypted under one of `earlier_secrets` can still be
read. A copy of the database alone gives nothing away.
"""

import hmac
from functools import lru_cache
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from pydantic import SecretStr

from consentsvc.kernel.settings import settings

ALGORITHMS: Final = ["dir", "A256GCM"]


class NotReadable(Exception):
    """It was encrypted under a secret that the service has no more, or for something else, or it was changed."""


def encrypted(purpose: str, secret: str) -> str:
    """The secret as it may be kept, for this purpose alone (a kind and an id); each time another text."""
    key = _key(settings().secret)
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM", "kid": key.kid, "typ": purpose}, secret, key, ALGORITHMS)


def decrypted(purpose: str, kept: str) -> str:
    """The secret that was kept for this purpose. Raises NotReadable."""
    keys = KeySet([_key(secret) for secret in (settings().secret, *settings().earlier_secrets)])
    try:
        found = jwe.decrypt_compact(kept, keys, ALGORITHMS)
    except (JoseError, ValueError):
        raise NotReadable from None
    if found.protected.get("typ") != purpose or found.plaintext is None:
        raise NotReadable
    return found.plaintext.decode()


@lru_cache(maxsize=16)
def _key(secret: SecretStr) -> OctKey:
    derived = hmac.digest(secret.get_secret_value().encode(), b"consentsvc encryption key 1", "sha256")
    key = OctKey.import_key(derived, {"use": "enc", "alg": "dir"})
    key.ensure_kid()
    return key
