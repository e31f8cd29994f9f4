"""Where people of the demo organisation met each other and others, and will."""

from collections.abc import Iterator

from infra.demo.script import Calendar, Line, own


def gatherings(calendar: Calendar) -> Iterator[Line]:
    """Gatherings, in any order of days."""
    yield from _past(calendar)
    yield from _to_come(calendar)


def _past(calendar: Calendar) -> Iterator[Line]:
    days = {"gathering": "data-days"}
    yield own(
        292, "network.announce_gathering", "emmy", **days, kind="industry_event", title="Data days", place="Lyon",
        starts_on=calendar.ago(234), ends_on=calendar.ago(233), topics=["streaming", "data-modelling"], capacity=6,
    )  # fmt: skip
    for person, days_ago in (("dorothy", 288), ("george", 287), ("vera", 285), ("sofia", 271), ("henrietta", 265)):
        yield own(days_ago, "network.join_gathering", person, **days)
    yield own(237, "network.leave_gathering", "henrietta", **days)
    for person, takeaway in (("dorothy", "Replay is a feature"), ("george", "Columns, not rows"), ("vera", None)):
        said = {"takeaway": takeaway} if takeaway else {}
        yield own(232, "network.attend_gathering", person, **days, **said)
    yield from _met(calendar, "signals", "claude", "meet_up", "An evening on signals", 124, ("hedy", "annie", "mary"))
    yield from _met(calendar, "leads", "jane", "forum", "The forum of leads", 41, ("margaret", "barbara", "katherine"))


def _met(
    calendar: Calendar, gathering: str, host: str, kind: str, title: str, day: int, people: tuple[str, ...]
) -> Iterator[Line]:
    """Somewhere all who joined went to; also somebody who had not."""
    yield own(
        day + 30, "network.announce_gathering", host, gathering=gathering, kind=kind, title=title, place="London",
        starts_on=calendar.ago(day),
    )  # fmt: skip
    for number, person in enumerate(people):
        yield own(day + 20 - number, "network.join_gathering", person, gathering=gathering)
    for person in (*people, "mae"):
        yield own(day - 1, "network.attend_gathering", person, gathering=gathering)


def _to_come(calendar: Calendar) -> Iterator[Line]:
    week = {"gathering": "engines-week"}
    yield own(
        56, "network.announce_gathering", "ada", **week, kind="industry_event", title="The week of engines",
        place="Turin", starts_on=calendar.ahead(26), ends_on=calendar.ahead(29), topics=["architecture"], capacity=8,
    )  # fmt: skip
    yield own(43, "network.revise_gathering", "ada", **week, capacity=12, place="Milan")
    for person, days_ago in (("alan", 39), ("dorothy", 35), ("edsger", 27), ("margaret", 13), ("ernest", 2)):
        yield own(days_ago, "network.join_gathering", person, **week)
    yield own(
        21, "network.announce_gathering", "mae", gathering="mentors-evening", kind="meet_up",
        title="Mentors, and those who look for one", place="London", starts_on=calendar.ahead(9), topics=["coaching"],
    )  # fmt: skip
    for person, days_ago in (("mary", 18), ("margaret", 16), ("rachel", 5)):
        yield own(days_ago, "network.join_gathering", person, gathering="mentors-evening")
    yield own(
        77, "network.announce_gathering", "john", gathering="winter-school", kind="forum", title="The winter school",
        starts_on=calendar.ahead(12), ends_on=calendar.ahead(14),
    )  # fmt: skip
    yield own(31, "network.join_gathering", "cecilia", gathering="winter-school")
    yield own(14, "network.cancel_gathering", "john", gathering="winter-school", reason="Too few speakers")
