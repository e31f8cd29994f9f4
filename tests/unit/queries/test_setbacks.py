from shared.contracts.goals.events import Recovered
from tests.unit.queries.asking import ask
from tests.unit.queries.histories import september, setback

STORY = [
    setback("no", september(1)),
    Recovered("no", "ada", september(11), days=10),
    setback("conflict", september(2)),
    Recovered("conflict", "ada", september(7), days=5),
    setback("loss", september(20)),
]


def test_setbacks_come_newest_first_and_open_ones_tell_for_how_long() -> None:
    items = ask("setbacks", *STORY)["items"]
    assert [(each["setback"], each["status"], each["days_open"]) for each in items] == [
        ("loss", "open", 11),
        ("conflict", "recovered", None),
        ("no", "recovered", None),
    ]


def test_the_time_to_recover_is_measured_over_all_that_was_got_over() -> None:
    measured = {"recovered": 2, "mean_days": 7.5, "median_days": 7.5, "longest_days": 10}
    assert ask("setbacks", *STORY)["time_to_recover"] == measured
    assert ask("setbacks", *STORY, status="open")["time_to_recover"] == measured
    assert ask("setbacks")["time_to_recover"] == {
        "recovered": 0,
        "mean_days": None,
        "median_days": None,
        "longest_days": None,
    }


def test_setbacks_are_filtered_and_come_by_pages() -> None:
    assert [each["setback"] for each in ask("setbacks", *STORY, status="open")["items"]] == ["loss"]
    first = ask("setbacks", *STORY, limit=2)
    second = ask("setbacks", *STORY, limit=2, cursor=first["next"])
    assert [each["setback"] for each in second["items"]] == ["no"]
