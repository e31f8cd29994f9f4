from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from services.recommendations.fact_tables import FactTables
from services.recommendations.knowing import FRESH_SECONDS, OLD_SECONDS, Knowing
from services.recommendations.knowledge_catalogue import Catalogue
from tests.fixtures.recommended import DAY
from tests.unit.recommendations.known import STORY, Known

ACME = Known(STORY)


@dataclass
class Tables:
    """Tables of an organisation, whose logs go on by an event each time that everybody is read."""

    read: int = 0

    @contextmanager
    def one_moment(self, _organisation: str) -> Iterator["Tables"]:
        self.read += 1
        yield self

    def positions(self) -> dict[str, int]:
        return {"skills": self.read}

    def catalogue(self) -> Catalogue:
        return ACME.catalogue

    def everybody(self) -> Iterator[list[Any]]:
        yield [ACME.facts("ada")]


class Clocked:
    """Knowing, by a clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 0.0
        self.knowing = Knowing(cast(FactTables, Tables()), clock=lambda: self.at)

    def seen(self, at: float, days: int = 0) -> int:
        """As of which event somebody who asks then is answered."""
        self.at = at
        return self.knowing.of("acme", DAY + timedelta(days=days)).positions["skills"]


def test_what_is_fresh_is_not_found_again() -> None:
    clocked = Clocked()
    assert clocked.seen(0) == clocked.seen(FRESH_SECONDS) == 1
    clocked.knowing.renew(DAY)
    assert clocked.seen(FRESH_SECONDS) == 1


def test_nobody_waits_for_what_is_no_longer_fresh_and_once_asked_for_it_is_renewed() -> None:
    clocked = Clocked()
    assert clocked.seen(0) == clocked.seen(FRESH_SECONDS + 1) == 1
    clocked.knowing.renew(DAY)
    assert clocked.seen(FRESH_SECONDS + 2) == 2
    clocked.knowing.renew(DAY)
    assert clocked.seen(FRESH_SECONDS + 2) == 2


def test_what_is_old_or_of_another_day_serves_nobody() -> None:
    clocked = Clocked()
    assert clocked.seen(0) == 1
    assert clocked.seen(OLD_SECONDS + 1) == 2
    assert clocked.seen(OLD_SECONDS + 2, days=1) == 3


def test_it_is_found_anew_where_that_is_asked() -> None:
    clocked = Clocked()
    assert clocked.seen(0) == 1
    assert clocked.knowing.of("acme", DAY, anew=True).positions["skills"] == 2
