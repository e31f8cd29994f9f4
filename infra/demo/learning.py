"""What people of the demo organisation learn, what is on offer to them, and what they were certified to have."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.demo.directory import HR
from infra.demo.script import Calendar, Line, levels, line, own, reaction

OFFERED = 360
Levels = Mapping[str, int]

OFFERS: tuple[tuple[str, str, str, Levels, Levels, Mapping[str, Any]], ...] = (
    ("python-course", "Python from the first line", "course", {"python": 3}, {},
     {"hours": 40, "cost": 600, "currency": "EUR", "provider": "The evening school"}),
    ("sql-week", "SQL in a week", "course", {"sql": 3}, {},
     {"hours": 40, "cost": 900, "currency": "EUR", "provider": "The data school"}),
    ("streaming-lab", "Streams in the lab", "workshop", {"streaming": 3}, {"pipelines": 3},
     {"hours": 16, "cost": 1200, "currency": "EUR", "provider": "The data school"}),
    ("first-pipeline", "A first pipeline beside George", "on_the_job", {"pipelines": 3}, {"sql": 3}, {"hours": 60}),
    ("statistics-certificate", "The certificate in statistics", "degree", {"statistics": 4}, {"statistics": 2},
     {"hours": 240, "cost": 3400, "currency": "EUR", "provider": "Open University"}),
    ("leads-course", "The course for leads", "course", {"leadership": 3, "coaching": 2}, {},
     {"hours": 32, "cost": 1800, "currency": "EUR"}),
    ("on-call-drill", "A drill for nights on call", "workshop", {"incident-response": 3}, {}, {"hours": 8}),
    ("evening-french", "French in the evening", "course", {"french": 2}, {},
     {"hours": 90, "cost": 450, "currency": "EUR", "provider": "Alliance"}),
    ("signals-handbook", "The handbook on signals", "book", {"radio": 2}, {}, {"hours": 25, "cost": 40,
                                                                            "currency": "GBP"}),
    ("design-days", "The days of design", "conference", {"interaction-design": 3}, {"interaction-design": 2},
     {"hours": 16, "cost": 700, "currency": "GBP"}),
    ("mentors-circle", "The circle of mentors", "mentoring", {"coaching": 3}, {}, {"hours": 12}),
)  # fmt: skip
"""What is on offer: id, title, kind, where it leads to, what it asks for before, and the rest."""


def learning(calendar: Calendar) -> Iterator[Line]:
    """Offers, enrolments and credentials, in any order of days."""
    for offer, title, kind, leads_to, asks_for, more in OFFERS:
        yield line(
            OFFERED, "skills.offer_learning", HR, learning=offer, title=title, kind=kind, skills=levels(leads_to),
            prerequisites=levels(asks_for), **more,
        )  # fmt: skip
    yield line(268, "skills.revise_learning", HR, learning="sql-week", hours=32)
    yield line(66, "skills.withdraw_learning", HR, learning="design-days", reason="There is no second year of it")
    yield from _completed()
    yield from _still_learning(calendar)
    yield from _dropped()
    yield from _credentials(calendar)


def _completed() -> Iterator[Line]:
    for person, offer, enrolled, half, ended, score, stars in (
        ("dorothy", "python-course", 340, 310, 279, 91, 5),
        ("joan", "sql-week", 262, 245, 227, 84, 4),
        ("hedy", "signals-handbook", 236, None, 201, None, 3),
        ("dorothy", "first-pipeline", 250, 228, 206, None, 5),
        ("max", "mentors-circle", 222, 200, 166, None, 4),
        ("vera", "leads-course", 130, 96, 59, 88, 4),
        ("rosalind", "design-days", 112, None, 101, None, 2),
    ):
        yield own(enrolled, "skills.enrol", person, learning=offer)
        if half:
            yield own(half, "skills.progress_learning", person, learning=offer, progress="0.5")
        yield from _complete(ended, person, offer, score)
        yield own(ended - 2, "skills.rate_learning", person, learning=offer, stars=stars)
    yield line(238, "skills.enrol", "barbara", person="annie", learning="on-call-drill")
    yield from _complete(192, "annie", "on-call-drill", None)
    yield line(143, "skills.enrol", "katherine", person="ernest", learning="sql-week")
    yield own(127, "skills.progress_learning", "ernest", learning="sql-week", progress="0.6", hours=18)
    yield from _complete(113, "ernest", "sql-week", 77)
    yield own(110, "skills.rate_learning", "ernest", learning="sql-week", stars=5, comment="Day four was the best")


def _complete(days_ago: int, person: str, offer: str, score: int | None) -> Iterator[Line]:
    """The end of it, which shows in the skill profile."""
    title, leads_to = next((title, leads_to) for known, title, _, leads_to, *_ in OFFERS if known == offer)
    passed = {} if score is None else {"score": score, "certificate": f"{offer}-{person}"}
    yield own(days_ago, "skills.complete_learning", person, learning=offer, **passed)
    yield reaction(days_ago, "skills.credit_learning", person, learning=offer, title=title, skills=levels(leads_to))


def _still_learning(calendar: Calendar) -> Iterator[Line]:
    yield own(57, "skills.enrol", "dorothy", learning="streaming-lab", due=calendar.ahead(40))
    yield own(19, "skills.progress_learning", "dorothy", learning="streaming-lab", progress="0.6", hours=9)
    yield own(103, "skills.enrol", "mary", learning="evening-french", due=calendar.ahead(80))
    yield own(55, "skills.progress_learning", "mary", learning="evening-french", progress="0.35", hours=30)
    yield own(17, "skills.progress_learning", "mary", learning="evening-french", progress="0.5", hours=44)
    yield own(
        33, "skills.enrol", "henrietta", learning="streaming-lab", due=calendar.ahead(70),
        override="George sits beside me while I learn",
    )  # fmt: skip
    yield own(45, "skills.enrol", "margaret", learning="mentors-circle", due=calendar.ahead(30))
    yield own(20, "skills.progress_learning", "margaret", learning="mentors-circle", progress="0.7", hours=8)
    yield line(8, "skills.enrol", "marie", person="rachel", learning="mentors-circle")


def _dropped() -> Iterator[Line]:
    yield own(94, "skills.enrol", "henrietta", learning="python-course")
    yield own(49, "skills.drop_learning", "henrietta", learning="python-course", reason="Too many evenings")
    yield own(47, "skills.rate_learning", "henrietta", learning="python-course", stars=2, comment="Too slow for me")
    yield own(219, "skills.enrol", "cecilia", learning="statistics-certificate")
    yield own(151, "skills.progress_learning", "cecilia", learning="statistics-certificate", progress="0.25")
    yield own(
        15, "skills.drop_learning", "cecilia", learning="statistics-certificate", reason="Failed the third module"
    )
    yield own(5, "skills.enrol", "cecilia", learning="statistics-certificate")


def _credentials(calendar: Calendar) -> Iterator[Line]:
    """One that was verified, one that runs out soon, one that did, one that was revoked."""
    yield from _issued(224, "joan", "joan", "Certified in SQL", {"sql": 3}, None)
    yield _about_credential(218, "skills.verify_credential", "joan", how="Seen the original")
    yield _credited(218, "joan", "Certified in SQL", {"sql": 3}, None, verified=True)
    soon = calendar.ahead(45)
    yield from _issued(320, HR, "margaret", "Commander of incidents", {"incident-response": 5}, soon)
    over = calendar.ago(36)
    yield from _issued(244, "mary", "mary", "French, level A2", {"french": 2}, over)
    yield reaction(36, "skills.expire_credential", "mary", credential="of-mary")
    yield from _issued(203, "rita", "rita", "Master of interviews", {"research": 5}, None)
    yield _about_credential(149, "skills.revoke_credential", "rita", reason="The school had no right to issue it")
    yield reaction(149, "skills.withdraw_credit", "rita", source="of-rita", why="The credential was revoked.")


def _about_credential(days_ago: int, command: str, person: str, **payload: Any) -> Line:
    """A line by which HR says something of a person's credential."""
    return line(days_ago, command, HR, person=person, credential=f"of-{person}", **payload)


def _issued(days_ago: int, by: str, person: str, title: str, shows: Levels, expires_on: str | None) -> Iterator[Line]:
    """A credential, which shows in the skill profile; what HR records is verified."""
    yield line(
        days_ago, "skills.issue_credential", by, person=person, credential=f"of-{person}", title=title,
        issuer="The school", skills=levels(shows), expires_on=expires_on,
    )  # fmt: skip
    yield _credited(days_ago, person, title, shows, expires_on, verified=by == HR)


def _credited(days_ago: int, person: str, title: str, shows: Levels, expires_on: str | None, *, verified: bool) -> Line:
    return reaction(
        days_ago, "skills.credit_credential", person, credential=f"of-{person}", title=title, skills=levels(shows),
        expires_on=expires_on, verified=verified,
    )  # fmt: skip
