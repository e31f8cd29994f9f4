"""Which skills the demo organisation knows, and what it asks for in its roles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.demo.directory import HR
from infra.demo.script import Calendar, Line, line

DEFINED = 364
DESCRIBED = 363
"""Skills came into the catalogue, and roles were described, so many days ago."""


@dataclass(frozen=True)
class Known:
    """A skill of the catalogue, which halves in so many days of disuse."""

    skill: str
    name: str
    kind: str
    half_life: int | None = None
    aliases: tuple[str, ...] = ()


SKILLS = (
    Known("programming", "Programming", "group"),
    Known("working-with-data", "Working with data", "group"),
    Known("working-with-people", "Working with people", "group"),
    Known("python", "Python", "technology", 1095, ("Python 3",)),
    Known("sql", "SQL", "technology", 1460, ("Structured Query Language",)),
    Known("testing", "Testing", "skill", 1095, ("Test automation",)),
    Known("architecture", "Software architecture", "knowledge", 1825, ("System design",)),
    Known("distributed-systems", "Distributed systems", "knowledge", 1460),
    Known("incident-response", "Incident response", "skill", 730, ("On call", "Operations")),
    Known("cryptography", "Cryptography", "knowledge", 1825),
    Known("formal-proofs", "Formal verification", "knowledge", 1825, ("Proofs of programs",)),
    Known("radio", "Radio engineering", "technology", 1460, ("Signals",)),
    Known("pipelines", "Data pipelines", "technology", 1095, ("ETL",)),
    Known("streaming", "Stream processing", "technology", 730, ("Event streams",)),
    Known("data-modelling", "Data modelling", "skill", 1460),
    Known("statistics", "Statistics", "knowledge", 1825, ("Probability",)),
    Known("machine-learning", "Machine learning", "technology", 730, ("ML",)),
    Known("forecasting", "Forecasting", "skill", 1095),
    Known("visualisation", "Data visualisation", "skill", 1095, ("Charts",)),
    Known("research", "User research", "skill", 1460, ("Customer interviews",)),
    Known("interaction-design", "Interaction design", "skill", 1095, ("UX",)),
    Known("strategy", "Product strategy", "knowledge", 1460),
    Known("leadership", "Leading people", "skill", 1825, ("Leadership",)),
    Known("coaching", "Coaching", "skill", 1825, ("Mentoring",)),
    Known("facilitation", "Facilitation", "skill", 1460, ("Running workshops",)),
    Known("negotiation", "Negotiation", "skill", 1460),
    Known("writing", "Technical writing", "skill", 1460),
    Known("french", "French", "language", 1825),
    Known("dashboards", "Dashboards", "skill", 730),
    Known("punched-cards", "Punched cards", "technology"),
)
"""The catalogue as it was defined at first."""

RELATED = (
    ("python", "broader", "programming"),
    ("testing", "broader", "programming"),
    ("architecture", "broader", "programming"),
    ("sql", "broader", "working-with-data"),
    ("pipelines", "broader", "working-with-data"),
    ("statistics", "broader", "working-with-data"),
    ("leadership", "broader", "working-with-people"),
    ("coaching", "broader", "working-with-people"),
    ("facilitation", "broader", "working-with-people"),
    ("pipelines", "prerequisite", "sql"),
    ("pipelines", "prerequisite", "python"),
    ("streaming", "prerequisite", "pipelines"),
    ("machine-learning", "prerequisite", "statistics"),
    ("machine-learning", "prerequisite", "python"),
    ("forecasting", "prerequisite", "statistics"),
    ("distributed-systems", "similar", "architecture"),
    ("coaching", "similar", "leadership"),
    ("research", "similar", "facilitation"),
)
"""What skills are to one another; the last of these was taken back."""

Asked = Mapping[str, tuple[int, int]]
"""Skills by id, each with the level that a role asks for, and how important it is."""


@dataclass(frozen=True)
class Role:
    """What is asked of those who have the title; what counts one is not essential."""

    title: str
    family: str
    grade: str
    skills: Asked

    @property
    def id(self) -> str:
        """The id that plans know it by."""
        return self.title.lower().replace(" ", "-")

    def required(self) -> list[Mapping[str, Any]]:
        """The skills as payloads have them."""
        return [
            {"skill": skill, "level": level, "importance": importance, "essential": importance > 1}
            for skill, (level, importance) in self.skills.items()
        ]


ROLES = (
    Role("Chief Executive", "leading", "G9", {"leadership": (5, 4), "strategy": (4, 3), "negotiation": (4, 2)}),
    Role("Head of Engineering", "leading", "G8", {"leadership": (4, 4), "architecture": (4, 3), "strategy": (3, 1)}),
    Role("Head of Data", "leading", "G8", {"leadership": (4, 4), "statistics": (4, 3), "data-modelling": (3, 1)}),
    Role("Head of Product", "leading", "G8", {"leadership": (4, 4), "strategy": (5, 4), "research": (3, 1)}),
    Role("Head of People", "leading", "G8", {"leadership": (4, 4), "coaching": (4, 3), "negotiation": (3, 2)}),
    Role("Engineering Manager", "engineering", "G7",
         {"leadership": (4, 4), "coaching": (3, 3), "incident-response": (4, 2), "architecture": (3, 2)}),
    Role("Engineer", "engineering", "G5",
         {"python": (3, 4), "testing": (3, 3), "sql": (2, 1), "incident-response": (2, 2)}),
    Role("Senior Engineer", "engineering", "G6",
         {"python": (4, 4), "testing": (4, 3), "distributed-systems": (3, 2), "incident-response": (3, 2)}),
    Role("Staff Engineer", "engineering", "G7",
         {"architecture": (4, 4), "distributed-systems": (4, 3), "python": (4, 2), "writing": (3, 2)}),
    Role("Principal Engineer", "engineering", "G8",
         {"architecture": (5, 4), "distributed-systems": (5, 3), "coaching": (3, 2), "writing": (4, 2)}),
    Role("Data Analyst", "data", "G5",
         {"sql": (3, 4), "statistics": (3, 3), "visualisation": (3, 3), "writing": (2, 1)}),
    Role("Data Engineer", "data", "G5",
         {"python": (3, 3), "sql": (4, 3), "pipelines": (4, 4), "streaming": (2, 1)}),
    Role("Data Architect", "data", "G7",
         {"data-modelling": (5, 4), "pipelines": (4, 3), "architecture": (3, 3), "streaming": (3, 2)}),
    Role("Data Scientist", "data", "G6",
         {"statistics": (4, 4), "machine-learning": (4, 3), "python": (3, 2), "forecasting": (3, 2)}),
    Role("Data Science Lead", "data", "G7",
         {"statistics": (4, 3), "machine-learning": (4, 2), "leadership": (3, 4), "coaching": (3, 2)}),
    Role("Data Lead", "data", "G7", {"leadership": (4, 4), "data-modelling": (4, 3), "sql": (4, 2)}),
    Role("Product Manager", "product", "G6",
         {"strategy": (4, 4), "research": (3, 3), "negotiation": (3, 2), "facilitation": (3, 1)}),
    Role("Product Designer", "product", "G6", {"interaction-design": (4, 4), "research": (3, 3), "writing": (2, 1)}),
    Role("Product Researcher", "product", "G5", {"research": (4, 4), "statistics": (2, 2), "facilitation": (3, 2)}),
    Role("Product Analyst", "product", "G5", {"sql": (3, 3), "statistics": (3, 3), "visualisation": (3, 2)}),
    Role("People Partner", "people", "G6", {"coaching": (4, 4), "negotiation": (3, 3), "facilitation": (3, 2)}),
    Role("Learning Partner", "people", "G5", {"facilitation": (4, 4), "coaching": (3, 3), "writing": (3, 2)}),
    Role("Sustainability Partner", "people", "G6", {"strategy": (3, 3), "negotiation": (4, 3), "writing": (3, 2)}),
    Role("Card Puncher", "data", "G3", {"punched-cards": (4, 1)}),
)  # fmt: skip
"""What roles asked for at first: the titles of the directory, and two that people would like to have."""

MORE_STREAMING: Asked = {"python": (3, 3), "sql": (4, 3), "pipelines": (4, 4), "streaming": (4, 3)}


def catalogue(calendar: Calendar) -> Iterator[Line]:
    """Skills, what they are to one another, and what roles ask for; then what changed of that over the year."""
    for known in SKILLS:
        yield line(
            DEFINED, "skills.define_skill", HR, skill=known.skill, name=known.name, kind=known.kind,
            aliases=list(known.aliases), half_life_days=known.half_life, in_demand=known.skill == "streaming",
        )  # fmt: skip
    for skill, relation, other in RELATED:
        yield line(DEFINED, "skills.relate_skill", HR, skill=skill, relation=relation, other=other)
    for role in ROLES:
        yield line(
            DESCRIBED, "skills.define_role_profile", HR, role=role.id, title=role.title, family=role.family,
            grade=role.grade, skills=role.required(),
        )  # fmt: skip
    yield from _changes(calendar)
    yield from _policies()


def _changes(calendar: Calendar) -> Iterator[Line]:
    yield line(350, "skills.unrelate_skill", HR, skill="research", relation="similar", other="facilitation")
    yield line(324, "skills.merge_skill", HR, skill="dashboards", into="visualisation")
    yield line(322, "skills.retire_role_profile", HR, role="card-puncher", reason="The last punch was sold")
    yield line(322, "skills.retire_skill", HR, skill="punched-cards", reason="Nobody punches cards any more")
    yield line(
        118, "skills.redefine_skill", HR, skill="machine-learning", in_demand=True,
        description="Training models, and knowing when not to",
    )  # fmt: skip
    engineer = next(role for role in ROLES if role.id == "data-engineer")
    revised = Role(engineer.title, engineer.family, engineer.grade, MORE_STREAMING)
    yield line(
        44, "skills.revise_role_profile", HR, role=revised.id, skills=revised.required(),
        alternate_titles=["Pipeline Engineer"], grace_until=calendar.ahead(60),
        reason="The figures of the day are wanted within the hour",
    )  # fmt: skip


def _policies() -> Iterator[Line]:
    """For some weeks what managers say settled levels."""
    yield line(
        300, "skills.adopt_level_policy", HR, name="manager-led", reason="To begin with, until there is more to go by"
    )
    yield line(232, "skills.adopt_level_policy", HR, name="standard", reason="Peers see the work as well")
