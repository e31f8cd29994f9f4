"""The report of a review: what was answered, by item and group, as far as it may be shown. Pure.

The person and their managers answered by name, and managers' levels are shown as calibrated beside the original. All
others are shown as groups, each of at least as many as the cycle says; an item that fewer of a group have rated is
left out. What a group has rated and what it wrote are in orders that tell nothing of who said what.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import mean
from typing import Any

import msgspec

from services.gateway.people_here import Others, shown
from shared.contracts.feedback.anonymity import ANONYMOUS, LEAST
from shared.contracts.feedback.events import Perspective, ReviewGroup
from shared.read_models.review_cycles import ReviewCycleRow
from shared.read_models.review_groups import ReviewGroupRow
from shared.read_models.reviews import NamedAnswer, ReviewRow

Shown = Mapping[str, Any]


class Report(msgspec.Struct, frozen=True):
    """What a report is made from; `names` are those of the people in it."""

    cycle: ReviewCycleRow
    review: ReviewRow
    groups: Sequence[ReviewGroupRow]
    names: Others

    @property
    def least(self) -> int:
        """The fewest answers of which an anonymous group is shown."""
        return max(self.cycle.fewest, LEAST)

    @property
    def large_enough(self) -> Sequence[ReviewGroupRow]:
        """The anonymous groups that may be shown, in the order of their names."""
        enough = (group for group in self.groups if group.answers >= self.least)
        return sorted(enough, key=lambda group: group.shown_as)

    def named(self, group: ReviewGroup) -> Sequence[NamedAnswer]:
        """What was answered by name as that group."""
        return [answer for answer in self.review.answers if answer.shown_as is group]


def people_in(review: ReviewRow) -> frozenset[str]:
    """Everybody whose name the report has."""
    calibrating = {each.by for each in review.calibrations}
    return frozenset({review.person, *calibrating, *(answer.author for answer in review.answers)})


def groups_shown(report: Report) -> frozenset[ReviewGroup]:
    """The groups of which the report has something."""
    named = {answer.shown_as for answer in report.review.answers}
    return frozenset(named | {group.shown_as for group in report.large_enough})


def in_full(report: Report, *, item: str | None = None, group: ReviewGroup | None = None) -> Shown:
    """The report, of one item or of one group only where they are given."""
    of = {each.shown_as for each in report.large_enough} | {ReviewGroup.SELF, ReviewGroup.MANAGER}
    wanted = of if group is None else of & {group}
    items = [each for each in report.cycle.items if item in {None, each.item}]
    return {
        "cycle": report.cycle.cycle,
        "name": report.cycle.name,
        "person": shown(report.review.person, report.names),
        "closed_on": report.cycle.ended_on,
        "released_on": report.review.released_on,
        "least": report.least,
        "groups": list(_sizes(report, wanted)),
        "not_by_themselves": _not_by_themselves(report),
        "items": [
            {
                **msgspec.structs.asdict(each),
                "ratings": list(_ratings(report, each.item, wanted)),
                "comments": list(_comments(report, each.item, wanted)),
            }
            for each in items
        ],
        "comments": list(_comments(report, None, wanted)) if item is None else [],
    }


def _sizes(report: Report, wanted: Iterable[ReviewGroup]) -> Iterator[Shown]:
    for group in (ReviewGroup.SELF, ReviewGroup.MANAGER):
        if group in wanted and report.named(group):
            yield {"group": group, "answers": len(report.named(group))}
    for each in report.large_enough:
        if each.shown_as in wanted:
            yield {"group": each.shown_as, "answers": each.answers}


def _not_by_themselves(report: Report) -> Sequence[Perspective]:
    """The perspectives that had raters and are not shown apart: too few answered, or they are among the others."""
    had = {rater.perspective for rater in report.review.raters if rater.perspective in ANONYMOUS}
    apart = {group.shown_as.value for group in report.large_enough}
    return sorted(each for each in had if each.value not in apart)


def _ratings(report: Report, item: str, wanted: Iterable[ReviewGroup]) -> Iterator[Shown]:
    for group in (ReviewGroup.SELF, ReviewGroup.MANAGER):
        if group in wanted:
            yield from (each for answer in report.named(group) for each in _named_rating(report, answer, item))
    for row in report.large_enough:
        for rated in row.ratings:
            if row.shown_as in wanted and rated.item == item and len(rated.levels) >= report.least:
                yield {
                    "group": row.shown_as,
                    "answers": len(rated.levels),
                    "average": round(mean(rated.levels), 1),
                    "levels": rated.levels,
                }


def _named_rating(report: Report, answer: NamedAnswer, item: str) -> Iterator[Shown]:
    """A rating by name: `level` as it was calibrated last, `original` as it was given."""
    changes = [each for each in report.review.calibrations if (each.rater, each.item) == (answer.author, item)]
    for rated in answer.ratings:
        if rated.item == item:
            levels = [rated.level, *(each.to_level for each in changes if each.to_level is not None)]
            yield {
                "group": answer.shown_as,
                "by": shown(answer.author, report.names),
                "level": levels[-1],
                "original": rated.level,
                "calibrations": [
                    {
                        "from": each.from_level,
                        "to": each.to_level,
                        "why": each.why,
                        "by": shown(each.by, report.names),
                        "on": each.calibrated_on,
                    }
                    for each in changes
                ],
            }


def _comments(report: Report, item: str | None, wanted: Iterable[ReviewGroup]) -> Iterator[Shown]:
    for group in (ReviewGroup.SELF, ReviewGroup.MANAGER):
        for answer in report.named(group) if group in wanted else ():
            texts = [each.text for each in answer.comments if each.item == item]
            if texts:
                yield {"group": group, "by": shown(answer.author, report.names), "texts": texts}
    for row in report.large_enough:
        for said in row.comments:
            if row.shown_as in wanted and said.item == item:
                yield {"group": row.shown_as, "texts": said.texts}
