"""What people of the demo organisation set out to do, and how it went.

A goal takes its course by itself: check-ins in its rhythm with one now and then forgotten, and progress on its
measures towards how much of them is reached in the end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.demo.directory import HR
from infra.demo.script import Calendar, Line, line, own

FORGOTTEN = 5
"""One check-in out of so many is forgotten."""
PROGRESS_EVERY = 28


@dataclass(frozen=True)
class Aim:
    """A goal, set `begun` days ago and due `due` days from today.

    `number` is what is counted, from one value to another; without it there are `stages`. `reached` is the share of
    the way covered by the last day, and `confidence` what is felt then; both approached evenly. Where the number is
    the level of a `skill`, it follows the skill, whatever is said to be reached. `ends` is how many days ago the
    course ended, by the command `ending`.
    """

    person: str
    goal: str
    title: str
    kind: str
    begun: int
    due: int
    reached: float
    confidence: float
    number: tuple[str, int, int] | None = None
    stages: tuple[str, int] | None = None
    skill: str | None = None
    parents: tuple[str, ...] = ()
    in_the_way: str | None = None
    rhythm: int = 14
    ends: int = 2
    ending: str | None = None
    because: Mapping[str, str] | None = None


SHARED = (
    Aim("grace", "people-stay", "Nine in ten people stay with us", "other", 360, 120, 0.7, 0.75,
        number=("People who stay, in per cent", 82, 90), rhythm=28),
    Aim("grace", "carbon-halved", "Halve what we emit", "other", 355, 300, 0.45, 0.6,
        number=("Tonnes a year", 400, 200), rhythm=28, in_the_way="Travel between the offices"),
    Aim("ada", "calm-on-call", "Nights on call are calm", "project", 350, 60, 0.8, 0.8,
        number=("Alarms a month", 60, 10), parents=("people-stay",)),
    Aim("emmy", "trusted-figures", "Everybody works from the same figures", "project", 345, 90, 0.55, 0.5,
        stages=("Reports moved", 12), in_the_way="Two teams keep their own spreadsheets"),
    Aim("marie", "hear-customers", "Hear a customer every week", "relationship", 340, 45, 0.9, 0.85,
        number=("Talks held", 0, 50)),
    Aim("jane", "everyone-grows", "Everybody has a goal of their own", "other", 340, 30, 0.85, 0.8,
        number=("People with a goal, in per cent", 35, 100), parents=("people-stay",)),
)  # fmt: skip
"""The goals of the organisation and of its units."""

PERSONAL = (
    Aim("margaret", "grow-leads", "Two people ready to lead a team", "relationship", 320, 80, 0.5, 0.7,
        stages=("People ready", 2), parents=("everyone-grows",)),
    Aim("alan", "staff-engineer", "Become a staff engineer", "position", 330, 20, 1, 0.9,
        stages=("Designs led across teams", 3), parents=("calm-on-call",), ends=63, ending="achieve_goal"),
    Aim("alan", "teach-crypto", "Teach a course on cryptography", "skill", 55, 130, 0.3, 0.7,
        stages=("Lectures ready", 6), parents=("everyone-grows",)),
    Aim("hedy", "radio-links", "Have the radio links in production", "project", 300, 60, 0.75, 0.8,
        number=("Sites linked", 0, 40), parents=("calm-on-call",)),
    Aim("edsger", "proofs", "Prove the scheduler correct", "project", 280, 40, 0.4, 0.35,
        number=("Lemmas proved", 0, 30), in_the_way="Nobody has the time to read the proofs"),
    Aim("joan", "sql", "Write SQL without help", "skill", 270, 50, 1, 0.9,
        number=("Queries in production", 0, 20), ends=75, ending="achieve_goal"),
    Aim("joan", "leave-at-five", "Leave at five, three days a week", "work_life_balance", 200, 100, 0.6, 0.65,
        number=("Days a month", 2, 12)),
    Aim("claude", "write-book", "Finish the handbook on signals", "project", 310, -30, 0.6, 0.2,
        stages=("Chapters", 10), ends=29, ending="miss_goal",
        because={"reason": "The last four chapters took longer than the first six",
                 "lessons": "Write the hardest chapter first"}),
    Aim("mary", "french", "Hold a meeting in French", "skill", 260, 70, 0.5, 0.7,
        number=("Level in French", 0, 3), skill="french", in_the_way="No classes in London yet"),
    Aim("annie", "first-release", "Lead a release", "project", 240, 15, 0.85, 0.75,
        stages=("Steps of the release", 8), parents=("calm-on-call",)),
    Aim("niels", "own-lab", "Found a laboratory inside the company", "position", 330, 200, 0.2, 0.2,
        stages=("Talks with sponsors", 5), ends=125, ending="abandon_goal",
        because={"lessons": "It needs a sponsor first, and a plan second"}),
    Aim("dorothy", "data-engineer", "Work as a data engineer", "position", 350, -150, 1, 0.9,
        stages=("Pipelines built", 4), ends=160, ending="achieve_goal"),
    Aim("dorothy", "streaming", "Run a streaming pipeline", "skill", 140, 60, 0.65, 0.75,
        number=("Hours without a fault", 0, 500), parents=("calm-on-call",)),
    Aim("katherine", "one-catalogue", "One catalogue of all our figures", "project", 290, 75, 0.6, 0.6,
        number=("Figures described", 0, 240), parents=("trusted-figures",)),
    Aim("henrietta", "catalogue-sales", "The sales figures are in the catalogue", "project", 250, 30, 0.7, 0.7,
        number=("Figures described", 0, 60), parents=("one-catalogue",)),
    Aim("henrietta", "python", "Write Python without help", "skill", 128, 90, 0.3, 0.6,
        number=("Level in Python", 1, 3), skill="python", in_the_way="The course was too slow for me"),
    Aim("cecilia", "statistics", "Pass the statistics certificate", "skill", 220, 25, 0.35, 0.25,
        stages=("Modules", 8), in_the_way="Evenings are the only time left", parents=("everyone-grows",)),
    Aim("vera", "lead-science", "Lead the data science group", "position", 300, 40, 0.8, 0.85,
        stages=("Projects led", 5), parents=("trusted-figures",)),
    Aim("sofia", "forecast", "Forecasts within five per cent", "project", 235, 110, 0.5, 0.55,
        number=("Error in per cent", 14, 5), parents=("trusted-figures",)),
    Aim("lise", "two-launches", "Launch twice this year", "project", 315, 20, 0.5, 0.45,
        stages=("Launches", 2), parents=("hear-customers",), in_the_way="The second launch waits for legal"),
    Aim("rosalind", "design-system", "One design for every screen", "project", 230, 85, 0.65, 0.7,
        number=("Screens", 0, 85)),
    Aim("max", "fewer-meetings", "Half as many meetings", "work_life_balance", 180, -10, 1, 0.9,
        number=("Meetings a week", 24, 12), ends=12, ending="achieve_goal"),
    Aim("rita", "interviews", "Thirty interviews with customers", "relationship", 205, 35, 0.8, 0.8,
        number=("Interviews", 0, 30), parents=("hear-customers",)),
    Aim("mae", "mentors", "A mentor for everybody who wants one", "relationship", 275, 50, 0.7, 0.75,
        number=("Pairs", 3, 20), parents=("everyone-grows",)),
    Aim("john", "library", "Open the learning library", "project", 190, -60, 1, 0.9,
        stages=("Shelves", 5), parents=("everyone-grows",), ends=66, ending="achieve_goal"),
    Aim("rachel", "know-customers", "Know our ten largest customers", "relationship", 195, 30, 0.6, 0.6,
        number=("Customers visited", 0, 10), parents=("hear-customers",)),
)  # fmt: skip
"""The goals of people."""


def goals(calendar: Calendar) -> Iterator[Line]:
    """All goals, in any order of days."""
    for aim in (*SHARED, *PERSONAL):
        yield _set(calendar, aim)
        yield from _course(aim)
        if aim.ending:
            because = aim.because or {}
            yield own(aim.ends, f"goals.{aim.ending}", aim.person, goal=aim.goal, **because)
    yield from _shared()
    yield from _paused(calendar)
    yield from _actions(calendar)


def _set(calendar: Calendar, aim: Aim) -> Line:
    return own(
        aim.begun,
        "goals.set_goal",
        aim.person,
        goal=aim.goal,
        title=aim.title,
        kind=aim.kind,
        due=calendar.ahead(aim.due),
        check_in_every_days=aim.rhythm,
        measures=[_measure(aim)],
        parents=list(aim.parents),
    )


def _measure(aim: Aim) -> Mapping[str, Any]:
    if aim.number:
        title, begin, end = aim.number
        counted = {"measure": "count", "title": title, "kind": "number", "from_value": begin, "to_value": end}
        return {**counted, "skill": aim.skill} if aim.skill else counted
    title, stages = aim.stages or ("Done", 1)
    return {"measure": "stages", "title": title, "kind": "milestone", "to_value": stages}


def _course(aim: Aim) -> Iterator[Line]:
    """Check-ins and progress, from the day after the goal was set to the day its course ends."""
    length = aim.begun - aim.ends
    for count, days_ago in enumerate(range(aim.begun - aim.rhythm, aim.ends - 1, -aim.rhythm), start=1):
        if count % FORGOTTEN:
            gone = (aim.begun - days_ago) / length
            confidence = round(0.7 + (aim.confidence - 0.7) * gone, 2)
            obstacle = {"in_the_way": aim.in_the_way} if aim.in_the_way and gone > 0.5 else {}
            yield own(days_ago, "goals.check_in", aim.person, goal=aim.goal, confidence=confidence, **obstacle)
    if aim.skill:
        return
    for days_ago in (*range(aim.begun - PROGRESS_EVERY, aim.ends, -PROGRESS_EVERY), aim.ends):
        gone = (aim.begun - days_ago) / length
        measure, value = _stands(aim, aim.reached * gone)
        yield own(days_ago, "goals.record_progress", aim.person, goal=aim.goal, measure=measure, value=value)


def _stands(aim: Aim, share: float) -> tuple[str, int]:
    if aim.number:
        _, begin, end = aim.number
        return "count", begin + round((end - begin) * share)
    _, stages = aim.stages or ("Done", 1)
    return "stages", int(stages * share + 1e-9)


def _shared() -> Iterator[Line]:
    for goal in ("people-stay", "carbon-halved"):
        yield line(339, "goals.adopt_goal_for_organisation", HR, person="grace", goal=goal)
    for person, goal, unit in (
        ("ada", "calm-on-call", "engineering"),
        ("emmy", "trusted-figures", "data"),
        ("marie", "hear-customers", "product"),
        ("jane", "everyone-grows", "people"),
    ):
        yield line(338, "goals.adopt_goal_for_unit", HR, person=person, goal=goal, unit=unit)
    for person, goal in (("grace", "people-stay"), ("grace", "carbon-halved"), ("jane", "everyone-grows")):
        yield own(337, "goals.share_goal", person, goal=goal, audience="everyone")
    yield own(250, "goals.share_goal", "joan", goal="sql", audience="people", people=["dorothy", "george"])
    yield own(230, "goals.share_goal", "annie", goal="first-release", audience="unit")
    yield line(300, "goals.align_goal", "ada", person="margaret", goal="grow-leads", parent="people-stay")


def _paused(calendar: Calendar) -> Iterator[Line]:
    """Two goals that rest: one still does, the other went on after some weeks; and a goal for all newcomers."""
    for person, goal, title, days_ago in (
        ("george", "graph-store", "Have the graph store in use", 215),
        ("chien", "experiments", "An experiment every month", 245),
    ):
        yield own(
            days_ago, "goals.set_goal", person, goal=goal, title=title, kind="project", due=calendar.ahead(140),
            measures=[{"measure": "share", "title": "Done, in per cent", "kind": "percentage"}],
        )  # fmt: skip
        yield own(days_ago - 20, "goals.record_progress", person, goal=goal, measure="share", value=25)
        yield own(days_ago - 21, "goals.check_in", person, goal=goal, confidence=0.6)
        yield own(days_ago - 60, "goals.pause_goal", person, goal=goal, reason="Parental leave")
    yield own(70, "goals.resume_goal", "chien", goal="experiments", due=calendar.ahead(200))
    yield own(30, "goals.record_progress", "chien", goal="experiments", measure="share", value=55)
    yield own(9, "goals.check_in", "chien", goal="experiments", confidence=0.75)
    yield line(
        140,
        "goals.give_goal_template",
        HR,
        people=["rachel", "ernest"],
        template="settle-in",
        title="Settle in",
        kind="position",
        due=calendar.ahead(20),
        measures=[{"measure": "met", "title": "Met everybody in the team", "kind": "yes_no"}],
    )


def _actions(calendar: Calendar) -> Iterator[Line]:
    for person, goal, action, title, planned, done in (
        ("joan", "sql", "book", "Read a book on SQL", 260, 215),
        ("joan", "sql", "pair", "Pair with George on the reports", 210, 190),
        ("annie", "first-release", "checklist", "Write the checklist of a release", 200, 150),
        ("vera", "lead-science", "shadow", "Shadow Katherine for a month", 240, 170),
        ("mary", "french", "tandem", "Find a partner to talk with", 150, None),
        ("cecilia", "statistics", "plan", "Agree on two study days a month", 60, None),
    ):
        due = calendar.ago(planned - 50)
        yield own(planned, "goals.plan_action", person, goal=goal, action=action, title=title, due=due)
        if done:
            yield own(done, "goals.complete_action", person, goal=goal, action=action)
