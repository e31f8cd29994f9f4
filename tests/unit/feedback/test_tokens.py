import itertools

import pytest

from services.feedback.ballot import Answer
from services.feedback.sealing import SMALLEST, Sealer
from shared.contracts.feedback import commands
from shared.contracts.feedback.events import ItemComment, ItemRating
from shared.contracts.feedback.tokens import ballot_key, digest_of, is_one_of, token_key, token_of
from shared.log.cipher import Tampered

MASTER = bytes(range(32))
KEY = token_key(MASTER)
PLACE = ("acme", "spring", "ada")
ANSWER = Answer("ab", (ItemRating("sql", 3),), (ItemComment(None, "Kind"),))


def test_a_token_is_the_same_whoever_computes_it_with_the_key() -> None:
    assert token_of(KEY, "acme", "spring", "ada", "grace") == token_of(
        token_key(MASTER), "acme", "spring", "ada", "grace"
    )


def test_a_token_differs_by_everything_that_it_is_for() -> None:
    parts = [("acme", "b"), ("spring", "b"), ("ada", "b"), ("grace", "b")]
    tokens = {token_of(KEY, *each) for each in itertools.product(*parts)}
    tokens.add(token_of(token_key(bytes(32)), "acme", "spring", "ada", "grace"))
    assert len(tokens) == 17


def test_parts_do_not_run_into_one_another() -> None:
    assert token_of(KEY, "a", "b:c", "d", "e") != token_of(KEY, "a:b", "c", "d", "e")
    assert token_of(KEY, 'a","b', "c", "d", "e") != token_of(KEY, "a", 'b","c', "d", "e")


def test_a_token_fits_the_command_that_takes_it() -> None:
    example = commands.SubmitAnonymousReview.contract.example
    commands.SubmitAnonymousReview().load({**example, "token": token_of(KEY, "acme", "spring", "ada", "grace")})


def test_tokens_and_ballots_have_keys_of_their_own() -> None:
    assert len({MASTER, token_key(MASTER), ballot_key(MASTER)}) == 3


def test_a_digest_is_not_its_token() -> None:
    token = token_of(KEY, "acme", "spring", "ada", "grace")
    assert digest_of(token) != token
    assert len(digest_of(token)) == 64


def test_a_token_is_found_among_those_there_are() -> None:
    tokens = [token_of(KEY, "acme", "spring", "ada", rater) for rater in "abc"]
    assert all(is_one_of(token, tokens) for token in tokens)
    assert not is_one_of(token_of(KEY, "acme", "spring", "ada", "d"), tokens)
    assert not is_one_of("", [])


@pytest.mark.parametrize("ballot", [(), (ANSWER,), (ANSWER,) * 5])
def test_a_sealed_ballot_opens_to_what_it_was(ballot: tuple[Answer, ...]) -> None:
    sealer = Sealer(ballot_key(MASTER))
    assert sealer.opened(sealer.seal(ballot, PLACE), PLACE) == ballot


def test_a_sealed_ballot_looks_different_each_time_and_has_the_same_length_with_one_answer_or_many() -> None:
    sealer = Sealer(ballot_key(MASTER))
    sealed = [sealer.seal((ANSWER,) * number, PLACE) for number in (0, 1, 1, 30)]
    assert len(set(sealed)) == 4
    assert {len(each) for each in sealed} == {SMALLEST + 28}


def test_a_ballot_that_outgrows_its_length_has_twice_that() -> None:
    long = Answer("ab", (), (ItemComment(None, "x" * SMALLEST),))
    sealer = Sealer(ballot_key(MASTER))
    sealed = sealer.seal((long,), PLACE)
    assert len(sealed) == 2 * SMALLEST + 28
    assert sealer.opened(sealed, PLACE) == (long,)


def test_a_ballot_does_not_open_in_anothers_place_nor_under_another_key() -> None:
    sealed = Sealer(ballot_key(MASTER)).seal((ANSWER,), PLACE)
    with pytest.raises(Tampered):
        Sealer(ballot_key(MASTER)).opened(sealed, ("acme", "spring", "grace"))
    with pytest.raises(Tampered):
        Sealer(ballot_key(bytes(32))).opened(sealed, PLACE)
