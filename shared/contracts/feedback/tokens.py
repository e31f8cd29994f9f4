"""Single-use tokens: the right to answer once, anonymously, about one reviewee in one cycle. Pure.

    token = base32( HMAC-SHA256( key, JSON of [organisation, cycle, reviewee, rater] ) )

The key is derived from the master key, which no database holds. So nothing about a token needs to be stored: the
gateway computes a rater's own for them, and the feedback service computes those of all raters to see whose one it is.
Without the key a token says nothing, and neither does its digest.
"""

import base64
import hmac
from collections.abc import Iterable
from hashlib import sha256

import msgspec

_OF_TOKENS = b"milepost: tokens of raters"
_OF_BALLOTS = b"milepost: seals of ballots"
_DIGEST = b"milepost: digest of a token\0"


def token_key(master_key: bytes) -> bytes:
    """The 32 bytes under which tokens are made."""
    return _derived(master_key, _OF_TOKENS)


def ballot_key(master_key: bytes) -> bytes:
    """The 32 bytes under which answers wait for their cycle to close."""
    return _derived(master_key, _OF_BALLOTS)


def token_of(key: bytes, organisation: str, cycle: str, reviewee: str, rater: str) -> str:
    """The token of one rater, 52 letters and digits, by the key that `token_key` answers."""
    whose = msgspec.json.encode([organisation, cycle, reviewee, rater])
    return base64.b32encode(_derived(key, whose)).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What is recorded of a token: 64 hexadecimal digits, from which its rater can tell that their answer counted."""
    return sha256(_DIGEST + token.encode()).hexdigest()


def is_one_of(token: str, tokens: Iterable[str]) -> bool:
    """Whether `token` is among `tokens`, in a time that does not depend on where."""
    found = False
    for each in tokens:
        found |= hmac.compare_digest(each.encode(), token.encode())
    return found


def _derived(key: bytes, label: bytes) -> bytes:
    return hmac.new(key, label, sha256).digest()
