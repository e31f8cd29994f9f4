"""Feeds of people are imported into a real log: once each, all of it or nothing."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import eventlet
import pytest

from services.integrations.directory import Directory
from services.integrations.erasing import finish_erasures
from services.integrations.feed.reading import open_feed
from services.integrations.feed.reconcile import TooManyLeavers
from services.integrations.handling import DirectoryHandling
from services.integrations.imported_feed import FeedOutdated
from services.integrations.importing import PeopleImport
from shared.commanding.request import Answer, Request
from shared.contracts.integrations import events
from shared.errors import CommandReused, InvalidInput, MilepostError
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.writer import Appended, EventLog
from tests.fixtures.postgres import role_dsn

DATA = Path(__file__).parents[2].parent / "shared" / "data"
YEARS = (1999, 2000)
ROLE = "milepost_integrations"
DAY = date(2026, 6, 30)
MIB = 2**20

ADA = {"line": 2, "external_id": "1", "name": "Ada", "unit": "Engines", "role": "Engineer", "hired_on": "2026-01-01"}
GRACE = {"line": 3, "external_id": "2", "name": "Grace", "unit": "Engines", "role": "Analyst", "hired_on": "2026-01-01"}
GRACE |= {"manager_external_id": "1"}


@dataclass(frozen=True)
class Service:
    """The integrations service without its shell."""

    log: EventLog
    feed: Feed
    importing: PeopleImport
    handling: DirectoryHandling

    def take(self, command_id: str, rows: Sequence[Mapping[str, Any]], **payload: Any) -> Mapping[str, Any]:
        return self.importing.run("acme", importing(command_id, rows, **payload))

    def execute(self, command: str, command_id: str, **payload: Any) -> Answer:
        return self.handling.execute("acme", Request(f"integrations.{command}", payload, command_id, "hr", command_id))

    def directory(self) -> Directory:
        directory = Directory()
        directory.catch_up("acme", self.log, self.feed)
        return directory

    def person(self, external_id: str) -> str:
        return self.directory().named_by("hr")[external_id].id


def importing(command_id: str, rows: Sequence[Mapping[str, Any]], **payload: Any) -> Request:
    whole = {"feed": "hr", "as_of": DAY.isoformat(), "rows": list(rows), **payload}
    return Request("integrations.import_people", whole, command_id, "hr", command_id)


def open_service(dsn: str, stack: ExitStack) -> Service:
    pool = stack.enter_context(connect_pool(role_dsn(dsn, ROLE), schema="integrations", name="test-integrations"))
    keys = stack.enter_context(connect_pool(role_dsn(dsn, ROLE), schema="keys", name="test-integrations-keys"))
    log = EventLog("integrations", pool, KeyStore(keys, bytes(range(32))), Codec(events))
    feed = Feed("integrations", pool)
    return Service(log, feed, PeopleImport(log, feed), DirectoryHandling(log, feed))


@pytest.fixture
def service(database: str) -> Iterator[Service]:
    with ExitStack() as stack:
        yield open_service(database, stack)


# Importing


def test_a_feed_goes_in_and_its_report_says_what_changed(service: Service) -> None:
    bad = {"line": 4, "external_id": "3", "name": ""}
    report = service.take("one", [ADA, GRACE, bad])
    assert (report["joined"], report["units"], report["events"], report["rejected"]) == (2, 1, 3, 1)
    assert report["rejections"] == [{"line": 4, "external_id": "3", "field": "name", "reason": "is empty"}]
    assert report["position"] == {"integrations": 4}
    people = service.directory().named_by("hr")
    assert people["2"].manager_on(DAY) == people["1"].id


def test_the_same_feed_again_appends_nothing(service: Service) -> None:
    service.take("one", [ADA, GRACE])
    again = service.take("two", [ADA, GRACE], as_of="2026-07-15")
    assert again["events"] == 0
    assert again["position"] == {"integrations": service.feed.head("acme")} == {"integrations": 4}


def test_a_dry_run_lists_the_differences_and_changes_nothing(service: Service) -> None:
    report = service.take("one", [ADA], dry_run=True)
    assert [line for line in report["differences"] if "Ada" in line]
    assert len(report["differences"]) == report["events"] == 2
    assert service.feed.head("acme") == 0
    assert service.take("one", [ADA])["joined"] == 1


def test_a_command_that_comes_again_is_answered_as_the_first_time(service: Service) -> None:
    unknown = {**GRACE, "manager_external_id": "9"}
    first = service.take("one", [ADA, unknown])
    service.take("two", [{**ADA, "role": "Director"}, GRACE], as_of="2026-07-31")
    head = service.feed.head("acme")
    assert service.take("one", [ADA, unknown]) == first
    assert service.feed.head("acme") == head


def test_a_command_that_changed_nothing_does_not_change_anything_later_either(service: Service) -> None:
    service.take("one", [ADA])
    second = service.take("two", [ADA])
    service.take("three", [{**ADA, "role": "Director"}], as_of="2026-07-31")
    head = service.feed.head("acme")
    assert service.take("two", [ADA]) == second
    assert service.feed.head("acme") == head


def test_a_command_id_serves_one_command_only(service: Service) -> None:
    service.take("one", [ADA])
    with pytest.raises(CommandReused):
        service.take("one", [GRACE])


def test_an_import_that_loses_a_race_looks_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.take("one", [ADA])
    ada, append, lost = service.person("1"), service.log.append, []

    def sooner(*given: Any, **named: Any) -> Appended:
        if not lost:
            lost.append(True)
            service.execute("change_person_details", "sooner", person=ada, name="Ada King", effective_on="2026-02-01")
        return append(*given, **named)

    monkeypatch.setattr(service.importing, "_log", Beaten(service.log, sooner))
    report = service.take("two", [{**ADA, "role": "Director"}], as_of="2026-07-31")
    assert lost
    assert (report["moved"], report["changed"]) == (1, 1)


class Beaten:
    """A log whose first append comes after somebody else's."""

    def __init__(self, log: EventLog, append: Any) -> None:
        self._log = log
        self.append = append

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


