"""Frameworks of skills are imported into a real log: once each, and only what differs."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eventlet
import psutil
import pytest

from services.skills.framework.importing import FrameworkImport
from services.skills.framework.parts import Import
from services.skills.framework.recognising import read_framework
from services.skills.framework.retiring import TooManyRetired
from services.skills.handlers import HANDLERS
from services.skills.role_profile import ROLE_PROFILE, GraceEndsBefore, RoleProfile
from services.skills.skill import SKILL, Skill
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Request
from shared.contracts.skills import events
from shared.contracts.skills.events import FrameworkImported, RoleProfileRevised
from shared.errors import CommandReused, InvalidInput
from shared.event import Event
from shared.log.codec import Codec
from shared.log.database import connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.snapshots import Snapshots
from shared.log.writer import Appended, EventLog
from tests.fixtures.postgres import role_dsn

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SAMPLES = Path(__file__).parents[1] / "samples" / "skills"
ROLE = "milepost_skills"
MIB = 2**20

SQL = {"line": 2, "skill": "sql", "name": "SQL", "kind": "technology", "aliases": ["Sequel"]}
MODELLING = {"line": 3, "skill": "modelling", "name": "Data modelling"}
ENGINEER = {"line": 2, "role": "engineer", "title": "Engineer", "skills": [{"skill": "sql", "level": 4}]}


@dataclass(frozen=True)
class Service:
    """The skills service without its shell."""

    log: EventLog
    feed: Feed
    importing: FrameworkImport
    handling: CommandHandling

    def take(self, command_id: str, **payload: Any) -> Mapping[str, Any]:
        """Import one part of the framework `own`."""
        whole = {"framework": "own", **payload}
        return self.importing.run("acme", Request("skills.import_framework", whole, command_id, "hr", command_id))

    def bring_in(self, import_id: str, path: Path, **options: Any) -> dict[str, Any]:
        """Import a whole framework; its report."""
        importing = Import(read_framework(path), options=options)
        for number, part in enumerate(importing.parts()):
            command_id = f"{import_id}-{number}"
            request = Request("skills.import_framework", part.payload, command_id, "hr", command_id)
            importing.answered(self.importing.run("acme", request))
        return importing.report()

    def execute(self, command: str, command_id: str, **payload: Any) -> None:
        self.handling.execute("acme", Request(f"skills.{command}", payload, command_id, "hr", command_id))

    def events(self) -> list[Event]:
        stored = (each for batch in self.feed.batches("acme") for each in batch)
        return [self.log.codec.decode(each, {}) for each in stored]

    def skill(self, identity: str) -> Skill:
        return SKILL.fold(each for each in self.events() if getattr(each, "skill", None) == identity)

    def role(self, identity: str) -> RoleProfile:
        return ROLE_PROFILE.fold(each for each in self.events() if getattr(each, "role", None) == identity)


def relations(skill: str, relation: str, *others: str) -> dict[str, Any]:
    return {"skill": skill, "others": [{"line": 9, "relation": relation, "other": other} for other in others]}


@pytest.fixture
def service(database: str) -> Iterator[Service]:
    with ExitStack() as stack:
        pool = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="skills", name="test-skills"))
        keys_pool = stack.enter_context(connect_pool(role_dsn(database, ROLE), schema="keys", name="test-keys"))
        keys = KeyStore(keys_pool, bytes(range(32)))
        log = EventLog("skills", pool, keys, Codec(events))
        feed = Feed("skills", pool)
        handling = CommandHandling(log, HANDLERS, Snapshots(pool, keys))
        yield Service(log, feed, FrameworkImport(log, feed), handling)


# Importing


def test_a_framework_goes_in_and_its_report_says_what_changed(service: Service) -> None:
    report = service.bring_in("one", SAMPLES / "own")
    assert (report["skills"], report["relations"], report["roles"], report["retired"]) == (4, 5, 2, 0)
    assert (report["events"], report["rejected"]) == (11, 0)
    assert service.skill("data-modelling").prerequisites == {"sql"}
    assert service.skill("sql").half_life_days == 1095
    engineer = service.role("data-engineer")
    assert [(each.skill, each.level, each.essential) for each in engineer.skills] == [
        ("sql", 4, True),
        ("data-modelling", 3, True),
        ("spreadsheets", 1, False),
    ]


@pytest.mark.parametrize("sample", ["own", "case"])
def test_the_same_framework_again_appends_nothing(service: Service, sample: str) -> None:
    first = service.bring_in("one", SAMPLES / sample)
    head = service.feed.head("acme")
    again = service.bring_in("two", SAMPLES / sample)
    assert first["events"] > 0
    assert (again["events"], service.feed.head("acme")) == (0, head)


def test_every_part_that_changes_something_is_recorded_before_what_it_counts(service: Service) -> None:
    service.take("one", skills=[SQL, MODELLING], release="7", language="en", rejected=2)
    recorded, *counted = service.events()
    assert recorded == FrameworkImported(framework="own", release="7", language="en", skills=2, rejected=2)
    assert len(counted) == 2


def test_only_what_differs_is_recorded_and_what_is_left_out_stays(service: Service) -> None:
    service.take("one", skills=[{**SQL, "description": "Questions."}, MODELLING])
    report = service.take("two", skills=[{"line": 2, "skill": "sql", "name": "SQL", "half_life_days": 900}, MODELLING])
    assert (report["skills"], report["events"]) == (1, 1)
    sql = service.skill("sql")
    assert (sql.description, sql.aliases, sql.half_life_days) == ("Questions.", ("Sequel",), 900)
    service.take("three", skills=[{**SQL, "description": None}])
    assert service.skill("sql").description is None


def test_a_role_is_revised_where_it_differs_with_a_grace_period(service: Service) -> None:
    service.take("one", skills=[SQL], roles=[ENGINEER])
    higher = {**ENGINEER, "skills": [{"skill": "sql", "level": 5}]}
    assert service.take("two", roles=[higher], grace_until="2999-01-01")["roles"] == 1
    revised = service.events()[-1]
    assert isinstance(revised, RoleProfileRevised)
    assert str(revised.grace_until) == "2999-01-01"
    with pytest.raises(GraceEndsBefore):
        service.take("three", roles=[ENGINEER], grace_until="1999-01-01")


def test_the_order_in_which_a_role_asks_for_skills_does_not_matter(service: Service) -> None:
    asked = [{"skill": "sql", "level": 4}, {"skill": "modelling", "level": 2}]
    service.take("one", skills=[SQL, MODELLING], roles=[{**ENGINEER, "skills": asked}])
    assert service.take("two", roles=[{**ENGINEER, "skills": asked[::-1]}])["events"] == 0


# Relations


def test_a_relation_that_is_gone_is_taken_back_and_one_can_be_turned_round(service: Service) -> None:
    there = relations("modelling", "prerequisite", "sql")
    service.take("one", skills=[SQL, MODELLING], relation_kinds=["prerequisite"], relations=[there])
    turned = [relations("sql", "prerequisite", "modelling"), relations("modelling", "prerequisite")]
    assert service.take("two", relation_kinds=["prerequisite"], relations=turned)["relations"] == 2
    assert service.skill("sql").prerequisites == {"modelling"}
    assert service.skill("modelling").prerequisites == frozenset()


def test_relations_of_kinds_that_the_import_is_not_about_stay(service: Service) -> None:
    there = relations("modelling", "prerequisite", "sql")
    service.take("one", skills=[SQL, MODELLING], relation_kinds=["prerequisite"], relations=[there])
    other = service.take("two", relation_kinds=["broader"], relations=[relations("modelling", "broader")])
    assert other["events"] == 0


def test_a_relation_to_a_skill_of_another_framework_is_added_and_never_taken_back(service: Service) -> None:
    service.take("one", framework="other", skills=[SQL])
    there = relations("modelling", "prerequisite", "sql")
    service.take("two", skills=[MODELLING], relation_kinds=["prerequisite"], relations=[there])
    gone = relations("modelling", "prerequisite")
    assert service.take("three", relation_kinds=["prerequisite"], relations=[gone])["events"] == 0


def test_a_relation_in_a_circle_to_itself_or_to_nothing_known_is_rejected_with_its_line(service: Service) -> None:
    rows = [relations("sql", "broader", "modelling", "sql"), relations("modelling", "broader", "sql", "unknown")]
    asked: dict[str, Any] = {"skills": [SQL, MODELLING], "relation_kinds": ["broader"], "relations": rows}
    first = service.take("one", **asked)
    assert (first["relations"], first["rejected"]) == (1, 3)
    assert {each["line"] for each in first["rejections"]} == {9}
    assert [each["id"] for each in first["rejections"]] == ["sql", "modelling", "modelling"]
    assert {each["field"] for each in first["rejections"]} == {"broader"}, "as the column is called"
    assert service.take("two", **asked)["events"] == 0


def test_similarity_said_in_both_directions_is_one(service: Service) -> None:
    both = [relations("sql", "similar", "modelling"), relations("modelling", "similar", "sql")]
    asked: dict[str, Any] = {"relation_kinds": ["similar"], "relations": both}
    assert service.take("one", skills=[SQL, MODELLING], **asked)["relations"] == 1
    assert service.take("two", relation_kinds=["similar"], relations=both[::-1])["events"] == 0


# What cannot go in


def test_an_unknown_skill_costs_a_role_that_skill_and_no_more(service: Service) -> None:
    asked = [{"line": 4, "skill": "unknown", "level": 2}, {"line": 5, "skill": "sql", "level": 2}]
    report = service.take("one", skills=[SQL], roles=[{**ENGINEER, "file": "roles.csv", "skills": asked}])
    (rejection,) = report["rejections"]
    assert (rejection["file"], rejection["line"], rejection["id"]) == ("roles.csv", 4, "engineer")
    assert "unknown" in rejection["reason"]
    assert [each.skill for each in service.role("engineer").skills] == ["sql"]


def test_an_id_of_another_framework_is_rejected_and_one_of_none_is_taken_over(service: Service) -> None:
    service.execute("define_skill", "by-hand", skill="modelling", name="Modelling")
    service.take("one", framework="other", skills=[SQL])
    report = service.take("two", skills=[SQL, MODELLING])
    assert (report["skills"], report["rejected"]) == (1, 1)
    assert "other" in report["rejections"][0]["reason"]
    assert (service.skill("modelling").framework, service.skill("sql").framework) == ("own", "other")


def test_an_id_twice_in_a_part_is_rejected(service: Service) -> None:
    report = service.take("one", skills=[SQL, {**SQL, "line": 7, "name": "Other"}])
    assert [(each["line"], each["reason"]) for each in report["rejections"]] == [(7, "the id is on line 2 already")]


def test_a_payload_that_does_not_fit_names_the_row(service: Service) -> None:
    rows = [{**SQL, "line": line, "skill": f"skill-{line}"} for line in range(1, 300)]
    for broken, field in (({"colour": "blue"}, "skills.250.colour"), ({"name": ""}, "skills.250.name")):
        with pytest.raises(InvalidInput) as refused:
            service.take("one", skills=[*rows[:250], {**rows[250], **broken}])
        assert field in refused.value.fields
    with pytest.raises(InvalidInput) as refused:
        service.take("one", roles=[{**ENGINEER, "skills": [{"skill": "sql", "level": 6}]}])
    assert "roles.0.skills.0.level" in refused.value.fields
    assert service.feed.head("acme") == 0


# Merged and retired


def test_a_merged_skill_stays_merged_and_who_names_it_means_the_other(service: Service) -> None:
    sequel = {"line": 4, "skill": "sequel", "name": "SEQUEL"}
    asked: dict[str, Any] = {
        "skills": [SQL, sequel, MODELLING],
        "relation_kinds": ["prerequisite"],
        "relations": [relations("sequel", "prerequisite"), relations("modelling", "prerequisite", "sequel")],
        "roles": [{**ENGINEER, "skills": [{"skill": "sql", "level": 2}, {"skill": "sequel", "level": 4}]}],
        "listed": {"kinds": ["skill", "technology"], "skills": ["sql", "sequel", "modelling"], "roles": ["engineer"]},
    }
    service.take("one", **asked)
    service.execute("merge_skill", "merge", skill="sequel", into="sql")
    service.take("two", **asked)
    head = service.feed.head("acme")
    assert service.skill("sequel").merged_into == "sql"
    assert [(each.skill, each.level) for each in service.role("engineer").skills] == [("sql", 4)]
    assert service.take("three", **asked)["events"] == 0
    assert service.feed.head("acme") == head


def test_what_is_not_listed_is_retired_and_comes_back_when_it_is_there_again(service: Service) -> None:
    service.take("one", skills=[SQL, MODELLING], roles=[ENGINEER])
    listed = {"kinds": ["skill"], "skills": ["sql"], "roles": []}
    report = service.take("two", listed=listed, force=True)
    assert report["retired"] == 2
    assert service.skill("modelling").retired
    assert not service.skill("sql").retired
    assert service.role("engineer").retired
    assert service.take("three", listed=listed)["events"] == 0
    back = service.take("four", skills=[MODELLING], roles=[ENGINEER])
    assert (back["skills"], back["roles"]) == (1, 1)
    assert not service.skill("modelling").retired


def test_skills_of_other_kinds_and_frameworks_are_not_retired(service: Service) -> None:
    service.take("one", framework="other", skills=[{**MODELLING, "skill": "theirs"}])
    service.take("two", skills=[SQL, MODELLING])
    listed = {"kinds": ["technology"], "skills": ["sql"]}
    assert service.take("three", listed=listed)["events"] == 0


def test_that_more_than_a_share_is_retired_is_refused_unless_forced(service: Service) -> None:
    service.take("one", skills=[SQL, MODELLING])
    head, listed = service.feed.head("acme"), {"kinds": ["skill", "technology"], "skills": ["sql"]}
    with pytest.raises(TooManyRetired, match="1 of the 2 skills") as refused:
        service.take("two", listed=listed)
    assert {"force", "retiring_limit"} <= refused.value.fields.keys()
    assert service.feed.head("acme") == head
    assert service.take("two", listed=listed, retiring_limit=0.5)["retired"] == 1


# Once each


def test_a_part_that_comes_again_is_answered_as_the_first_time(service: Service) -> None:
    asked: dict[str, Any] = {"skills": [SQL, MODELLING, {**SQL, "line": 7}], "roles": [ENGINEER]}
    first = service.take("one", **asked)
    service.take("two", skills=[{**SQL, "name": "Sequel"}])
    head = service.feed.head("acme")
    assert service.take("one", **asked) == first
    assert service.feed.head("acme") == head


def test_a_part_that_changed_nothing_does_not_change_anything_later_either(service: Service) -> None:
    service.take("one", skills=[SQL])
    second = service.take("two", skills=[SQL])
    service.take("three", skills=[{**SQL, "name": "Sequel"}])
    head = service.feed.head("acme")
    assert service.take("two", skills=[SQL]) == second
    assert service.feed.head("acme") == head


def test_a_command_id_serves_one_part_only(service: Service) -> None:
    service.take("one", skills=[SQL])
    with pytest.raises(CommandReused):
        service.take("one", skills=[MODELLING])


def test_an_import_that_loses_a_race_looks_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.take("one", skills=[SQL])
    append, lost = service.log.append, []

    def sooner(*given: Any, **named: Any) -> Appended:
        if not lost:
            lost.append(True)
            service.execute("redefine_skill", "sooner", skill="sql", half_life_days=900)
        return append(*given, **named)

    monkeypatch.setattr(service.importing, "_log", Beaten(service.log, sooner))
    assert service.take("two", skills=[{**SQL, "name": "Sequel"}])["skills"] == 1
    assert lost
    assert (service.skill("sql").name, service.skill("sql").half_life_days) == ("Sequel", 900)


class Beaten:
    """A log whose first append comes after somebody else's."""

    def __init__(self, log: EventLog, append: Any) -> None:
        self._log = log
        self.append = append

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


