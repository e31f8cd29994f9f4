from hashlib import md5

import pytest

from services.recommendations.backtest.splits import (
    HashSplit,
    HideInvalid,
    Hiding,
    SplitInvalid,
    TimeSplit,
    hash_split,
    hiding,
    time_or_people,
)


def test_a_name_is_in_the_test_part_by_the_md5_of_salt_and_name() -> None:
    for salt in ("", "pepper"):
        split = HashSplit(5, salt)
        for name in map(str, range(50)):
            assert split.tests(name) == (int(md5((salt + name).encode()).hexdigest(), 16) % 5 == 0)


def test_splits_are_written_with_or_without_a_salt() -> None:
    assert time_or_people("time:1994") == TimeSplit(1994)
    assert time_or_people("people:5") == HashSplit(5)
    assert time_or_people("people:5:a:b") == HashSplit(5, "a:b")
    assert hash_split("roles:2:x", "roles") == HashSplit(2, "x")


@pytest.mark.parametrize("text", ["", "people", "people:", "people:0", "people:x", "time:", "time:soon", "roles:2"])
def test_any_other_split_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(SplitInvalid, match=r"time:YEAR, people:NUMBER|people:NUMBER or"):
        time_or_people(text)


def test_about_the_share_asked_for_is_hidden_and_the_same_each_time() -> None:
    assert hiding("0.2:s") == Hiding(0.2, "s")
    hidden = [name for name in map(str, range(5000)) if hiding("0.2:s").hides(name)]
    assert 900 < len(hidden) < 1100
    assert hidden == [name for name in map(str, range(5000)) if hiding("0.2:s").hides(name)]
    assert hidden != [name for name in map(str, range(5000)) if hiding("0.2:t").hides(name)]


@pytest.mark.parametrize("text", ["", "0", "1", "x", "-0.1", "nan"])
def test_what_is_no_share_between_none_and_all_is_refused(text: str) -> None:
    with pytest.raises(HideInvalid):
        hiding(text)