def test_a_refused_feed_changes_nothing(service: Service) -> None:
    service.take("one", [ADA, GRACE])
    head = service.feed.head("acme")
    with pytest.raises(TooManyLeavers):
        service.take("two", [ADA])
    assert service.feed.head("acme") == head
    assert service.take("two", [ADA], force=True)["left"] == 1


def test_a_payload_that_does_not_fit_names_the_row(service: Service) -> None:
    rows = [{**ADA, "line": line} for line in range(2, 300)]
    rows[250]["birth"] = "1815-12-10"
    with pytest.raises(InvalidInput) as refused:
        service.take("one", rows)
    assert "rows.250.birth" in refused.value.fields
    with pytest.raises(InvalidInput) as refused:
        service.take("one", [], colour="blue")
    assert "colour" in refused.value.fields


# The newest day of a feed


def test_a_full_feed_older_than_the_newest_is_refused_naming_both_days(service: Service) -> None:
    service.take("one", [ADA])
    with pytest.raises(FeedOutdated, match=r"2026-05-31.*2026-06-30"):
        service.take("two", [{**ADA, "role": "Director"}], as_of="2026-05-31")
    assert service.take("three", [{**ADA, "role": "Director"}], as_of="2026-05-31", force=True)["moved"] == 1


def test_an_older_delta_and_another_feed_are_taken(service: Service) -> None:
    service.take("one", [ADA])
    assert service.take("two", [GRACE], as_of="2026-05-31", mode="delta")["joined"] == 1
    assert service.take("three", [ADA], as_of="2026-05-31", feed="payroll")["joined"] == 1


# External ids


def test_an_external_id_belongs_to_one_person(service: Service) -> None:
    service.take("one", [ADA, GRACE])
    grace = service.person("2")
    for command, payload in (
        ("join_person", {"person": "other", "name": "Ada", "feed": "hr", "external_id": "1"}),
        ("change_person_details", {"person": grace, "external_id": "1"}),
    ):
        with pytest.raises(MilepostError, match=service.person("1")) as refused:
            service.execute(command, command, **payload)
        assert "external_id" in refused.value.fields
    service.execute("change_person_details", "renumbered", person=grace, external_id="20", effective_on="2026-07-01")
    assert service.person("20") == grace


def test_whom_a_feed_finds_joined_by_hand_is_the_same_person(service: Service) -> None:
    joined = service.execute("join_person", "by-hand", name="Ada", feed="hr", external_id="1")
    again = service.execute("join_person", "by-hand", name="Ada", feed="hr", external_id="1")
    report = service.take("one", [ADA])
    assert report["joined"] == 0
    assert joined.stream == again.stream == f"person-{service.person('1')}"


