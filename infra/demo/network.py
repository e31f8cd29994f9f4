"""Whom people of the demo organisation know, who mentors whom, and who introduced whom to whom."""

from collections.abc import Iterator
from typing import Any

from infra.demo.gatherings import gatherings
from infra.demo.opportunities import opportunities
from infra.demo.script import Calendar, Line, own

TIES = (
    ("grace", "ada", "meeting", "gr-", 340, 4, 26, 345),
    ("grace", "emmy", "meeting", "-g", 336, 8, 40, 344),
    ("grace", "jane", "advice", "rg", 330, 6, 45, 341),
    ("ada", "emmy", "meeting", "b-", 328, 12, 44, 338),
    ("ada", "margaret", "meeting", "gr-", 334, 3, 28, 337),
    ("ada", "claude", "advice", "r-", 300, 60, 70, 322),
    ("ada", "mae", "call", "r", 210, 40, 60, None),
    ("emmy", "katherine", "meeting", "g-r", 326, 9, 32, 335),
    ("emmy", "sofia", "collaboration", "b", 318, 16, 36, 330),
    ("marie", "lise", "meeting", "g-", 322, 7, 35, 334),
    ("marie", "rita", "advice", "g", 280, 30, 64, 300),
    ("marie", "jane", "social", "-", 305, 28, 80, 329),
    ("margaret", "barbara", "meeting", "gr", 321, 5, 34, 328),
    ("margaret", "katherine", "advice", "rg-", 312, 13, 52, 324),
    ("margaret", "alan", "collaboration", "bg-", 316, 6, 33, 327),
    ("margaret", "hedy", "meeting", "g-", 315, 10, 38, 326),
    ("margaret", "mae", "advice", "r", 290, 25, 66, 296),
    ("margaret", "jane", "meeting", "r-", 262, 42, 72, None),
    ("barbara", "annie", "meeting", "g", 303, 11, 48, 310),
    ("barbara", "niels", "meeting", "g-", 302, 130, 60, 309),
    ("katherine", "vera", "advice", "gr", 298, 15, 46, 307),
    ("katherine", "henrietta", "meeting", "g-", 297, 20, 50, 306),
    ("alan", "joan", "collaboration", "rb", 310, 8, 30, 319),
    ("alan", "edsger", "advice", "gr", 308, 23, 58, 318),
    ("hedy", "claude", "collaboration", "rg", 296, 18, 42, 304),
    ("hedy", "joan", "social", "-b", 285, 19, 62, 302),
    ("edsger", "sofia", "call", "rg", 260, 48, 74, 275),
    ("joan", "george", "advice", "r", 270, 33, 54, 278),
    ("claude", "annie", "collaboration", "g", 288, 14, 56, 292),
    ("claude", "mary", "advice", "rg-", 276, 26, 68, 284),
    ("mary", "rita", "call", "r-", 205, 24, 61, 220),
    ("mary", "annie", "social", "-", 266, 44, 75, 283),
    ("dorothy", "george", "collaboration", "rb", 325, 2, 34, 331),
    ("dorothy", "henrietta", "social", "b-", 320, 36, 70, 332),
    ("dorothy", "alan", "collaboration", "rgr", 164, 4, 29, 167),
    ("vera", "sofia", "collaboration", "gr", 294, 10, 40, 301),
    ("vera", "lise", "meeting", "g-", 240, 22, 65, 253),
    ("cecilia", "henrietta", "advice", "r", 282, 12, 47, 293),
    ("george", "lise", "advice", "g", 256, 17, 59, None),
    ("lise", "max", "meeting", "gr-", 293, 15, 44, 299),
    ("lise", "rosalind", "collaboration", "b", 289, 9, 39, 298),
    ("rosalind", "rita", "collaboration", "gr", 277, 21, 49, 287),
    ("max", "chien", "advice", "g-", 274, 50, 63, 281),
    ("mae", "john", "meeting", "rg", 284, 7, 43, 295),
    ("rachel", "rita", "advice", "r", 201, 13, 37, 206),
    ("rachel", "lise", "meeting", "r-", 188, 31, 51, 195),
    ("ernest", "henrietta", "advice", "r", 141, 16, 33, 144),
    ("ernest", "cecilia", "social", "b", 135, 29, 45, 139),
)
"""Two people, how they have to do with each other, who helps whom in turn (the first gives, receives, both, or none),
from how many days ago to how many, how often, and when they connected, if they did."""

