"""Changes in which None means unchanged: what they change."""

from collections.abc import Mapping
from typing import Any

from shared.event import Event


def given(event: Event, *names: str) -> dict[str, Any]:
    """Those of the named fields that the event changes, with their new values."""
    return {name: value for name in names if (value := getattr(event, name)) is not None}


def differing(state: object, proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the proposed values that would change the attributes of `state`."""
    return {name: value for name, value in proposed.items() if value is not None and value != getattr(state, name)}