def test_who_takes_up_a_former_external_id_is_somebody_else(service: Service) -> None:
    service.take("one", [ADA])
    ada = service.person("1")
    service.execute("change_person_details", "renumbered", person=ada, external_id="10", effective_on="2026-07-01")
    service.take("two", [{**GRACE, "external_id": "1", "manager_external_id": ""}], mode="delta")
    assert service.person("10") == ada != service.person("1")


# Erasing


def test_erasing_destroys_the_key_and_no_feed_brings_the_person_back(service: Service) -> None:
    service.take("one", [ADA, GRACE])
    grace = service.person("2")
    service.execute("erase_person", "erase", person=grace)
    assert service.log.keys.forgotten("acme") == {grace}
    report = service.take("two", [ADA, GRACE])
    assert (report["events"], report["rejected"]) == (0, 1)
    assert "erased" in report["rejections"][0]["reason"]


def crash_while_erasing(service: Service, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: str) -> None:
        raise ConnectionError("crashed")

    with monkeypatch.context() as patched:
        patched.setattr(service.log.keys, "destroy", crash)
        with pytest.raises(ConnectionError):
            service.execute("erase_person", "erase", person=person)
    assert service.log.keys.forgotten("acme") == frozenset()


def test_an_erasure_that_crashed_halfway_is_finished_by_its_repetition(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.take("one", [ADA])
    ada = service.person("1")
    crash_while_erasing(service, ada, monkeypatch)
    service.execute("erase_person", "erase", person=ada)
    assert service.log.keys.forgotten("acme") == {ada}


def test_an_erasure_that_crashed_halfway_is_finished_by_the_next_start(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.take("one", [ADA, GRACE])
    ada = service.person("1")
    crash_while_erasing(service, ada, monkeypatch)
    assert finish_erasures(service.feed, service.log.keys) == 1
    assert service.log.keys.forgotten("acme") == {ada}
    assert finish_erasures(service.feed, service.log.keys) == 0


# Real exports


def export(year: int) -> Path:
    return DATA / f"hr_export_{year}-06-30.csv.gz"


needs_exports = pytest.mark.skipif(
    not all(export(year).exists() for year in YEARS), reason=f"the HR exports are not in {DATA}"
)


def plain_ids(year: int) -> set[str]:
    with gzip.open(export(year), "rt", encoding="utf-8") as lines:
        header = next(lines).rstrip("\r\n").split(",")
        column = header.index("Employee ID")
        return {line.split(",")[column] for line in lines}


def exported(year: int) -> dict[str, Any]:
    return {"rows": list(open_feed(export(year)).rows()), "as_of": f"{year}-06-30"}


@needs_exports
def test_real_exports_go_in_quickly_and_a_third_run_appends_nothing(service: Service) -> None:
    before, after = plain_ids(1999), plain_ids(2000)
    started = time.perf_counter()
    first = service.take("1999", **exported(1999))
    seconds = time.perf_counter() - started
    second = service.take("2000", **exported(2000))
    head = service.feed.head("acme")
    third = service.take("2000 again", **exported(2000))
    assert (first["joined"], first["rejected"]) == (len(before), 0)
    assert (second["joined"], second["left"]) == (len(after - before), len(before - after))
    assert (third["events"], service.feed.head("acme")) == (0, head)
    assert service.take("1999", **exported(1999)) == first
    assert seconds < 30, f"{seconds:.1f} s for {len(before)} people"


@needs_exports
def test_others_go_on_working_while_a_real_export_is_imported(service: Service) -> None:
    payload, pauses, running = exported(1999), [0.0], [True]

    def others() -> None:
        last = time.perf_counter()
        while running:
            eventlet.sleep(0)
            now = time.perf_counter()
            pauses.append(now - last)
            last = now

    green = eventlet.spawn(others)
    started = time.perf_counter()
    try:
        service.take("1999", **payload)
    finally:
        running.clear()
        green.wait()
    assert max(pauses) < (time.perf_counter() - started) / 2


@needs_exports
def test_an_import_of_a_real_export_keeps_to_its_memory(service: Service) -> None:
    payload = exported(2000)
    tracemalloc.start()
    try:
        service.take("2000", **payload)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 * MIB, f"{peak / MIB:.0f} MiB"
