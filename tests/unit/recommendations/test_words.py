import numpy as np
import pytest

from services.recommendations.engine.words import word_vectors


def test_texts_of_the_same_words_are_alike_whatever_their_case_and_endings() -> None:
    (found,) = word_vectors(["Computing machines", "computers: MACHINE", "bake bread"])
    alike = (found @ found.T).toarray()
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == 0


def test_rare_words_count_more_than_common_ones() -> None:
    (found,) = word_vectors(["common rarest", "common a1", "common b1", "common rarest"])
    alike = (found @ found.T).toarray()
    assert alike[0, 3] > alike[0, 1]


def test_several_sequences_of_texts_share_their_words() -> None:
    roles, skills = word_vectors(["cheese maker"], ["make cheese", "drive lorries"])
    named = (roles @ skills.T).toarray()[0]
    assert named[0] > named[1]
    assert named[1] == 0


def test_a_text_without_words_is_like_none() -> None:
    (found,) = word_vectors(["", "42", "words"])
    assert np.asarray(found.sum(axis=1)).ravel().tolist()[:2] == [0, 0]
