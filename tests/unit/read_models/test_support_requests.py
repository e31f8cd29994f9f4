from datetime import date

from shared.contracts.goals.commands.setbacks import AskForSupport
from shared.contracts.goals.events import SupportAsked
from shared.read_models.support_requests import SUPPORT_REQUESTS, SupportRequest, SupportRequestsRow
from tests.unit.read_models.happened import happened, rows_after
from tests.unit.read_models.longest import longest


def asked(day: int, request: str | None, *of: str, setback: str = "no") -> SupportAsked:
    return SupportAsked(setback, "ada", date(2026, 9, day), of=of, request=request)


def test_each_of_those_who_were_asked_has_a_row_with_what_they_were_asked_for_and_nothing_else() -> None:
    rows = rows_after(SUPPORT_REQUESTS, happened(asked(1, "An hour", "grace", "alan"), asked(2, "A walk", "alan")))
    hour, walk = SupportRequest(1, date(2026, 9, 1), "An hour"), SupportRequest(2, date(2026, 9, 2), "A walk")
    assert set(rows) == {
        SupportRequestsRow("no", "grace", "ada", (hour,)),
        SupportRequestsRow("no", "alan", "ada", (hour, walk)),
    }


def test_requests_in_several_setbacks_are_kept_apart() -> None:
    rows = rows_after(
        SUPPORT_REQUESTS, happened(asked(1, "An hour", "grace"), asked(2, "A walk", "grace", setback="loss"))
    )
    assert {(row.setback, len(row.requests)) for row in rows} == {("no", 1), ("loss", 1)}


def test_as_many_people_as_one_command_may_ask_all_have_their_row() -> None:
    most = longest(AskForSupport, "of")
    rows = rows_after(SUPPORT_REQUESTS, happened(asked(1, "An hour", *(f"p{n}" for n in range(most)))))
    assert len(rows) == most


def test_the_words_are_gone_once_the_asker_is_forgotten() -> None:
    (row,) = rows_after(SUPPORT_REQUESTS, happened(asked(1, None, "grace")))
    assert row.requests[0].request is None
