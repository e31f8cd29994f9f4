"""What success means to people of the demo organisation, their career plans, and what they decided on the way."""

from collections.abc import Iterator
from typing import Any

from infra.demo.script import Calendar, Line, own, reaction


def plans(calendar: Calendar) -> Iterator[Line]:
    """Visions and plans, in any order of days."""
    yield from _visions()
    yield from _to_engineering(calendar)
    yield from _to_leading(calendar)
    yield from _to_heading(calendar)


def _visions() -> Iterator[Line]:
    for person, days_ago, success, values, roles, limits in (
        (
            "dorothy", 352, "Build what others stand on, and be asked for advice", ["craft", "independence", "family"],
            ["data-engineer", "data-architect"], {"weekly_hours_at_most": 40, "locations": ["Göttingen", "London"]},
        ),
        ("vera", 320, "Lead people who find out new things", ["curiosity", "fairness"], ["data-science-lead"], None),
        (
            "joan", 280, "Work that matters, with evenings free", ["family", "learning"], ["senior-engineer"],
            {"weekly_hours_at_most": 38, "travel_days_a_month_at_most": 2},
        ),
        ("alan", 335, "Solve what nobody has solved", ["learning", "independence"], ["staff-engineer"], None),
        ("lise", 300, "Ship things that customers thank us for", ["impact", "team"], ["head-of-product"], None),
        ("alan", 58, "Teach what I know, and go on learning", ["teaching", "learning"], ["principal-engineer"], None),
    ):  # fmt: skip
        said = {"success": success, "values": values, "desired_roles": roles}
        yield own(days_ago, "goals.define_success", person, **said, **({"limits": limits} if limits else {}))


def _to_engineering(calendar: Calendar) -> Iterator[Line]:
    """Dorothy's way from analyst to data engineer: two options weighed, one taken, and looked at again."""

    def dorothy(days_ago: int, command: str, **payload: Any) -> Line:
        return own(days_ago, f"goals.{command}", "dorothy", plan="to-engineering", **payload)

    yield dorothy(
        348, "draft_plan", title="From figures to pipelines", from_role="data-analyst", to_role="data-engineer",
        horizon=calendar.ahead(365),
    )  # fmt: skip
    yield dorothy(
        345, "add_step", step="python-course", kind="learning", title="Take the Python course", by=calendar.ago(280)
    )
    yield dorothy(
        345, "add_step", step="pipeline", kind="project", title="Build a pipeline from end to end",
        by=calendar.ago(200), needs=["A mentor in engineering"],
    )  # fmt: skip
    yield dorothy(
        344, "add_step", step="mentor", kind="mentoring", title="Meet Margaret every month", by=calendar.ago(90)
    )
    yield dorothy(
        344, "add_step", step="architect", kind="promotion", title="Be the architect of a product",
        by=calendar.ahead(300),
    )  # fmt: skip
    yield reaction(
        341, "goals.support_step", "dorothy", plan="to-engineering", step="mentor", mentorship="to-engineering",
        mentor="margaret",
    )  # fmt: skip
    yield dorothy(
        230, "weigh_option", option="move-to-engineering", title="Move to engineering",
        benefits=["Daily practice", "A team of engineers"],
        risks=[{"description": "Less contact with those who read the figures", "likelihood": 3, "impact": 2}],
        effort=3, reversibility=4,
    )  # fmt: skip
    yield dorothy(
        230, "weigh_option", option="stay-in-data", title="Stay, and take over the pipelines of the data unit",
        benefits=["People I know"],
        risks=[{"description": "Never more than half of my time", "likelihood": 4, "impact": 4}],
        effort=2, reversibility=5,
    )  # fmt: skip
    yield dorothy(
        215, "choose_option", option="move-to-engineering", reasons="The most practice for a risk that I can undo",
        would_show_it_wrong="Still no pipeline of my own after three months", review_on=calendar.ago(75),
    )  # fmt: skip
    yield dorothy(278, "take_step", step="python-course", outcome="Passed, and wrote the first tool")
    yield dorothy(205, "take_step", step="pipeline", outcome="It runs every night")
    yield dorothy(88, "take_step", step="mentor", outcome="Six talks, each with something to try")
    yield dorothy(
        74, "review_decision", option="move-to-engineering", expected="A pipeline of my own after three months",
        happened="Two of them after ten weeks", verdict="better",
    )  # fmt: skip
    yield dorothy(
        73, "revise_step", step="architect", by=calendar.ahead(360), title="Be the architect of the data platform"
    )


def _to_heading(calendar: Calendar) -> Iterator[Line]:
    """Margaret's way to heading engineering: all steps lie ahead, so that one can simulate what each changes."""

    def margaret(days_ago: int, command: str, **payload: Any) -> Line:
        return own(days_ago, f"goals.{command}", "margaret", plan="to-heading", **payload)

    yield margaret(
        31, "draft_plan", title="When Ada hands over", from_role="engineering-manager", to_role="head-of-engineering",
        horizon=calendar.ahead(1000),
    )  # fmt: skip
    yield margaret(
        31, "add_step", step="circle", kind="mentoring", title="Learn from Mae how a budget is made",
        by=calendar.ahead(120),
    )  # fmt: skip
    yield margaret(
        30, "add_step", step="strategy", kind="project", title="Write the strategy of engineering with Ada",
        by=calendar.ahead(330),
    )  # fmt: skip
    yield margaret(
        30, "add_step", step="head", kind="promotion", title="Stand as head of engineering", by=calendar.ahead(800)
    )


def _to_leading(calendar: Calendar) -> Iterator[Line]:
    """Vera's way to leading a group: one step dropped, and a decision that is yet to be reviewed."""

    def vera(days_ago: int, command: str, **payload: Any) -> Line:
        return own(days_ago, f"goals.{command}", "vera", plan="to-leading", **payload)

    yield vera(
        298, "draft_plan", title="Leading without losing the science", from_role="data-scientist",
        to_role="data-science-lead", horizon=calendar.ahead(240),
    )  # fmt: skip
    yield vera(296, "add_step", step="lead-project", kind="project", title="Lead a project", by=calendar.ago(180))
    yield vera(296, "add_step", step="course", kind="learning", title="The course for leads", by=calendar.ago(60))
    yield vera(295, "add_step", step="abroad", kind="lateral_move", title="A year abroad", by=calendar.ahead(90))
    yield vera(185, "take_step", step="lead-project", outcome="The forecast went live on the day promised")
    yield vera(120, "drop_step", step="abroad", reason="The family stays here")
    yield vera(
        110, "weigh_option", option="apply-now", title="Apply for the lead's post", benefits=["It is free now"],
        risks=[{"description": "Too early, and passed over", "likelihood": 2, "impact": 3}],
        effort=2, reversibility=3,
    )  # fmt: skip
    yield vera(
        110, "weigh_option", option="wait-a-year", title="Wait a year", benefits=["More experience"],
        risks=[{"description": "The post is taken", "likelihood": 4, "impact": 4}], effort=1, reversibility=4,
    )  # fmt: skip
    yield vera(
        104, "choose_option", option="apply-now", reasons="The post is free now, and the project went well",
        would_show_it_wrong="No time for research left after half a year", review_on=calendar.ahead(60),
    )  # fmt: skip
    yield vera(58, "take_step", step="course", outcome="Learnt to delegate")
