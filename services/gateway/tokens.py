"""Who asks: JSON Web Tokens, checked against the organisation's issuer or against a local key.

Claims: `org`, `sub` (a person's id; left out for machines), `roles`, and the registered `aud`, `exp` and, with an
issuer, `iss`. Tokens of the local key are signed with HS256, an issuer's with RS256, ES256 or EdDSA (RFC 7519).
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

import jwt
import msgspec

from services.gateway.query import Caller
from shared.config import Settings
from shared.errors import Unauthenticated, Unavailable

ROLES = frozenset({"employee", "hr", "integration", "operator"})

_REQUIRED = ["exp", "aud"]
_CACHED = 10_000


class _LocalKey:
    algorithms = ("HS256",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def key_of(self, _token: str) -> Any:
        return self._secret


class _IssuerKeys:
    algorithms = ("RS256", "ES256", "EdDSA")

    def __init__(self, settings: Settings) -> None:
        self._client = jwt.PyJWKClient(settings.jwks_url) if settings.jwks_url else None
        self._set = jwt.PyJWKSet.from_json(settings.jwks_file.read_text()) if settings.jwks_file else None

    def key_of(self, token: str) -> Any:
        if self._client is not None:
            return self._client.get_signing_key_from_jwt(token)
        assert self._set is not None
        return self._set[jwt.get_unverified_header(token).get("kid", "")]


class Tokens:
    """Verifies tokens; those that have passed are remembered until they expire."""

    def __init__(self, settings: Settings) -> None:
        self._keys = (
            _IssuerKeys(settings) if settings.jwks_url or settings.jwks_file else _LocalKey(settings.token_key())
        )
        self._issuer = settings.issuer
        self._audience = settings.audience
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()
        self._lock = Lock()

    def caller(self, token: str | None) -> Caller:
        """Whose token it is. Raises `Unauthenticated` that says what is wrong with it."""
        if not token:
            raise Unauthenticated(
                "There is no token. Send one as `Authorization: Bearer ...`, or as nameko's auth_token."
            )
        known = self._known.get(token)
        if known is None or known[0] <= time.time():
            known = self._verified(token)
            with self._lock:
                self._known[token] = known
                while len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known[1]

    def _verified(self, token: str) -> tuple[float, Caller]:
        try:
            claims = jwt.decode(
                token,
                self._keys.key_of(token),
                algorithms=list(self._keys.algorithms),
                audience=self._audience,
                issuer=self._issuer,
                options={"require": _REQUIRED},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("The token has expired. Ask for a new one.") from error
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable(f"The keys of the issuer of tokens are out of reach: {error}.") from error
        except (jwt.PyJWTError, KeyError) as error:
            raise Unauthenticated(f"The token is not valid: {error}.") from error
        return float(claims["exp"]), _caller(claims)


def issue(
    settings: Settings,
    organisation: str,
    person: str | None = None,
    roles: Iterable[str] = ("employee",),
    *,
    seconds: float = 12 * 3600,
) -> str:
    """A token of the local key that lasts `seconds`."""
    now = time.time()
    claims: dict[str, Any] = {
        "org": organisation,
        "roles": sorted(roles),
        "aud": settings.audience,
        "iat": int(now),
        "exp": int(now + seconds),
    }
    if person is not None:
        claims["sub"] = person
    if settings.issuer is not None:
        claims["iss"] = settings.issuer
    return jwt.encode(claims, settings.token_key(), algorithm="HS256")


class _Claims(msgspec.Struct):
    org: str
    roles: list[str] = []
    sub: str | None = None


def _caller(claims: dict[str, Any]) -> Caller:
    try:
        found = msgspec.convert(claims, _Claims)
    except msgspec.ValidationError as error:
        raise Unauthenticated(f"The token lacks a claim: {error}.") from error
    if unknown := set(found.roles) - ROLES:
        raise Unauthenticated(f"The token names roles that do not exist: {', '.join(sorted(unknown))}.")
    return Caller(found.org, found.sub, frozenset(found.roles))
