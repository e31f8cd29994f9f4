"""From event classes to log rows and back.

The clear fields are stored as JSON. The personal ones are stored together as one ciphertext under the key of the
event's subject, and join the clear ones again when the event is read by somebody who holds the key. Where the key
was destroyed they are None.
"""

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import msgspec

from shared.event import Event, personal_fields, subject_of
from shared.log.cipher import Cipher
from shared.log.stored import StoredEvent

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

_encode = msgspec.json.Encoder(decimal_format="string").encode


class Undecodable(Exception):
    """A stored event that this code cannot read: an unknown type, a version from the future, or broken data."""


class Codec:
    """Encodes and decodes the events of the contract modules given (each with `EVENTS` and `UPCASTERS`)."""

    def __init__(self, *contracts: ModuleType) -> None:
        self._types: dict[str, type[Event]] = {}
        self._upcasters: dict[tuple[str, int], Upcaster] = {}
        for contract in contracts:
            self._types |= contract.EVENTS
            self._upcasters |= contract.UPCASTERS
        self._decoders = {name: msgspec.json.Decoder(event_type) for name, event_type in self._types.items()}
        self._personal = {
            name: tuple(field for field in event_type.__struct_fields__ if field in personal_fields(event_type))
            for name, event_type in self._types.items()
        }
        self._clear = {
            name: tuple(field for field in event_type.__struct_fields__ if field not in self._personal[name])
            for name, event_type in self._types.items()
        }
        self._forgotten = {name: _encode(dict.fromkeys(fields)) for name, fields in self._personal.items() if fields}

    def type_named(self, name: str) -> type[Event] | None:
        """The event class stored under `name`, or None."""
        return self._types.get(name)

    def split(self, event: Event) -> tuple[bytes, bytes | None]:
        """An event's clear fields and its personal fields, each as JSON."""
        name = type(event).__name__
        if not self._personal[name]:
            return _encode(event), None
        return (
            _encode({field: getattr(event, field) for field in self._clear[name]}),
            _encode({field: getattr(event, field) for field in self._personal[name]}),
        )

    def encode(
        self, event: Event, organisation: str, ciphers: Mapping[str, Cipher | None]
    ) -> tuple[bytes, bytes | None]:
        """The columns `data` and `personal`; nothing personal is kept of somebody who was forgotten."""
        data, plain = self.split(event)
        if plain is None:
            return data, None
        subject = subject_of(event)
        if subject is None:
            raise TypeError(f"{type(event).__name__} has personal fields and no subject")
        cipher = ciphers[subject]
        if cipher is None:
            return data, None
        return data, cipher.encrypt(plain, _bound_to(organisation, subject, type(event).__name__))

    def decode(self, stored: StoredEvent, ciphers: Mapping[str, Cipher | None]) -> Event:
        """The event, lifted to its current version. Raises `Undecodable` or `Tampered`."""
        name = stored.type
        decoder = self._decoders.get(name)
        if decoder is None:
            raise Undecodable(f"{name} is not an event of {stored.source} that this version knows")
        data = stored.data
        if self._personal[name]:
            data = _joined(data, self._plain(stored, ciphers))
        try:
            if stored.schema_version == self._types[name].version:
                return decoder.decode(data)
            return msgspec.convert(self._lifted(stored, data), self._types[name])
        except msgspec.MsgspecError as error:
            raise Undecodable(f"{name} at {stored.source} {stored.position}: {error}") from error

    def _plain(self, stored: StoredEvent, ciphers: Mapping[str, Cipher | None]) -> bytes:
        cipher = ciphers.get(stored.subject) if stored.subject else None
        if cipher is None or stored.personal is None:
            return self._forgotten[stored.type]
        return cipher.decrypt(stored.personal, _bound_to(stored.organisation, stored.subject, stored.type))

    def _lifted(self, stored: StoredEvent, data: bytes) -> dict[str, Any]:
        fields: dict[str, Any] = msgspec.json.decode(data)
        for version in range(stored.schema_version, self._types[stored.type].version):
            upcaster = self._upcasters.get((stored.type, version))
            if upcaster is None:
                raise Undecodable(f"there is no upcaster for {stored.type} from version {version}")
            fields = upcaster(fields)
        if stored.schema_version > self._types[stored.type].version:
            raise Undecodable(f"{stored.type} has version {stored.schema_version}, newer than this code")
        return fields


def people_in(events: Iterable[StoredEvent]) -> set[str]:
    """The subjects of those of `events` that have a personal part."""
    return {event.subject for event in events if event.personal is not None and event.subject is not None}


def _joined(clear: bytes, personal: bytes) -> bytes:
    """One JSON object with the members of both."""
    if len(clear) <= 2:
        return personal
    return clear[:-1] + b"," + personal[1:]


def _bound_to(organisation: str, subject: str | None, event_type: str) -> str:
    return f"{organisation}/{subject}/{event_type}"


def people_to_encrypt_for(events: Iterable[Event]) -> set[str]:
    """The people whose keys are needed to store `events`."""
    subjects = (subject_of(event) for event in events if personal_fields(type(event)))
    return {subject for subject in subjects if subject is not None}
