"""How well names fit what was asked for."""

import string
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.gateway.likeness import MOST_WORDS, Asker, Fit, keys, likeness, readings, typing_errors
from shared.read_models.spellings import typos_allowed, words

WORDS = st.text(alphabet="abcde", min_size=1, max_size=12)
NAMES = st.lists(st.sampled_from(["python", "data", "base", "java", "script", "of", "a"]), min_size=1, max_size=4)


def fit(asked: str, name: str, *aliases: str) -> Fit | None:
    """As if all words that there are were those of the name and its aliases."""
    asked_for = readings(asked)
    there = {word for each in (name, *aliases) for word in words(each)}
    typed = {word for reading in asked_for for word in reading}
    alike = {each: {word: like for word in there if (like := likeness(each, word))} for each in typed}
    return Asker(asked_for, {each: words for each, words in alike.items() if words}).best_fit(name, aliases)


def score(asked: str, name: str, *aliases: str) -> float:
    found = fit(asked, name, *aliases)
    return found.score if found else 0.0


def by_table(one: str, other: str) -> int:
    """Damerau's distance as it is usually told, letter by letter."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        rows.append([i])
        for j, its in enumerate(other, 1):
            errors = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                errors = min(errors, rows[i - 2][j - 2] + 1)
            rows[i].append(errors)
    return rows[-1][-1]


@given(one=WORDS, other=WORDS, most=st.integers(0, 3))
def test_typing_errors_are_counted_rightly_up_to_as_many_as_matter(one: str, other: str, most: int) -> None:
    errors = by_table(one, other)
    counted = typing_errors(one, other, most)
    assert counted == errors if errors <= most else counted > most


@pytest.mark.parametrize(
    ("asked", "said", "errors"),
    [
        ("pyhton", "python", 1),
        ("pythn", "python", 1),
        ("pytthon", "python", 1),
        ("pithon", "python", 1),
        ("ab", "cd", 2),
    ],
)
def test_a_letter_too_many_too_few_another_or_two_swapped_are_one_error(asked: str, said: str, errors: int) -> None:
    assert typing_errors(asked, said, 2) == errors


@given(asked=WORDS, said=WORDS)
def test_only_the_same_word_is_fully_alike(asked: str, said: str) -> None:
    assert 0 <= likeness(asked, said) <= 1
    assert (likeness(asked, said) == 1) == (asked == said)


@given(asked=WORDS, said=WORDS)
def test_words_are_alike_within_the_errors_allowed_or_where_one_begins_with_the_other(asked: str, said: str) -> None:
    begun = len(asked) >= 3 and said.startswith(asked)
    assert bool(likeness(asked, said)) == (begun or by_table(asked, said) <= typos_allowed(said))


@given(word=st.text(alphabet=string.ascii_lowercase, min_size=5, max_size=15), data=st.data())
def test_a_word_of_five_letters_or_more_with_one_error_fits_by_more_than_half(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    assert score(word[:at] + word[at + 1 :], word) > 0.5
    assert score(word[:at] + "x" + word[at:], word) > 0.5


@given(asked=NAMES, names=st.lists(NAMES, max_size=5))
def test_an_exact_name_comes_first(asked: list[str], names: list[list[str]]) -> None:
    others = [name for name in names if name != asked]
    assert score(" ".join(asked), " ".join(asked)) == 1
    assert all(score(" ".join(asked), " ".join(name)) < 1 for name in others)


@given(name=NAMES)
def test_the_order_of_words_matters_little(name: list[str]) -> None:
    for other in permutations(name):
        assert score(" ".join(other), " ".join(name)) >= 0.99


@given(asked=NAMES, more=st.sampled_from(["python", "zebra"]))
def test_words_that_nobody_asked_for_make_a_name_fit_less(asked: list[str], more: str) -> None:
    assume(more not in asked)
    name = " ".join(asked)
    assert score(name, f"{name} {more}") < score(name, name)


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("python", "Python", "Pythons"),
        ("python", "Python", "Python (programming)"),
        ("pyhton", "Python", "Typhoon"),
        ("pyth", "Python", "Pythonist"),
        ("java script", "JavaScript", "Java"),
        ("java script", "Java script", "JavaScript"),
        ("use of python", "Python", "Use of force"),
        ("maria silva", "Maria Silva", "Maria Santos"),
    ],
)
def test_what_is_meant_more_likely_fits_better(asked: str, better: str, worse: str) -> None:
    assert score(asked, better) > score(asked, worse)


def test_an_alias_fits_a_little_less_than_a_name_and_says_that_it_is_one() -> None:
    by_alias = fit("sql", "Structured Query Language", "SQL")
    assert by_alias is not None
    assert (by_alias.name, by_alias.alias, by_alias.words) == ("SQL", True, {"sql": "sql"})
    assert score("structured", "Query", "SQL") == 0 < score("sql", "SQL tuning") < by_alias.score < score("sql", "SQL")


def test_what_was_typed_wrongly_is_told_beside_what_it_was_taken_for() -> None:
    found = fit("machne lerning", "Machine Learning")
    assert found is not None
    assert found.words == {"machne": "machine", "lerning": "learning"}


def test_errors_are_looked_for_in_the_longest_words_and_the_others_as_they_were_typed() -> None:
    long = ["word" * 2 + letter for letter in string.ascii_lowercase[:MOST_WORDS]]
    looked_for = keys(" ".join(["aa", *long, "bb"]))
    assert {word for word, spelling in looked_for if word != spelling} == set(long)
    assert {word for word, _ in looked_for} >= {"aa", "bb", *long}


def test_common_words_are_looked_for_only_where_there_are_no_others() -> None:
    assert {word for word, _ in keys("the use of python")} == {"use", "python", "theuse", "useof", "ofpython"}
    assert {word for word, _ in keys("of the")} == {"of", "the", "ofthe"}


def test_without_a_word_nothing_is_asked() -> None:
    assert readings("- !") == [()]
    assert keys("- !") == []
    assert fit("- !", "Python") is None
