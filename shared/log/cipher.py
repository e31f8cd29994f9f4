"""Encryption of personal fields: AES-256-GCM under a key of the person's own.

A ciphertext is a 12-byte random nonce, the encrypted bytes, and a 16-byte tag. What it is bound to (organisation,
person and event type) is authenticated with it, so that a ciphertext cannot be moved to another event's place.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class Tampered(Exception):
    """A ciphertext was altered, moved, or encrypted under another key."""


class Cipher:
    """Encrypts and decrypts under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def encrypt(self, plain: bytes, bound_to: str) -> bytes:
        """Nonce, ciphertext and tag of `plain`, bound to the context `bound_to`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, bound_to.encode())

    def decrypt(self, sealed: bytes, bound_to: str) -> bytes:
        """The inverse of `encrypt`. Raises `Tampered` where the tag does not fit."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
        except InvalidTag as error:
            raise Tampered(f"cannot decrypt what is bound to {bound_to}") from error
