"""What somebody searches for, sealed: an address that holds it tells it to nobody on the way.

Addresses lie in the history of a shared computer, in bookmarks and in the logs of proxies.  A name
or a national number that is searched for stands in none; what does stand there opens for the one
who has searched, and for nobody else.  ASVS 5.0, 14.2.1.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
LONGEST: Final = 1_000  # characters that are looked at


def sealed(text: str, reader: str) -> str:
    """The text as it may stand in an address; it opens for this reader, by her id."""
    nonce = token_bytes(NONCE_BYTES)
    key = _key(settings.SECRET_KEY)
    return urlsafe_b64encode(
        nonce + ChaCha20Poly1305(key).encrypt(nonce, text.encode(errors="replace"), reader.encode())
    ).decode()


def opened(token: str, reader: str) -> str:
    """What was sealed for this reader, "" for anything else."""
    try:
        whole = urlsafe_b64decode(token[:LONGEST])
    except ValueError:
        return ""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            cipher = ChaCha20Poly1305(_key(secret))
            text = cipher.decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], reader.encode())
        except (InvalidTag, ValueError):
            continue
        return text.decode()
    return ""


@cache
def _key(secret: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, b"samrum: what stands in an address").derive(
        secret.encode()
    )