HELP = {"g": "given", "r": "received", "b": "both", "-": "none"}
NOTES = ("Over lunch", "We drew it on one page", "Twenty minutes that saved a week", "The usual hour")

OFFERS = (
    ("margaret", 358, 2, ("pipelines", "leadership"), "An hour a month, on what you are building"),
    ("claude", 311, 2, ("radio", "writing"), "Bring something half finished"),
    ("emmy", 294, 1, ("statistics", "finding one's question"), None),
    ("vera", 255, 2, ("machine-learning",), "Fridays"),
    ("grace", 225, 1, ("leadership", "negotiation"), "For one person at a time"),
    ("edsger", 320, 1, ("formal-proofs",), None),
    ("marie", 180, 2, ("strategy", "research"), None),
)
"""Who offers to mentor how many people on what."""


def network(calendar: Calendar) -> Iterator[Line]:
    """Ties, mentoring, introductions, opportunities and gatherings, in any order of days."""
    yield from _ties()
    yield from _refused_ties()
    yield from _mentoring()
    yield from _introductions()
    yield from opportunities(calendar)
    yield from gatherings(calendar)


def _ties() -> Iterator[Line]:
    for one, other, kind, helps, first, last, every, connected in TIES:
        if connected:
            yield own(connected + 1, "network.invite_connection", one, other=other)
            yield own(connected, "network.accept_connection", other, other=one)
        for count, days_ago in enumerate(range(first, last - 1, -every)):
            helped = HELP[helps[count % len(helps)]]
            noted = {} if count % 3 else {"note": NOTES[(first + count) % len(NOTES)]}
            yield own(days_ago, "network.note_interaction", one, other=other, kind=kind, help=helped, **noted)


def _refused_ties() -> Iterator[Line]:
    """What did not come to a tie, or came to its end."""
    yield own(231, "network.invite_connection", "niels", other="emmy", message="I have a laboratory in mind")
    yield own(229, "network.decline_connection", "emmy", other="niels")
    yield own(150, "network.invite_connection", "chien", other="vera")
    yield own(137, "network.withdraw_connection_invitation", "chien", other="vera")
    yield own(91, "network.end_connection", "niels", other="barbara", reason="I leave")
    yield own(6, "network.invite_connection", "ernest", other="margaret", message="Dorothy says to ask you")
    yield own(4, "network.invite_connection", "rachel", other="jane")


def _mentoring() -> Iterator[Line]:
    for mentor, days_ago, capacity, topics, about in OFFERS:
        said = {"about": about} if about else {}
        yield own(days_ago, "network.offer_mentoring", mentor, topics=list(topics), capacity=capacity, **said)
    yield own(182, "network.revise_mentoring_offer", "margaret", capacity=3, topics=["pipelines", "leadership", "calm"])
    yield own(170, "network.withdraw_mentoring_offer", "edsger")
    yield from _of_dorothy()
    yield from _running()
    yield from _not_to_be()


def _of_dorothy() -> Iterator[Line]:
    """Margaret helps Dorothy with a step of her plan, month after month, also once she is her manager."""
    mentoring = {"mentor": "margaret", "mentorship": "to-engineering"}
    yield own(
        342, "network.request_mentoring", "dorothy", **mentoring, topics=["pipelines"], plan="to-engineering",
        step="mentor", why="I want to build what I have only read from so far",
    )  # fmt: skip
    yield own(341, "network.agree_to_mentoring", "margaret", **mentoring)
    for number, days_ago in enumerate((312, 270, 231, 191, 146, 108)):
        who = "margaret" if number % 2 else "dorothy"
        yield own(days_ago, "network.hold_session", who, **mentoring, hours="1.5")
    yield own(
        89, "network.complete_mentoring", "dorothy", **mentoring, rating=5, comment="Each talk had something to try"
    )
    yield own(87, "network.complete_mentoring", "margaret", **mentoring, rating=5, comment="She asks what I overlook")


