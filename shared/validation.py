"""What marshmallow found wrong, as the `fields` of an error: a flat map from dotted path to messages."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError


def messages_of(error: ValidationError) -> dict[str, list[str]]:
    """{"measures.0.target": ["Not a valid number."]} for a nested error."""
    found: dict[str, list[str]] = {}
    for path, message in _walk("", error.normalized_messages()):  # type: ignore[no-untyped-call]
        found.setdefault(path, []).append(message)
    return found


def _walk(path: str, messages: Any) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _walk(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(messages, list):
        for inner in messages:
            yield from _walk(path, inner)
    else:
        yield path, str(messages)
