"""SM4-GCM (GB/T 32907, RFC 8998) for content, HMAC-SM3 (GB/T 32905) for indexes.

A sealed value is ``version (2 bytes) ‖ nonce (12) ‖ tag (16) ‖ ciphertext``; version and context are
authenticated, so a value moved to another column does not open.
"""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cuncuntong.foundation.sealed.keys import keyring

_NONCE = 12
_TAG = 16
_TEXT_PREFIX = "s1."


class SealBroken(Exception):
    """A sealed value does not open: changed, moved to another place, or its key is missing."""


@lru_cache(maxsize=16)
def _algorithm(key: bytes) -> algorithms.SM4:
    return algorithms.SM4(key)


def seal(plaintext: bytes, *, context: str) -> bytes:
    """Encrypts under the current key; ``context`` says where the value belongs."""
    ring = keyring()
    return seal_with(ring.keys[ring.current], ring.current, plaintext, context=context)


def seal_with(key: bytes, version: int, plaintext: bytes, *, context: str) -> bytes:
    """Encrypts under a given key."""
    head = version.to_bytes(2, "big")
    nonce = secrets.token_bytes(_NONCE)
    tag, body = encrypt(key, nonce, plaintext, head + context.encode())
    return head + nonce + tag + body


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """SM4-GCM itself: the tag and the ciphertext. A nonce must never come twice under one key."""
    encryptor = Cipher(_algorithm(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    body = encryptor.update(plaintext) + encryptor.finalize()
    return encryptor.tag, body


def unseal(blob: bytes, *, context: str) -> bytes:
    """Decrypts; raises SealBroken for a value that was changed, moved, or whose key is missing."""
    version = version_of(blob)
    key = keyring().keys.get(version)
    if key is None:
        raise SealBroken(f"key version {version} is not in the key file")
    nonce, tag = blob[2 : 2 + _NONCE], blob[2 + _NONCE : 2 + _NONCE + _TAG]
    decryptor = Cipher(_algorithm(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(blob[:2] + context.encode())
    try:
        return decryptor.update(blob[2 + _NONCE + _TAG :]) + decryptor.finalize()
    except InvalidTag as error:
        raise SealBroken(f"a sealed value in {context} does not open") from error


def version_of(blob: bytes) -> int:
    """The key version that a sealed value was made with."""
    if len(blob) < 2 + _NONCE + _TAG:
        raise SealBroken("a sealed value is too short")
    return int.from_bytes(blob[:2], "big")


def seal_text(text: str, *, context: str) -> str:
    """Encrypts text into ASCII; the empty text stays empty, as it says nothing."""
    if text == "":
        return ""
    return _TEXT_PREFIX + base64.b64encode(seal(text.encode(), context=context)).decode("ascii")


def unseal_text(stored: str, *, context: str) -> str:
    """Decrypts what seal_text made."""
    if stored == "":
        return ""
    return unseal(_blob(stored), context=context).decode()


def sealed(stored: str) -> bool:
    """Whether a stored text is one that seal_text made; it isn't opened."""
    return stored.startswith(_TEXT_PREFIX)


def text_version(stored: str) -> int:
    """The key version of a sealed text; 0 for the empty one."""
    return version_of(_blob(stored)) if stored else 0


def _blob(stored: str) -> bytes:
    if not sealed(stored):
        raise SealBroken("a column that should be sealed holds something else")
    try:
        return base64.b64decode(stored[len(_TEXT_PREFIX) :], validate=True)
    except ValueError as error:
        raise SealBroken("a sealed text is damaged") from error


def index_with(key: bytes, value: str, *, context: str) -> str:
    """HMAC-SM3 of a value in a context under a given key, 64 hex characters."""
    mac = _begun(key, context).copy()
    mac.update(value.encode())
    return mac.finalize().hex()


@lru_cache(maxsize=128)
def _begun(key: bytes, context: str) -> hmac.HMAC:
    """What the indexes of one column have in common; a copy of it goes on."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(context.encode() + b"\x00")
    return mac


def index_of(value: str, *, context: str) -> str:
    """The keyed index of a value under the current index key; empty for the empty value."""
    if value == "":
        return ""
    ring = keyring()
    return index_with(ring.index_keys[ring.index_current], value, context=context)


def index_candidates(value: str, *, context: str) -> list[str]:
    """The value's index under every index key: while re-keying runs, rows of both ages are found."""
    if value == "":
        return [""]
    return list(indexes_by_key(value, context=context).values())


def indexes_by_key(value: str, *, context: str) -> dict[int, str]:
    """The index of a value that is not empty, by the version of each index key."""
    return {version: index_with(key, value, context=context) for version, key in keyring().index_keys.items()}


def sm3(content: bytes) -> str:
    """The plain SM3 digest, 64 hex characters."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()
