"""What people of the demo organisation can do: what they say of it themselves, what others say, and what shows it."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.demo.script import Calendar, Line, line, own

CLAIMED: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "grace": (352, {"leadership": 5, "strategy": 4, "negotiation": 4, "programming": 4}),
    "ada": (350, {"leadership": 4, "architecture": 5, "strategy": 3, "python": 3, "negotiation": 2}),
    "emmy": (349, {"leadership": 3, "statistics": 5, "data-modelling": 4, "coaching": 4}),
    "marie": (348, {"leadership": 4, "strategy": 4, "research": 5, "french": 5}),
    "jane": (347, {"leadership": 4, "coaching": 5, "negotiation": 3, "facilitation": 4}),
    "margaret": (346, {"leadership": 4, "coaching": 3, "incident-response": 5, "architecture": 4, "testing": 5}),
    "barbara": (345, {"leadership": 3, "coaching": 4, "incident-response": 3, "architecture": 3, "french": 2}),
    "katherine": (344, {"leadership": 4, "data-modelling": 4, "sql": 5, "statistics": 4}),
    "alan": (343, {"python": 5, "cryptography": 5, "architecture": 3, "distributed-systems": 4, "writing": 2}),
    "hedy": (342, {"python": 3, "testing": 3, "radio": 5, "distributed-systems": 3, "incident-response": 3}),
    "edsger": (341, {"python": 4, "testing": 5, "formal-proofs": 5, "distributed-systems": 5, "writing": 5}),
    "joan": (340, {"python": 3, "testing": 4, "sql": 1, "cryptography": 4}),
    "claude": (339, {"python": 4, "radio": 4, "testing": 3, "distributed-systems": 4, "writing": 3}),
    "mary": (338, {"python": 3, "testing": 3, "sql": 2, "writing": 4, "french": 1}),
    "annie": (337, {"python": 3, "testing": 2, "incident-response": 1}),
    "niels": (336, {"python": 2, "strategy": 2}),
    "dorothy": (351, {"sql": 4, "statistics": 3, "visualisation": 4, "python": 1}),
    "henrietta": (335, {"sql": 3, "statistics": 4, "dashboards": 4, "python": 1}),
    "cecilia": (334, {"sql": 2, "statistics": 3, "visualisation": 3}),
    "vera": (333, {"statistics": 4, "machine-learning": 4, "python": 4, "forecasting": 3, "leadership": 2}),
    "george": (332, {"python": 4, "sql": 5, "pipelines": 4, "streaming": 2, "data-modelling": 3}),
    "sofia": (331, {"statistics": 5, "machine-learning": 3, "forecasting": 4, "python": 3}),
    "lise": (330, {"strategy": 3, "research": 3, "negotiation": 4, "facilitation": 3}),
    "rosalind": (329, {"interaction-design": 5, "research": 3, "visualisation": 4}),
    "max": (328, {"strategy": 4, "research": 2, "negotiation": 3, "facilitation": 2}),
    "rita": (327, {"research": 4, "facilitation": 3, "statistics": 2, "french": 3}),
    "chien": (326, {"sql": 4, "statistics": 3, "visualisation": 3}),
    "mae": (325, {"coaching": 4, "negotiation": 3, "facilitation": 3, "punched-cards": 2}),
    "john": (323, {"facilitation": 5, "coaching": 4, "writing": 4}),
    "rachel": (204, {"research": 2, "writing": 5, "facilitation": 2}),
    "ernest": (146, {"sql": 1, "statistics": 2, "visualisation": 2}),
}
"""Who said how many days ago at which levels they have which skills."""

ASSESSED = (
    (320, "katherine", "dorothy", "sql", "manager", 4, "Her queries are what the others copy"),
    (320, "katherine", "henrietta", "statistics", "manager", 4, "Found the error in the yearly sample"),
    (319, "katherine", "george", "pipelines", "manager", 4, "Nothing of his has stopped at night this year"),
    (318, "katherine", "cecilia", "statistics", "manager", 2, "Good sense, and the formulas still to learn"),
    (318, "katherine", "vera", "machine-learning", "manager", 4, "Her model is in the forecast"),
    (316, "emmy", "katherine", "leadership", "manager", 4, "Five people who know what they work for"),
    (316, "emmy", "sofia", "forecasting", "manager", 4, "Within seven per cent, and says why"),
    (314, "ada", "margaret", "leadership", "manager", 4, "The calmest team in the building"),
    (314, "ada", "margaret", "coaching", "manager", 2, "Answers where a question would do more"),
    (313, "ada", "barbara", "leadership", "manager", 3, "New to it, and listens"),
    (311, "margaret", "hedy", "distributed-systems", "manager", 4, "The links keep up with twice the load"),
    (311, "margaret", "hedy", "python", "manager", 4, "Reads as if it had been easy"),
    (310, "margaret", "alan", "architecture", "manager", 4, "His design of the store carried three teams"),
    (310, "margaret", "alan", "writing", "manager", 2, "Brilliant, for those who know it already"),
    (309, "margaret", "edsger", "testing", "manager", 5, "Proves what others test"),
    (309, "margaret", "joan", "python", "manager", 3, "Solid work, every week"),
    (308, "barbara", "claude", "radio", "manager", 5, "Wrote the book on it, nearly"),
    (307, "barbara", "annie", "python", "manager", 2, "Quick, and still learning to name things"),
    (306, "barbara", "mary", "writing", "manager", 4, "Explains what three engineers could not"),
    (304, "marie", "lise", "research", "manager", 4, "Knows every customer by name"),
    (304, "marie", "rosalind", "interaction-design", "manager", 4, "The screens are used as they were meant"),
    (303, "marie", "rita", "research", "manager", 4, "Asks, waits, and asks again"),
    (302, "jane", "mae", "coaching", "manager", 4, "People leave her room with a plan"),
    (301, "grace", "ada", "leadership", "manager", 4, "Gives the reasons first"),
    (299, "alan", "joan", "cryptography", "peer", 5, "Broke in an hour what took me a day"),
    (297, "edsger", "hedy", "testing", "peer", 3, "Tests what she feared, not all that there is"),
    (291, "george", "dorothy", "python", "peer", 2, "Reads it well, writes it slowly"),
    (288, "hedy", "margaret", "leadership", "report", 5, "Asks what we need, and then it is there"),
    (286, "henrietta", "katherine", "data-modelling", "report", 4, "Drew our figures on one page"),
    (272, "sofia", "vera", "statistics", "peer", 4, "I ask her when I am not sure"),
    (268, "lise", "george", "sql", "other", 5, "Answered in ten minutes what we guessed at for weeks"),
    (214, "joan", "alan", "cryptography", "peer", 5, "I learn something at each review"),
    (186, "rosalind", "rita", "facilitation", "peer", 4, "Nobody was silent in that room"),
    (133, "margaret", "dorothy", "pipelines", "manager", 3, "Two of them, each simpler than the one before"),
    (132, "margaret", "dorothy", "python", "manager", 3, "Writes what she used to read"),
    (96, "katherine", "ernest", "sql", "manager", 2, "Asks for the plan of the query by now"),
    (84, "marie", "rachel", "research", "manager", 3, "Customers call her back"),
    (70, "margaret", "alan", "distributed-systems", "manager", 5, "There is nobody here to whom he could turn"),
    (52, "alan", "dorothy", "pipelines", "peer", 4, "Took over mine, and it has been quiet since"),
    (47, "emmy", "vera", "leadership", "manager", 3, "The project knew every day where it stood"),
    (24, "george", "dorothy", "streaming", "other", 3, "Replays a day without being asked how"),
)
"""Who said of whom at which level they have a skill, in which relation, and why."""

ENDORSED = (
    (295, "joan", "edsger", "writing", "Every sentence can be checked"),
    (264, "annie", "claude", "radio", None),
    (258, "marie", "katherine", "data-modelling", "Our reports agree since"),
    (202, "lise", "rosalind", "interaction-design", None),
    (162, "hedy", "dorothy", "sql", "Fixed the slow report on her second day with us"),
    (121, "grace", "jane", "coaching", "I have her to thank for this year's calm"),
    (82, "dorothy", "margaret", "coaching", "Six talks that changed my work"),
    (38, "max", "lise", "negotiation", None),
)
"""Who vouched for whom."""

EVIDENCE: tuple[tuple[int, str, str, Mapping[str, Any]], ...] = (
    (300, "alan", "distributed-systems", {"kind": "work", "title": "The design of the store", "level": 4}),
    (282, "hedy", "radio", {"kind": "work", "title": "The link between London and Paris", "level": 5}),
    (247, "rosalind", "interaction-design", {"kind": "link", "title": "The design of every screen", "level": 4,
                                             "url": "https://example.org/design"}),
    (204, "dorothy", "pipelines", {"kind": "work", "title": "The pipeline of the night reports", "level": 3}),
    (182, "vera", "forecasting", {"kind": "work", "title": "The forecast of the spring", "level": 4}),
    (128, "edsger", "formal-proofs", {"kind": "link", "title": "Eleven lemmas on the scheduler",
                                      "url": "https://example.org/lemmas"}),
    (68, "claude", "writing", {"kind": "work", "title": "Six chapters on signals", "level": 4}),
    (42, "rachel", "writing", {"kind": "link", "title": "A year of customers", "level": 4,
                               "url": "https://example.org/customers"}),
)  # fmt: skip
"""What people showed for their skills."""

USED = (
    ("alan", "cryptography", 328, 8, 40, "A review"),
    ("hedy", "radio", 324, 5, 30, None),
    ("edsger", "formal-proofs", 321, 4, 45, "A lemma"),
    ("claude", "radio", 319, 34, 60, None),
    ("margaret", "incident-response", 317, 6, 50, "A night on call"),
    ("dorothy", "pipelines", 196, 3, 24, None),
    ("dorothy", "sql", 312, 3, 55, None),
    ("george", "streaming", 315, 9, 48, None),
    ("vera", "machine-learning", 313, 7, 52, None),
    ("sofia", "forecasting", 296, 10, 56, "The forecast of the month"),
    ("rita", "research", 294, 12, 44, "Interviews"),
    ("mae", "coaching", 292, 11, 46, None),
    ("katherine", "data-modelling", 290, 14, 62, None),
)
"""Who used a skill, from how many days ago to how many, and how often, with a note now and then."""


def skills(calendar: Calendar) -> Iterator[Line]:
    """Skill profiles, in any order of days."""
    for person, (days_ago, claimed) in CLAIMED.items():
        for skill, level in claimed.items():
            yield own(days_ago, "skills.claim_skill", person, skill=skill, level=level)
    for days_ago, assessor, person, skill, relation, level, why in ASSESSED:
        yield line(
            days_ago, "skills.assess_skill", assessor, person=person, skill=skill, relation=relation, level=level,
            why=why,
        )  # fmt: skip
    for days_ago, endorser, person, skill, note in ENDORSED:
        yield line(days_ago, "skills.endorse_skill", endorser, person=person, skill=skill, note=note or "Seen at work")
    for days_ago, person, skill, shown in EVIDENCE:
        yield own(days_ago, "skills.add_evidence", person, skill=skill, **shown)
    for person, skill, first, last, every, note in USED:
        for count, days_ago in enumerate(range(first, last - 1, -every)):
            noted = {"note": note} if note and not count % 3 else {}
            yield own(days_ago, "skills.use_skill", person, skill=skill, **noted)
    yield from _second_thoughts(calendar)


def _second_thoughts(calendar: Calendar) -> Iterator[Line]:
    """What was said anew, corrected, refreshed and taken out; of ratings the first of a ledger is corrected."""
    yield own(274, "skills.claim_skill", "joan", skill="sql", level=2, note="Half the reports by now")
    yield own(226, "skills.claim_skill", "joan", skill="sql", level=3, note="Without help")
    yield own(197, "skills.claim_skill", "dorothy", skill="pipelines", level=3)
    yield own(92, "skills.claim_skill", "dorothy", skill="streaming", level=2)
    yield own(61, "skills.claim_skill", "alan", skill="architecture", level=4, note="Three designs across teams")
    yield own(
        255, "skills.correct_rating", "cecilia", rating=1, level=3, why="I had measured myself by Katherine",
        effective_on=calendar.ago(255),
    )  # fmt: skip
    yield own(210, "skills.refresh_skill", "barbara", skill="french", note="A month in Lyon")
    yield own(58, "skills.refresh_skill", "ada", skill="python", note="Wrote a small tool again")
    yield own(303, "skills.remove_skill", "mae", skill="punched-cards", reason="A joke")
