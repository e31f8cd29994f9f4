"""Who works at the demo organisation, where and under whom, and how that changed over the year."""

from collections.abc import Iterator
from dataclasses import dataclass

from infra.demo.script import Calendar, Line, line

HR = "jane"
START = 365
"""The story begins this many days ago."""

UNITS = {
    "company": ("Analytical Engines", None),
    "engineering": ("Engineering", "company"),
    "data": ("Data", "company"),
    "product": ("Product", "company"),
    "people": ("People and Learning", "company"),
}
"""The units by id, each with its name and what it lies below."""


@dataclass(frozen=True)
class Member:
    """Somebody of the organisation: `joined` so many days ago, and their place on that day."""

    person: str
    name: str
    unit: str
    role: str
    manager: str | None
    grade: str
    location: str
    joined: int


MEMBERS = (
    Member("grace", "Grace Hopper", "company", "Chief Executive", None, "G9", "London", 3200),
    Member("ada", "Ada Lovelace", "engineering", "Head of Engineering", "grace", "G8", "London", 2900),
    Member("emmy", "Emmy Noether", "data", "Head of Data", "grace", "G8", "Göttingen", 2400),
    Member("marie", "Marie Curie", "product", "Head of Product", "grace", "G8", "Paris", 2100),
    Member("jane", "Jane Goodall", "people", "Head of People", "grace", "G8", "London", 1900),
    Member("margaret", "Margaret Hamilton", "engineering", "Engineering Manager", "ada", "G7", "London", 1800),
    Member("barbara", "Barbara McClintock", "engineering", "Engineering Manager", "ada", "G7", "Paris", 1650),
    Member("katherine", "Katherine Johnson", "data", "Data Lead", "emmy", "G7", "Göttingen", 1700),
    Member("alan", "Alan Turing", "engineering", "Senior Engineer", "margaret", "G6", "London", 1400),
    Member("hedy", "Hedy Lamarr", "engineering", "Engineer", "margaret", "G5", "London", 900),
    Member("edsger", "Edsger Dijkstra", "engineering", "Senior Engineer", "margaret", "G6", "Göttingen", 1300),
    Member("joan", "Joan Clarke", "engineering", "Engineer", "margaret", "G5", "London", 700),
    Member("claude", "Claude Shannon", "engineering", "Senior Engineer", "barbara", "G6", "Paris", 1600),
    Member("mary", "Mary Somerville", "engineering", "Engineer", "barbara", "G5", "Paris", 600),
    Member("annie", "Annie Easley", "engineering", "Engineer", "barbara", "G4", "Paris", 420),
    Member("niels", "Niels Bohr", "engineering", "Engineer", "barbara", "G5", "Paris", 800),
    Member("dorothy", "Dorothy Vaughan", "data", "Data Analyst", "katherine", "G5", "Göttingen", 850),
    Member("henrietta", "Henrietta Leavitt", "data", "Data Analyst", "katherine", "G5", "Göttingen", 760),
    Member("cecilia", "Cecilia Payne", "data", "Data Analyst", "katherine", "G4", "Göttingen", 500),
    Member("vera", "Vera Rubin", "data", "Data Scientist", "katherine", "G6", "London", 1100),
    Member("george", "George Boole", "data", "Data Engineer", "katherine", "G5", "London", 950),
    Member("sofia", "Sofia Kovalevskaya", "data", "Data Scientist", "emmy", "G6", "Göttingen", 1250),
    Member("lise", "Lise Meitner", "product", "Product Manager", "marie", "G6", "Paris", 1000),
    Member("rosalind", "Rosalind Franklin", "product", "Product Designer", "marie", "G6", "London", 1150),
    Member("max", "Max Planck", "product", "Product Manager", "marie", "G6", "Paris", 1350),
    Member("rita", "Rita Levi-Montalcini", "product", "Product Researcher", "marie", "G5", "Paris", 640),
    Member("chien", "Chien-Shiung Wu", "product", "Product Analyst", "max", "G5", "London", 540),
    Member("mae", "Mae Jemison", "people", "People Partner", "jane", "G6", "London", 980),
    Member("john", "John Dewey", "people", "Learning Partner", "jane", "G5", "London", 720),
)
"""Who was there when the story begins."""

NEWCOMERS = (
    Member("rachel", "Rachel Carson", "product", "Product Researcher", "marie", "G4", "London", 210),
    Member("ernest", "Ernest Just", "data", "Data Analyst", "katherine", "G4", "Göttingen", 150),
)
"""Who joined since."""

NEXT = Member("wangari", "Wangari Maathai", "people", "Sustainability Partner", "jane", "G6", "Paris", -30)
"""Who is to join."""


def directory(calendar: Calendar) -> Iterator[Line]:
    """Units and people, then joiners, moves, promotions, a leaver, and somebody who is yet to join."""
    for unit, (name, parent) in UNITS.items():
        yield line(START, "integrations.create_unit", HR, unit=unit, name=name, parent=parent)
    for member in MEMBERS:
        yield _join(calendar, member, START)
    for member in NEWCOMERS:
        yield _join(calendar, member, member.joined + 7)
    yield from _changes(calendar)
    yield _join(calendar, NEXT, 12)


def _join(calendar: Calendar, member: Member, told: int) -> Line:
    return line(
        told,
        "integrations.join_person",
        HR,
        person=member.person,
        name=member.name,
        email=f"{member.person}@example.org",
        unit=member.unit,
        role=member.role,
        manager=member.manager,
        grade=member.grade,
        location=member.location,
        effective_on=calendar.ago(member.joined),
    )


def _changes(calendar: Calendar) -> Iterator[Line]:
    yield line(
        305, "integrations.move_person", HR, person="hedy", role="Senior Engineer", grade="G6", reason="promotion"
    )
    yield line(260, "integrations.move_person", HR, person="chien", manager="marie", reason="reorganisation")
    yield line(190, "integrations.move_person", HR, person="mary", location="London", reason="transfer")
    yield line(
        175,
        "integrations.move_person",
        HR,
        person="dorothy",
        unit="engineering",
        role="Data Engineer",
        manager="margaret",
        reason="transfer",
        effective_on=calendar.ago(168),
    )
    yield line(120, "integrations.record_leaving", HR, person="niels", effective_on=calendar.ago(90))
    yield line(100, "integrations.change_person_details", HR, person="cecilia", name="Cecilia Payne-Gaposchkin")
    yield line(64, "integrations.move_person", HR, person="alan", role="Staff Engineer", grade="G7", reason="promotion")
    yield line(40, "integrations.rename_unit", HR, unit="data", name="Data and Insight")
    yield line(
        10,
        "integrations.move_person",
        HR,
        person="vera",
        role="Data Science Lead",
        grade="G7",
        reason="promotion",
        effective_on=calendar.ahead(21),
    )
