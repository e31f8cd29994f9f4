"""Reading `as_of`: the moment that a query is about, on two clocks.

- nothing: now
- "2026-03-01" or "2026-03-01T12:00:00Z": what was true then, as far as was known then. A day means its end (UTC).
- {"effective": ...}: what was true then, as far as is known now. It may lie ahead: what is planned already.
- {"recorded": ...}: what was known then of that moment; with both, any combination.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.gateway.query import Moment
from shared.errors import InvalidInput

_CLOCKS = frozenset({"effective", "recorded"})


def moment_of(as_of: Any) -> Moment:
    """The moment that `as_of` names. Raises `InvalidInput` for anything that is none."""
    now = datetime.now(UTC)
    if as_of is None:
        return Moment(now, now, now=True)
    if isinstance(as_of, Mapping):
        if not as_of or set(as_of) - _CLOCKS:
            raise _not_a_moment(as_of)
        recorded = _parsed(as_of["recorded"]) if "recorded" in as_of else now
        effective = _parsed(as_of["effective"]) if "effective" in as_of else recorded
    else:
        effective = recorded = _parsed(as_of)
    if recorded.date() > now.date():
        raise InvalidInput("Nobody knows yet what will be known then.", fields={"as_of": ["recorded lies ahead"]})
    return Moment(effective, min(recorded, now), now=False)


def _parsed(value: Any) -> datetime:
    try:
        if len(value) == len("2026-03-01"):
            return datetime.combine(date.fromisoformat(value), time.max, UTC)
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise _not_a_moment(value) from None


def _not_a_moment(value: Any) -> InvalidInput:
    return InvalidInput(
        f"as_of cannot be {value!r}. Give a day (2026-03-01), a time (2026-03-01T12:00:00Z), "
        'or {"effective": ..., "recorded": ...}.',
        fields={"as_of": ["not a moment"]},
    )
