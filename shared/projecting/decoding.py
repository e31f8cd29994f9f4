"""From stored events to what folds take, for somebody who holds the keys."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from shared.log.cipher import Tampered
from shared.log.codec import Codec, Undecodable, people_in
from shared.log.keys import KeyStore
from shared.log.stored import StoredEvent
from shared.projecting.folding import Decoded, Parking
from shared.projecting.read_model import Key, ReadModel


class Decoding(msgspec.Struct, frozen=True):
    """The events that could be read, and those that could not with the reason why."""

    events: Sequence[Decoded]
    broken: Sequence[tuple[StoredEvent, str]]


class EventReader:
    """Decodes and decrypts stored events. Types that are not known here are left out: no fold can want them."""

    def __init__(self, codec: Codec, keys: KeyStore) -> None:
        self._codec = codec
        self._keys = keys

    def read(self, stored: Sequence[StoredEvent], without: Collection[str] = ()) -> Decoding:
        """Decode events of one organisation, but for those about somebody in `without`."""
        stored = [event for event in stored if event.subject not in without] if without else stored
        if not stored:
            return Decoding([], [])
        ciphers = self._keys.ciphers(stored[0].organisation, people_in(stored))
        decode, known = self._codec.decode, self._codec.type_named
        events: list[Decoded] = []
        broken: list[tuple[StoredEvent, str]] = []
        for each in stored:
            if known(each.type) is None:
                continue
            try:
                events.append((decode(each, ciphers), each.envelope()))
            except (Undecodable, Tampered) as error:
                broken.append((each, str(error)))
        return Decoding(events, broken)


def all_broken(stored: Sequence[StoredEvent], reason: str) -> Decoding:
    """What to answer for events that must all be parked."""
    return Decoding([], [(event, reason) for event in stored])


def broken(model: ReadModel[Any], decoding: Decoding, position: int) -> Sequence[Parking]:
    """The unreadable events past `position` that concern `model`, under the key that can still be made out."""
    wanted = {event_type.__name__ for event_type in model.folds}
    return [
        Parking(model.name, _likely_key(model, event), event.position, event.type, reason)
        for event, reason in decoding.broken
        if event.type in wanted and event.position > position
    ]


def _likely_key(model: ReadModel[Any], event: StoredEvent) -> Key:
    try:
        fields = msgspec.json.decode(event.data)
        return tuple(fields[name] for name in model.key)
    except (msgspec.DecodeError, KeyError, TypeError):
        return (event.stream,)
