"""What the exit codes of `milepost` mean, and which one an error has."""

DONE = 0
REFUSED = 1
"""A rule forbids it, or there is no such thing, or what was checked does not hold."""
USAGE = 2
"""The command line, a payload or a setting is not what it has to be."""
UNREACHABLE = 3
"""A server, the database or the broker is not there."""
INTERRUPTED = 130
"""Ended by Ctrl-C."""

_BY_STATUS = {400: USAGE, 422: USAGE, 503: UNREACHABLE, 504: UNREACHABLE, 500: REFUSED}


def of(error: Exception) -> int | None:
    """The exit code for `error`; None for one that nobody foresaw."""
    from psycopg import OperationalError

    from infra.embedded_postgres import EmbeddedPostgresError
    from shared.config import InvalidSetting, MissingSetting
    from shared.errors import MilepostError, to_wire

    match error:
        case InvalidSetting() | MissingSetting():
            return USAGE
        case MilepostError():
            return _BY_STATUS.get(to_wire(error)["status"], REFUSED)
        case EmbeddedPostgresError() | OperationalError() | ConnectionError():
            return UNREACHABLE
    return None
