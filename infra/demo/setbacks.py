"""What went wrong for people of the demo organisation, and how they got over it."""

from collections.abc import Iterator

from infra.demo.script import Line, own


def setbacks() -> Iterator[Line]:
    """Setbacks, in any order of days; Cecilia and Annie have not got over theirs yet."""
    yield own(
        228, "goals.record_setback", "vera", setback="paper-rejected", kind="rejection", impact=3,
        description="The paper on galaxies of customers was turned down", goals=["lead-science"],
    )  # fmt: skip
    yield own(221, "goals.draw_lesson", "vera", setback="paper-rejected", lesson="Show it to a reader before sending")
    yield own(
        219, "goals.adapt_course", "vera", setback="paper-rejected", change="A smaller paper first",
        goals=["lead-science"],
    )  # fmt: skip
    yield own(198, "goals.recover", "vera", setback="paper-rejected", note="The smaller paper was taken")
    yield own(
        160, "goals.record_setback", "joan", setback="too-much", kind="overload", impact=4,
        description="Three projects at once, and no evening free", goals=["leave-at-five"],
    )  # fmt: skip
    yield own(
        158, "goals.ask_for_support", "joan", setback="too-much", of=["margaret"], request="Help me drop one project"
    )
    yield own(150, "goals.draw_lesson", "joan", setback="too-much", lesson="Ask what may wait before saying yes")
    yield own(118, "goals.recover", "joan", setback="too-much", note="Two projects, and home by six")
    yield own(
        28, "goals.record_setback", "claude", setback="handbook-late", kind="missed_target", impact=2,
        description="The handbook is not finished", goals=["write-book"],
    )  # fmt: skip
    yield own(20, "goals.draw_lesson", "claude", setback="handbook-late", lesson="Write the hardest chapter first")
    yield own(11, "goals.recover", "claude", setback="handbook-late", note="A new plan, chapter by chapter")
    yield own(
        16, "goals.record_setback", "cecilia", setback="exam-failed", kind="missed_target", impact=4,
        description="Failed the third module", goals=["statistics"],
    )  # fmt: skip
    yield own(
        13, "goals.ask_for_support", "cecilia", setback="exam-failed", of=["katherine", "vera"],
        request="An hour a week on probability",
    )  # fmt: skip
    yield own(
        6, "goals.record_setback", "annie", setback="passed-over", kind="rejection", impact=3,
        description="Somebody else leads the migration",
    )  # fmt: skip
