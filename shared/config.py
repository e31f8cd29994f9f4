"""Configuration: the one place that reads environment variables.

Every setting has a default that suits `make run`: one process, an embedded broker, an embedded PostgreSQL.
`docs/configuration.md` describes them all; a test holds the two together.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Self, get_type_hints
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from shared import secret_files, variable
from shared.errors import MilepostError
from shared.variable import InvalidSetting, Variable

__all__ = ["InvalidSetting", "MissingSetting", "Settings"]

EMBEDDED_BROKER = "embedded://"
"""The URI of the transport within one process."""

MASTER_KEY_BYTES = 32
TOKEN_KEY_BYTES = 32

SERVICE_DSN = "MILEPOST_DSN_"
FEED_DSN = "MILEPOST_FEED_DSN_"


class MissingSetting(MilepostError):
    """Something is asked of a setting that has neither a value nor a default here."""


def _master_key(given: str) -> bytes:
    key = secret_files.decoded(given)
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError(given)
    return key


def _token_key(given: str) -> str:
    if len(given.encode()) < TOKEN_KEY_BYTES:
        raise ValueError(given)
    return given


def _dsn(name: str) -> Variable:
    return variable.uri(name, "postgresql", "postgres", secret=True)


def _master_key_from(name: str) -> Variable:
    return Variable(name, _master_key, f"{MASTER_KEY_BYTES} bytes in base64", secret=True)


def _token_key_from(name: str) -> Variable:
    return Variable(name, _token_key, f"at least {TOKEN_KEY_BYTES} bytes of text", secret=True)


@dataclass(frozen=True)
class Settings:
    """All settings of a process.

    Ask the methods for what depends on more than one variable: `dsn`, `keys_dsn`, `feed_dsn`,
    `master_key`, `token_key`.
    """

    home: Annotated[Path, Variable("MILEPOST_HOME", Path, "a folder")] = Path(".milepost")
    amqp_uri: Annotated[str, variable.uri("MILEPOST_AMQP_URI", "amqp", "amqps", "embedded", secret=True)] = field(
        default=EMBEDDED_BROKER, repr=False
    )
    postgres_dsn: Annotated[str | None, _dsn("MILEPOST_POSTGRES_DSN")] = field(default=None, repr=False)
    http_host: Annotated[str, variable.text("MILEPOST_HTTP_HOST", "a host name or address")] = "127.0.0.1"
    http_port: Annotated[int, variable.port("MILEPOST_HTTP_PORT")] = 8080
    http_threads: Annotated[int, variable.whole("MILEPOST_HTTP_THREADS", 1, 256)] = 8
    configured_master_key: Annotated[bytes | None, _master_key_from("MILEPOST_MASTER_KEY")] = field(
        default=None, repr=False
    )
    configured_token_key: Annotated[str | None, _token_key_from("MILEPOST_TOKEN_KEY")] = field(default=None, repr=False)
    jwks_file: Annotated[Path | None, variable.existing_file("MILEPOST_JWKS_FILE")] = None
    jwks_url: Annotated[str | None, variable.uri("MILEPOST_JWKS_URL", "https", "http")] = None
    issuer: Annotated[str | None, variable.text("MILEPOST_ISSUER", "the issuer that tokens name")] = None
    audience: Annotated[str, variable.text("MILEPOST_AUDIENCE", "the audience that tokens name")] = "milepost"
    organisation: Annotated[str, variable.text("MILEPOST_ORGANISATION", "the id of an organisation")] = "demo"
    log_level: Annotated[str, variable.one_of("MILEPOST_LOG_LEVEL", "debug", "info", "warning", "error")] = "info"
    log_format: Annotated[str, variable.one_of("MILEPOST_LOG_FORMAT", "console", "json")] = "console"
    partitions: Annotated[int, variable.whole("MILEPOST_PARTITIONS", 1, 256)] = 4
    query_wait_seconds: Annotated[float, variable.seconds("MILEPOST_QUERY_WAIT_SECONDS")] = 5.0
    rpc_timeout_seconds: Annotated[float, variable.seconds("MILEPOST_RPC_TIMEOUT_SECONDS")] = 10.0
    metrics_port: Annotated[int | None, variable.port("MILEPOST_METRICS_PORT")] = None
    service_dsns: Mapping[str, str] = field(default_factory=dict, repr=False)
    feed_dsns: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Self:
        """The settings that `env` asks for. A variable that is empty counts as not set.

        Raises `InvalidSetting` with the variable, its value and what is accepted.
        """
        given = {name: value for name, value in env.items() if value}
        values = {
            setting: known.value(given[known.name]) for setting, known in variables().items() if known.name in given
        }
        settings = cls(**values, service_dsns=_dsns(given, SERVICE_DSN), feed_dsns=_dsns(given, FEED_DSN))
        settings._check_issuer()
        return settings

    def with_postgres(self, admin_dsn: str) -> Self:
        """The same settings, on the PostgreSQL that has just been started."""
        return replace(self, postgres_dsn=admin_dsn)

    @property
    def embedded_broker(self) -> bool:
        """Whether messages stay within this process."""
        return self.amqp_uri.startswith(EMBEDDED_BROKER)

    @property
    def admin_dsn(self) -> str:
        """The DSN of the administrator, who makes roles and runs migrations."""
        if self.postgres_dsn is None:
            raise MissingSetting(
                "MILEPOST_POSTGRES_DSN is not set, and no embedded PostgreSQL is running in this process. "
                "Set it to the DSN of a PostgreSQL, or start the suite with `milepost run`."
            )
        return self.postgres_dsn

    def dsn(self, service: str) -> str:
        """The DSN of a service ("goals"), as the role milepost_<service>."""
        return self.service_dsns.get(service) or with_user(self.admin_dsn, f"milepost_{service}")

    def keys_dsn(self, service: str) -> str:
        """The DSN by which a service reaches the key store, as its own role."""
        return self.service_dsns.get("keys") or self.dsn(service)

    def feed_dsn(self, source: str, reader: str) -> str:
        """The DSN by which the service `reader` reads the log of the service `source`."""
        return self.feed_dsns.get(source) or self.dsn(reader)

    def passwords(self) -> dict[str, str]:
        """The passwords in the services' DSNs, by role."""
        users = (urlsplit(dsn) for dsn in self.service_dsns.values())
        return {unquote(u.username): unquote(u.password) for u in users if u.username and u.password}

    def master_key(self) -> bytes:
        """The 32 bytes that wrap every person's key: as configured, or made once and kept under `home`."""
        if self.configured_master_key is not None:
            return self.configured_master_key
        kept = self.home / "secrets" / "master.key"
        key: bytes = _master_key_from(str(kept)).value(secret_files.read_or_create(kept))
        return key

    def token_key(self) -> str:
        """The secret that signs local tokens (HS256): as configured, or made once and kept under `home`."""
        return self.configured_token_key or secret_files.read_or_create(self.home / "secrets" / "token.key")

    def _check_issuer(self) -> None:
        if self.jwks_file and self.jwks_url:
            raise InvalidSetting("MILEPOST_JWKS_URL", self.jwks_url, "unset where MILEPOST_JWKS_FILE is set")
        if (self.jwks_file or self.jwks_url) and not self.issuer:
            raise InvalidSetting("MILEPOST_ISSUER", "", "set where the issuer's keys are")


def variables() -> dict[str, Variable]:
    """The environment variable of each setting that has one of its own, by the setting's name."""
    hints = get_type_hints(Settings, include_extras=True)
    marked = ((name, getattr(hint, "__metadata__", ())) for name, hint in hints.items())
    return {name: metadata[0] for name, metadata in marked if metadata}


def with_user(dsn: str, user: str) -> str:
    """The same database for another user; the password goes with the user it belonged to."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("user", "password")]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}", query=urlencode(query, safe="/")))


def _dsns(env: Mapping[str, str], prefix: str) -> dict[str, Any]:
    named = {name.removeprefix(prefix).lower(): name for name in env if name.startswith(prefix)}
    return {key: _dsn(name).value(env[name]) for key, name in named.items()}
