"""Roles, projects and gigs of the demo organisation, not all of them for everybody's eyes."""

from collections.abc import Iterator

from infra.demo.script import Calendar, Line, levels, line, own


def opportunities(calendar: Calendar) -> Iterator[Line]:
    """Opportunities, in any order of days."""
    yield from _for_everyone(calendar)
    yield from _for_a_network(calendar)
    yield from _for_the_invited(calendar)
    yield from _filled(calendar)
    yield from _closed(calendar)


def _for_everyone(calendar: Calendar) -> Iterator[Line]:
    """A role in Margaret's team: somebody was referred, somebody else was told that it will not be them."""
    role = {"opportunity": "data-engineer-goettingen"}
    yield line(
        54, "network.post_role", "margaret", person="dorothy", **role, title="Data engineer in Göttingen",
        role="data-engineer", unit="engineering", skills=levels({"sql": 4, "pipelines": 3, "python": 3}),
        description="A second one beside Dorothy", starts_on=calendar.ahead(60), closes_on=calendar.ahead(30),
    )  # fmt: skip
    yield own(49, "network.refer_for_opportunity", "katherine", **role, whom="henrietta", words="Ready for more")
    yield own(46, "network.express_interest", "henrietta", **role, message="I know the figures that it is about")
    yield own(40, "network.express_interest", "cecilia", **role)
    yield own(
        26,
        "network.turn_down_interest",
        "margaret",
        **role,
        whom="cecilia",
        reason="Pipelines are asked for from day one",
    )
    yield own(23, "network.express_interest", "george", **role, message="If London will do")


def _for_a_network(calendar: Calendar) -> Iterator[Line]:
    gig = {"opportunity": "read-the-chapters"}
    yield own(
        78, "network.post_opportunity", "claude", **gig, kind="gig", title="Read two chapters on signals",
        skills=levels({"radio": 2, "writing": 3}), hours=3, visibility="network", closes_on=calendar.ahead(20),
    )  # fmt: skip
    yield own(71, "network.express_interest", "mary", **gig, message="I like to find the commas")
    yield own(67, "network.refer_for_opportunity", "hedy", **gig, whom="joan", words="She reads everything")
    yield own(60, "network.express_interest", "joan", **gig)
    yield own(53, "network.withdraw_interest", "joan", **gig, reason="Home by six comes first")


def _for_the_invited(calendar: Calendar) -> Iterator[Line]:
    """The data platform, of which most do not know yet."""
    project = {"opportunity": "data-platform"}
    yield own(
        37, "network.post_opportunity", "ada", **project, kind="project", title="The platform for all our data",
        description="To be announced once we know who builds it", unit="engineering",
        skills=levels({"streaming": 3, "pipelines": 4, "architecture": 3}), hours=16, starts_on=calendar.ahead(30),
        ends_on=calendar.ahead(300), visibility="invited", people=["dorothy", "george", "alan"],
    )  # fmt: skip
    yield own(32, "network.express_interest", "dorothy", **project, message="The step that my plan ends with")
    yield own(29, "network.uninvite_from_opportunity", "ada", **project, people=["alan"])
    yield own(29, "network.invite_to_opportunity", "ada", **project, people=["hedy"])
    yield own(25, "network.revise_opportunity", "ada", **project, hours=20)


def _filled(calendar: Calendar) -> Iterator[Line]:
    gig = {"opportunity": "lead-a-release"}
    yield own(
        259, "network.post_opportunity", "barbara", **gig, kind="gig", title="Lead the release of the summer",
        skills=levels({"python": 2, "incident-response": 2}), hours=6, starts_on=calendar.ago(235),
        ends_on=calendar.ago(100), closes_on=calendar.ago(240),
    )  # fmt: skip
    yield own(254, "network.express_interest", "annie", **gig, message="I have wanted to for a year")
    yield own(252, "network.express_interest", "niels", **gig)
    yield own(243, "network.fill_opportunity", "barbara", **gig, people=["annie"])
    yield own(34, "network.post_opportunity", "marie", opportunity="launch-in-paris", kind="project",
              title="The launch in Paris", skills=levels({"french": 3, "negotiation": 3}), hours=10,
              visibility="network", people=["mary"], closes_on=calendar.ago(9))  # fmt: skip
    yield own(28, "network.express_interest", "lise", opportunity="launch-in-paris")
    yield own(20, "network.fill_opportunity", "marie", opportunity="launch-in-paris", people=["lise"])


def _closed(calendar: Calendar) -> Iterator[Line]:
    """One that nobody got, and one that has a second chance."""
    yield own(
        172, "network.post_opportunity", "lise", opportunity="translate-the-guide", kind="gig",
        title="The guide in French", skills=levels({"french": 4, "writing": 3}), hours=4,
    )  # fmt: skip
    yield own(93, "network.close_opportunity", "lise", opportunity="translate-the-guide", reason="It was bought")
    council = {"opportunity": "customers-council"}
    yield own(
        184, "network.post_opportunity", "marie", **council, kind="project", title="A council of customers",
        skills=levels({"research": 3, "facilitation": 3}), hours=5, closes_on=calendar.ago(120),
    )  # fmt: skip
    yield own(176, "network.express_interest", "rachel", **council)
    yield own(148, "network.close_opportunity", "marie", **council, reason="The budget of the half-year is gone")
    yield own(48, "network.reopen_opportunity", "marie", **council, closes_on=calendar.ahead(25))