# Real frameworks

needs_frameworks = pytest.mark.skipif(
    not all((DATA / name).is_dir() for name in ("esco", "onet")), reason=f"the frameworks are not in {DATA}"
)


@contextmanager
def watched_memory() -> Iterator[list[int]]:
    """The most bytes that this process has held at any moment, as far as looking now and then can tell."""
    this, peak, done = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], this.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peak
    finally:
        done.set()
        watching.join()


@needs_frameworks
def test_esco_and_onet_go_in_quickly_in_little_memory_and_again_append_nothing(service: Service) -> None:
    started = time.perf_counter()
    with watched_memory() as peak:
        first = {name: service.bring_in(name, DATA / name) for name in ("esco", "onet")}
    seconds, head = time.perf_counter() - started, service.feed.head("acme")
    assert first["esco"]["listed"] == {"skills": first["esco"]["skills"], "roles": first["esco"]["roles"]}
    assert (first["esco"]["skills"], first["esco"]["roles"]) == (10_715, 3_039)
    assert (first["onet"]["roles"], first["onet"]["rejected"], first["onet"]["release"]) == (1_016, 0, "29.2")
    assert first["onet"]["left_out"] > 0
    assert seconds < 60, f"{seconds:.1f} s"
    assert peak[0] < 400 * MIB, f"{peak[0] / MIB:.0f} MiB"
    again = [service.bring_in(f"{name} again", DATA / name)["events"] for name in ("esco", "onet")]
    assert (again, service.feed.head("acme")) == ([0, 0], head)


@needs_frameworks
def test_others_go_on_working_while_a_framework_is_imported(service: Service) -> None:
    pauses, running = [0.0], [True]

    def others() -> None:
        last = time.perf_counter()
        while running:
            eventlet.sleep(0)
            now = time.perf_counter()
            pauses.append(now - last)
            last = now

    parts = list(Import(read_framework(DATA / "onet")).parts())
    green = eventlet.spawn(others)
    started = time.perf_counter()
    try:
        for number, part in enumerate(parts):
            service.importing.run("acme", Request("skills.import_framework", part.payload, str(number), "hr", "one"))
    finally:
        running.clear()
        green.wait()
    assert max(pauses) < (time.perf_counter() - started) / 4
