"""Under its spellings a word is found although it was typed wrongly."""

import string
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.integrations.events import PersonDetailsChanged, PersonJoined
from shared.contracts.network.events import OpportunityKind, OpportunityPosted, OpportunityRevised, Visibility
from shared.contracts.skills.events import (
    LearningKind,
    LearningOffered,
    RoleProfileDefined,
    SkillDefined,
    SkillMerged,
    SkillRedefined,
)
from shared.event import Event
from shared.projecting.read_model import ReadModel
from shared.read_models.catalogue_spellings import CATALOGUE_SPELLINGS
from shared.read_models.catalogue_words import CATALOGUE_WORDS, CatalogueKind, CatalogueWordRow
from shared.read_models.opportunity_spellings import OPPORTUNITY_SPELLINGS
from shared.read_models.opportunity_words import OPPORTUNITY_WORDS
from shared.read_models.people_spellings import PEOPLE_SPELLINGS
from shared.read_models.spellings import LONGEST, distinct_words, spellings, spellings_asked, words
from tests.unit.read_models.happened import recorded_at, rows_after

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LETTERS = string.ascii_lowercase
FEW = st.text(alphabet="abcd", min_size=4, max_size=12)
"""Words of few letters, among which many are alike."""


@st.composite
def mistyped(draw: st.DrawFn, word: str) -> str:
    """The word with one error: a letter too many, too few, another one, or two that changed places."""
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcde"))
    kind = draw(st.sampled_from(["too many", "too few", "another", "swapped"]))
    if kind == "too many":
        return word[:at] + letter + word[at:]
    if kind == "too few":
        return word[:at] + word[at + 1 :]
    if kind == "another":
        return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def found(kept: str, asked: str, most: int = 2) -> bool:
    return not set(spellings(kept, most)).isdisjoint(spellings_asked(asked, most))


@given(word=FEW, data=st.data())
def test_a_word_of_four_letters_or_more_is_found_with_one_error(word: str, data: st.DataObject) -> None:
    asked = data.draw(mistyped(word))
    assert found(word, asked)
    assert found(word, asked, most=1)


@given(word=st.text(alphabet="abcd", min_size=8, max_size=14), data=st.data())
def test_a_word_of_eight_letters_or_more_is_found_with_two_errors(word: str, data: st.DataObject) -> None:
    assert found(word, data.draw(mistyped(data.draw(mistyped(word)))))


@given(word=st.text(alphabet=LETTERS, min_size=1, max_size=20), data=st.data())
def test_a_word_is_found_by_itself_and_by_its_first_three_letters_or_more(word: str, data: st.DataObject) -> None:
    assert found(word, word)
    assert found(word, word[: data.draw(st.integers(min(3, len(word)), len(word)))])


@pytest.mark.parametrize("asked", ["cobol", "sqx", "py", "ruby"])
def test_what_is_far_from_a_word_does_not_find_it(asked: str) -> None:
    assert not any(found(kept, asked) for kept in ("sql", "python", "kubernetes"))


