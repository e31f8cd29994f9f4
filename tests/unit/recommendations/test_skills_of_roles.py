from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from services.recommendations.backtest.report import OURS, as_object
from services.recommendations.backtest.skills import backtest_skills
from services.recommendations.backtest.splits import HashSplit, Hiding, NoTestCases, NothingToLearnFrom
from services.recommendations.engine.skill_evidence import Roles, families_of
from services.recommendations.engine.skills_of_roles import SkillsOfRoles, fit
from tests.unit.recommendations.made_up import shuffled, written_profiles

HALF = Hiding(0.5)


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_profiles(tmp_path_factory.mktemp("profiles") / "profiles.csv", 150)


@pytest.fixture(scope="module")
def model() -> SkillsOfRoles:
    rng = np.random.default_rng(0)
    trade = np.arange(120) % 6
    skills = np.zeros((120, 60))
    for role in range(120):
        skills[role, trade[role] * 10 + rng.permutation(10)[:7]] = 1
    return fit(Roles(sparse.csr_matrix(skills)))


def test_hidden_skills_are_found_among_what_neighbouring_roles_have(profiles: Path) -> None:
    metrics = backtest_skills(profiles, hide=HALF, split=HashSplit(5)).overall.metrics
    assert metrics[OURS]["recall@10"] > metrics["popularity"]["recall@10"] + 0.3
    assert metrics[OURS]["map"] > metrics["association"]["map"] - 0.05


def test_the_order_of_rows_and_repeated_rows_change_nothing(profiles: Path) -> None:
    copy = shuffled(profiles)
    copy.write_text(copy.read_text("utf-8") + "role 1,skill 1.1\n" * 2, "utf-8")
    original = profiles.with_name("original.csv")
    original.write_text(profiles.read_text("utf-8") + "role 1,skill 1.1\n", "utf-8")
    first, second = (as_object(backtest_skills(path, hide=HALF, split=HashSplit(5))) for path in (original, copy))
    assert first == second


def test_another_salt_hides_other_skills_and_tests_other_roles(profiles: Path) -> None:
    first, second, third = (
        as_object(backtest_skills(profiles, hide=hide, split=split))
        for hide, split in ((HALF, HashSplit(5)), (Hiding(0.5, "x"), HashSplit(5)), (HALF, HashSplit(5, "x")))
    )
    assert first["metrics"] != second["metrics"]
    assert first["metrics"] != third["metrics"]


def test_roles_of_a_single_skill_are_no_cases(tmp_path: Path) -> None:
    path = tmp_path / "profiles.csv"
    path.write_text("role,skill\n" + "".join(f"r{role},s{role % 3}\n" for role in range(30)), "utf-8")
    with pytest.raises(NoTestCases):
        backtest_skills(path, hide=HALF, split=HashSplit(2))


def test_one_part_leaves_nothing_to_learn_from(profiles: Path) -> None:
    with pytest.raises(NothingToLearnFrom):
        backtest_skills(profiles, hide=HALF, split=HashSplit(1))


def test_what_roles_and_skills_are_called_helps_to_find_skills_that_no_other_role_has(tmp_path: Path) -> None:
    profiles, roles, skills = (tmp_path / name for name in ("profiles.csv", "roles.csv", "skills.csv"))
    rows = [f"r{role},{skill}" for role in range(80) for skill in (f"of{role}", f"for{role}", "all", "most")]
    profiles.write_text("role,skill\n" + "\n".join(rows), "utf-8")
    names = {role: f"{chr(97 + role % 26) * 3}{chr(97 + role // 26) * 3}" for role in range(80)}
    roles.write_text("role,title\n" + "\n".join(f"r{role},{name} worker" for role, name in names.items()), "utf-8")
    told = [f"{kind}{role},{kind} {name}" for role, name in names.items() for kind in ("of", "for")]
    skills.write_text("skill,title\nall,anything\nmost,something\n" + "\n".join(told), "utf-8")
    bare = backtest_skills(profiles, hide=HALF, split=HashSplit(5)).overall.metrics[OURS]["recall@10"]
    named = backtest_skills(profiles, hide=HALF, split=HashSplit(5), roles=roles, skills=skills).overall.metrics
    assert bare is not None
    assert named[OURS]["recall@10"] > bare + 0.1


def test_names_that_are_words_serve_as_titles_without_being_told(tmp_path: Path) -> None:
    names = [f"{chr(97 + role % 26) * 3}{chr(97 + role // 26) * 3}" for role in range(80)]
    words, codes = tmp_path / "words.csv", tmp_path / "codes.csv"
    pairs = [(name, f"{kind} {name}") for name in names for kind in ("craft of", "care for")]
    pairs += [(name, skill) for name in names for skill in ("all", "most")]
    numbers = {skill: index for index, skill in enumerate(sorted({skill for _, skill in pairs}))}
    words.write_text("role,skill\n" + "\n".join(f"{name} worker,{skill}" for name, skill in pairs), "utf-8")
    codes.write_text("role,skill\n" + "\n".join(f"{name}1,S{numbers[skill]}" for name, skill in pairs), "utf-8")
    told, untold = (backtest_skills(path, hide=HALF, split=HashSplit(5)).overall.metrics for path in (words, codes))
    assert untold[OURS]["recall@10"] is not None
    assert told[OURS]["recall@10"] > untold[OURS]["recall@10"] + 0.1


def test_what_is_known_of_a_role_is_never_recommended_to_it(model: SkillsOfRoles) -> None:
    asked = model.evidence.roles[np.arange(10)]
    for _, scores in model.scores(asked):
        assert np.isneginf(scores[asked.skills.toarray() > 0]).all()
        assert np.isfinite(scores[asked.skills.toarray() == 0]).all()


def test_the_contributions_of_factors_add_up_to_the_score(model: SkillsOfRoles) -> None:
    asked = model.evidence.roles[np.array([3])]
    ((_, scores),) = model.scores(asked)
    best = int(scores[0].argmax())
    assert sum(model.explain(asked, best).values()) == pytest.approx(scores[0, best])


def test_the_roles_named_as_alike_have_the_skill(model: SkillsOfRoles) -> None:
    asked = model.evidence.roles[np.array([3])]
    found = model.alike(asked, 31)
    assert found
    assert all(model.evidence.roles.skills[role, 31] for role, _ in found)
    assert [likeness for _, likeness in found] == sorted((likeness for _, likeness in found), reverse=True)


def test_a_handful_of_profiles_is_enough_to_order_skills() -> None:
    skills = sparse.csr_matrix(np.array([[1.0, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1]]))
    asked = Roles(sparse.csr_matrix(np.array([[1.0, 0, 0, 0]])))
    ((_, scores),) = fit(Roles(skills)).scores(asked)
    assert scores[0, 1] > scores[0, 2] > scores[0, 3]


def test_families_by_codes_of_digits_are_nested() -> None:
    found = families_of(["2651", "2654", "9000"])
    alike = (found @ found.T).toarray()
    assert alike[0, 0] == pytest.approx(1)
    assert alike[0, 1] == pytest.approx(0.75)
    assert alike[0, 2] == 0


def test_families_by_name_are_the_same_or_not() -> None:
    found = families_of(["sales", "sales", "", "research"])
    assert (found @ found.T).toarray().round(6).tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