def _running() -> Iterator[Line]:
    for mentee, mentor, mentorship, begun, every, topic, why in (
        ("annie", "claude", "annie-writes", 203, 42, "writing", "I lead a release, and want to be understood"),
        ("rita", "emmy", "rita-counts", 124, 36, "statistics", "To know when thirty talks are enough"),
    ):
        mentoring = {"mentor": mentor, "mentorship": mentorship}
        yield own(begun, "network.request_mentoring", mentee, **mentoring, topics=[topic], why=why)
        yield own(begun - 2, "network.agree_to_mentoring", mentor, **mentoring)
        for days_ago in range(begun - 9, 5, -every):
            yield own(days_ago, "network.hold_session", mentee, **mentoring, hours=1)
    mentoring = {"mentor": "grace", "mentorship": "from-the-top"}
    asks: dict[str, Any] = {"topics": ["negotiation"], "why": "Customers bargain with me"}
    yield own(95, "network.request_mentoring", "rachel", **mentoring, **asks, despite_reporting_line=True)
    yield own(92, "network.agree_to_mentoring", "grace", **mentoring, despite_reporting_line=True)
    yield own(51, "network.hold_session", "grace", **mentoring, hours="0.5")


def _not_to_be() -> Iterator[Line]:
    """One declined, one ended early, one taken back, and one that waits for an answer."""

    def asks(days_ago: int, mentee: str, mentor: str, mentorship: str, topic: str, why: str) -> Line:
        return own(
            days_ago, "network.request_mentoring", mentee, mentor=mentor, mentorship=mentorship, topics=[topic], why=why
        )

    def answers(days_ago: int, command: str, person: str, mentor: str, mentorship: str, **said: Any) -> Line:
        return own(days_ago, f"network.{command}", person, mentor=mentor, mentorship=mentorship, **said)

    yield asks(242, "joan", "katherine", "joan-models", "data-modelling", "Our tables grow wild")
    yield answers(239, "decline_mentoring", "katherine", "katherine", "joan-models", reason="On the road until summer")
    yield asks(216, "henrietta", "vera", "henrietta-learns", "machine-learning", "To try the sales figures")
    yield answers(213, "agree_to_mentoring", "vera", "vera", "henrietta-learns")
    yield answers(179, "hold_session", "henrietta", "vera", "henrietta-learns", hours=1)
    yield answers(131, "end_mentoring", "henrietta", "vera", "henrietta-learns", reason="First I need Python")
    yield asks(80, "ernest", "sofia", "ernest-forecasts", "forecasting", "To learn from the best")
    yield answers(73, "withdraw_mentoring_request", "ernest", "sofia", "ernest-forecasts")
    yield asks(7, "mary", "marie", "mary-asks", "research", "I would like to hear customers myself")
    yield asks(3, "ernest", "margaret", "ernest-builds", "pipelines", "Dorothy's way is the one that I would like")


def _introductions() -> Iterator[Line]:
    for asker, via, to, days_ago, why in (
        ("joan", "george", "emmy", 248, "She decides what the figures are kept in"),
        ("chien", "lise", "ada", 193, "I would like to see how releases are planned"),
        ("mae", "katherine", "sofia", 138, "Her forecasts could tell whom we will miss"),
        ("rosalind", "henrietta", "george", 10, "The screens need figures of the day"),
        ("annie", "claude", "grace", 63, "Nobody knows better how a company is led"),
    ):
        asked = {"introduction": f"{asker}-to-{to}", "via": via, "to": to, "why": why}
        yield own(days_ago, "network.request_introduction", asker, **asked)
    yield own(
        246, "network.make_introduction", "george", introduction="joan-to-emmy", words="She asks the questions you like"
    )
    yield own(190, "network.decline_introduction", "lise", introduction="chien-to-ada", reason="I hardly know her")
    yield own(129, "network.withdraw_introduction_request", "mae", introduction="mae-to-sofia")
