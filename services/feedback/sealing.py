"""The seal of a ballot: AES-256-GCM over its answers, padded so that its length tells next to nothing.

A sealed ballot is 64 KiB of ciphertext, or as many times twice that as it takes: whoever compares its length before
and after an answer learns neither how long the answer was nor, but for long ones, that there was one. It is bound to
its place, so that one person's ballot does not open in another's.
"""

import struct

import msgspec

from services.feedback.ballot import Answer, Ballot
from shared.log.cipher import Cipher

SMALLEST = 64 * 1024
"""The length in bytes of what is sealed, at least."""

_LENGTH = struct.Struct(">I")
_decoder = msgspec.json.Decoder(tuple[Answer, ...])


class Sealer:
    """Seals and opens ballots under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(key)

    def seal(self, ballot: Ballot, place: tuple[str, str, str]) -> bytes:
        """The ballot of the `place` (organisation, cycle, reviewee), differently at each time."""
        plain = msgspec.json.encode(ballot)
        length = SMALLEST
        while length < _LENGTH.size + len(plain):
            length *= 2
        padded = (_LENGTH.pack(len(plain)) + plain).ljust(length, b"\0")
        return self._cipher.encrypt(padded, _bound_to(place))

    def opened(self, sealed: bytes, place: tuple[str, str, str]) -> Ballot:
        """The inverse of `seal`. Raises Tampered where it was altered, or is another place's."""
        padded = self._cipher.decrypt(sealed, _bound_to(place))
        (length,) = _LENGTH.unpack_from(padded)
        return _decoder.decode(padded[_LENGTH.size : _LENGTH.size + length])


def _bound_to(place: tuple[str, str, str]) -> str:
    return f"ballot {msgspec.json.encode(place).decode()}"
