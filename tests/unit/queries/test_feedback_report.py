"""What a report shows, and what it does not."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.gateway.review_report import Report, groups_shown, in_full
from shared.contracts.feedback.events import (
    ItemComment,
    ItemComments,
    ItemLevels,
    ItemRating,
    Perspective,
    RatersApproved,
    RatingsCalibrated,
    ReviewGroup,
    ReviewSubmitted,
)
from shared.read_models.review_cycles import REVIEW_CYCLES
from shared.read_models.review_groups import ReviewGroupRow
from shared.read_models.reviews import REVIEWS
from tests.fixtures.reviewed import JANUARY, opened, rater
from tests.unit.read_models.happened import happened, rows_after

ADAS: dict[str, Any] = {"cycle": "spring", "person": "ada", "on": JANUARY}
PEERS = ReviewGroupRow(
    "spring",
    "ada",
    ReviewGroup.PEER,
    4,
    ("a", "b", "c", "d"),
    (ItemLevels("sql", (1, 2, 5)), ItemLevels("more", (1, 2))),
    (ItemComments(None, ("Air", "Zest")), ItemComments("more", ("Talks",))),
)
NAMED = [
    RatersApproved(
        raters=(rater("bo"), rater("di", Perspective.REPORT), rater("mo", Perspective.MANAGER)), by="mo", **ADAS
    ),
    ReviewSubmitted(group=ReviewGroup.SELF, author="ada", ratings=(ItemRating("sql", 5),), **ADAS),
    ReviewSubmitted(
        group=ReviewGroup.MANAGER,
        author="mo",
        ratings=(ItemRating("sql", 4),),
        comments=(ItemComment(None, "Well done"),),
        **ADAS,
    ),
    RatingsCalibrated(rater="mo", item="sql", by="pia", from_level=4, to_level=3, why="As elsewhere", **ADAS),
]


def report(*groups: ReviewGroupRow, least: int = 3) -> Report:
    (cycle,) = rows_after(REVIEW_CYCLES, happened(*opened()))
    (review,) = rows_after(REVIEWS, happened(*NAMED))
    return Report(replace(cycle, fewest=least), review, groups, {})


def of_item(shown: Any, item: str) -> Any:
    (found,) = (each for each in shown["items"] if each["item"] == item)
    return found


def test_a_group_has_its_average_and_levels_in_ascending_order_and_no_name() -> None:
    (of_peers,) = (each for each in of_item(in_full(report(PEERS)), "sql")["ratings"] if each["group"] == "peer")
    assert of_peers == {"group": "peer", "answers": 3, "average": 2.7, "levels": (1, 2, 5)}


def test_an_item_that_fewer_than_enough_of_a_group_rated_is_left_out() -> None:
    assert of_item(in_full(report(PEERS)), "more")["ratings"] == []


def test_a_managers_rating_is_as_calibrated_with_the_original_and_why_beside() -> None:
    (of_manager,) = (each for each in of_item(in_full(report()), "sql")["ratings"] if each["group"] == "manager")
    assert (of_manager["level"], of_manager["original"], of_manager["by"]["person"]) == (3, 4, "mo")
    (calibration,) = of_manager["calibrations"]
    assert (calibration["from"], calibration["to"], calibration["why"]) == (4, 3, "As elsewhere")


def test_comments_are_by_item_those_on_the_whole_at_the_end() -> None:
    shown = in_full(report(PEERS))
    assert [(each["group"], each["texts"]) for each in of_item(shown, "more")["comments"]] == [("peer", ("Talks",))]
    assert [(each["group"].value, list(each["texts"])) for each in shown["comments"]] == [
        ("manager", ["Well done"]),
        ("peer", ["Air", "Zest"]),
    ]


@pytest.mark.parametrize(("answers", "least"), [(0, 3), (2, 3), (4, 5)])
def test_a_group_that_is_too_small_is_not_shown_even_if_it_were_there(answers: int, least: int) -> None:
    shown = report(replace(PEERS, answers=answers), least=least)
    assert ReviewGroup.PEER not in groups_shown(shown)
    assert "Zest" not in repr(in_full(shown))


def test_the_perspectives_that_are_not_shown_by_themselves_are_named() -> None:
    assert in_full(report(PEERS))["not_by_themselves"] == ["report"]
    assert in_full(report())["not_by_themselves"] == ["peer", "report"]


@pytest.mark.parametrize("group", [ReviewGroup.SELF, ReviewGroup.MANAGER, ReviewGroup.PEER])
def test_a_report_of_one_group_has_nothing_of_another(group: ReviewGroup) -> None:
    shown = in_full(report(PEERS), group=group)
    said = [each for item in shown["items"] for each in (*item["ratings"], *item["comments"])]
    assert {each["group"] for each in (*said, *shown["comments"], *shown["groups"])} == {group}


def test_a_report_of_one_item_has_nothing_of_another() -> None:
    shown = in_full(report(PEERS), item="sql")
    assert ([each["item"] for each in shown["items"]], shown["comments"]) == (["sql"], [])