@given(word=st.text(alphabet=LETTERS, min_size=1, max_size=LONGEST))
def test_a_word_has_no_more_spellings_than_the_rows_that_we_can_afford(word: str) -> None:
    assert len(spellings(word, 1)) <= 10
    assert len(spellings(word)) <= 31


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë O\u2019Brien-ÅNGSTRÖM", ("zoe", "obrien", "angstrom")),
        ("C++, C# and C", ("c++", "c#", "and", "c")),
        ("Node.js / .NET_4", ("node", "js", "net", "4")),
        ("软件 JP", ("软", "件", "jp")),
        ("a" * 50, ("a" * LONGEST,)),
        (" - ", ()),
    ],
)
def test_words_are_letters_and_digits_in_a_row_without_case_and_accents(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(text=st.text(alphabet=st.characters(codec="utf-8")))
def test_the_words_of_words_are_themselves(text: str) -> None:
    assert all(words(word) == (word,) for word in words(text) if word.isascii())


def skill(skill: str, name: str, *aliases: str) -> SkillDefined:
    return SkillDefined(skill=skill, name=name, aliases=aliases)


def keys(model: ReadModel[Any], *events: Event) -> set[tuple[str, ...]]:
    return {model.key_of_row(row) for row in rows_after(model, recorded_at(NOW, *events))}


def test_whatever_something_of_the_catalogue_is_called_leads_to_it_by_its_words() -> None:
    rows = rows_after(
        CATALOGUE_WORDS,
        recorded_at(
            NOW,
            skill("sql", "SQL", "Query language", "Structured query language"),
            RoleProfileDefined(role="dba", title="SQL administrator"),
            LearningOffered(learning="course", title="SQL", kind=LearningKind.COURSE),
        ),
    )
    assert set(rows) == {
        CatalogueWordRow("sql", CatalogueKind.SKILL, "sql", 1),
        CatalogueWordRow("query", CatalogueKind.SKILL, "sql", 2),
        CatalogueWordRow("language", CatalogueKind.SKILL, "sql", 2),
        CatalogueWordRow("structured", CatalogueKind.SKILL, "sql", 3),
        CatalogueWordRow("sql", CatalogueKind.ROLE, "dba", 2),
        CatalogueWordRow("administrator", CatalogueKind.ROLE, "dba", 2),
        CatalogueWordRow("sql", CatalogueKind.LEARNING, "course", 1),
    }


def test_a_skill_that_another_became_goes_by_the_words_of_that_one_as_well() -> None:
    merged = SkillMerged(skill="pg", into="sql", names=("Postgres SQL",))
    assert keys(CATALOGUE_WORDS, skill("sql", "SQL"), merged) == {
        ("sql", CatalogueKind.SKILL, "sql"),
        ("postgres", CatalogueKind.SKILL, "sql"),
    }


def test_the_shortest_name_with_a_word_counts_however_often_something_is_named() -> None:
    named = skill("sql", "Query language"), SkillRedefined(skill="sql", name="Query"), skill("sql", "A query language")
    (row,) = [r for r in rows_after(CATALOGUE_WORDS, recorded_at(NOW, *named)) if r.word == "query"]
    assert row.shortest == 1


def test_each_word_of_the_catalogue_has_its_spellings_once() -> None:
    once = keys(CATALOGUE_SPELLINGS, skill("a", "Python"))
    assert once == {(spelling, "python") for spelling in spellings("python")}
    assert keys(CATALOGUE_SPELLINGS, skill("a", "Python"), skill("b", "python"), skill("c", "Snake", "Python")) == {
        *once,
        *((spelling, "snake") for spelling in spellings("snake")),
    }


def test_every_name_of_a_person_leads_to_them_by_its_spellings() -> None:
    joined = PersonJoined(person="ada", effective_on=date(2026, 1, 1), name="Ada Byron")
    renamed = PersonDetailsChanged(person="ada", effective_on=date(2026, 2, 1), name="Ada Lovelace")
    assert keys(PEOPLE_SPELLINGS, joined, renamed) == {
        (spelling, word, "ada") for word in ("ada", "byron", "lovelace") for spelling in spellings(word, 1)
    }
    assert not keys(PEOPLE_SPELLINGS, PersonJoined(person="ada", effective_on=date(2026, 1, 1), name=None))


def test_the_titles_of_an_opportunity_lead_to_it_and_nothing_else_of_it_does() -> None:
    on = date(2026, 1, 1)
    posted = OpportunityPosted("gig", on, "ada", OpportunityKind.GIG, "Mend a pump", Visibility.INVITED, "Secret words")
    revised = [OpportunityRevised("gig", on, title="Mend pumps"), OpportunityRevised("gig", on, description="Other")]
    assert keys(OPPORTUNITY_WORDS, posted, *revised) == {(word, "gig") for word in ("mend", "a", "pump", "pumps")}
    assert keys(OPPORTUNITY_SPELLINGS, posted, *revised) == {
        (spelling, word) for word in ("mend", "a", "pump", "pumps") for spelling in spellings(word)
    }


def test_the_words_of_several_names_come_once_each_in_their_order() -> None:
    assert distinct_words(["Data base", "The data"]) == ("data", "base", "the")
