"""What skills, relations and roles of a framework change: the domain's own decisions, row by row.

A row that a rule refuses is rejected for the rule's own reason, and the rest goes in. Skills that were merged away
stay so; those that were retired come back. Between skills of the framework its relations are taken back where it
has them no more; relations to skills of others are only added.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.skills.framework.known import Known
from services.skills.framework.report import Findings
from services.skills.role_profile import (
    DESCRIPTION as OF_ROLES,
)
from services.skills.role_profile import (
    ROLE_PROFILE,
    RoleProfile,
    define_role_profile,
    revise_role_profile,
)
from services.skills.skill import (
    DESCRIPTION,
    SKILL,
    Skill,
    SkillNotInCatalogue,
    current,
    define_skill,
    reachable,
    redefine_skill,
    relate_skill,
    unrelate_skill,
)
from shared.contracts.skills.events import SkillRelation
from shared.errors import RuleViolation
from shared.event import Event
from shared.pacing import paced

Row = Mapping[str, Any]


class OfAnotherFramework(RuleViolation):
    """The id is that of something that another framework brought in."""

    def __init__(self, identity: str, framework: str) -> None:
        super().__init__(
            f"{identity} is of the framework {framework}. Choose another id.", fields={"id": [f"Is of {framework}."]}
        )


def take_skills(known: Known, framework: str, rows: Sequence[Row], findings: Findings) -> None:
    """Define the skills that are new, and describe anew those that differ."""
    known.fetch(SKILL, (row["skill"] for row in rows))
    for row in paced(_once(rows, "skill", findings)):
        try:
            events = _skill(known.state(SKILL, row["skill"]), framework, row)
        except RuleViolation as refused:
            _reject(row, row["skill"], refused, findings)
            continue
        findings.counts["skills"] += bool(events)
        known.decided(SKILL, row["skill"], events)


def take_relations(
    known: Known, framework: str, kinds: Iterable[SkillRelation], rows: Sequence[Row], findings: Findings
) -> None:
    """Take back the relations of these kinds that the framework has no more, then make those that are new.

    In this order, so that a relation can be turned round.
    """
    known.fetch_skills(row["skill"] for row in rows)
    known.fetch_skills(other["other"] for row in rows for other in row["others"])
    wanted = _wanted(known, rows)
    for row in paced(rows):
        _take_back(known, framework, set(kinds), row["skill"], wanted, findings)
    for row in paced(rows):
        for other in row["others"]:
            if other["relation"] in kinds:
                _relate(known, row["skill"], other, findings)


def take_roles(known: Known, framework: str, rows: Sequence[Row], grace: Mapping[str, Any], findings: Findings) -> None:
    """Define the roles that are new, and revise those that differ; `grace` has `now` and `grace_until`."""
    known.fetch(ROLE_PROFILE, (row["role"] for row in rows))
    known.fetch_skills(each["skill"] for row in rows for each in row.get("skills", ()))
    for row in paced(_once(rows, "role", findings), every=20):
        try:
            events = _role(known, framework, row, grace, findings)
        except RuleViolation as refused:
            _reject(row, row["role"], refused, findings)
            continue
        findings.counts["roles"] += bool(events)
        known.decided(ROLE_PROFILE, row["role"], events)


def _skill(skill: Skill, framework: str, row: Row) -> list[Event]:
    _require_own(skill, framework, row["skill"])
    if skill.merged_into is not None:
        return []
    said = {name: row[name] for name in DESCRIPTION if name in row} | {"framework": framework}
    if skill.in_catalogue:
        return redefine_skill(skill, **said)
    return define_skill(skill, identity=row["skill"], **{**skill.described(), **said})


def _role(known: Known, framework: str, row: Row, grace: Mapping[str, Any], findings: Findings) -> list[Event]:
    profile = known.state(ROLE_PROFILE, row["role"])
    _require_own(profile, framework, row["role"])
    said = {name: row[name] for name in OF_ROLES if name in row} | {"framework": framework}
    named: dict[str, Skill] = {}
    if "skills" in row:
        said["skills"] = _required(known, row, named, findings)
    if profile.id and not profile.retired:
        now, grace_until = grace["now"], grace["grace_until"]
        return revise_role_profile(profile, **said, named=named, grace_until=grace_until, reason=None, now=now)
    blank = {**RoleProfile().described(), **said}
    return define_role_profile(profile, identity=row["role"], **blank, named=named)


def _required(known: Known, row: Row, named: dict[str, Skill], findings: Findings) -> Sequence[Mapping[str, Any]]:
    """What the role asks for, the most important first: an order that does not depend on that of the rows.

    Of skills that have become one, the higher level counts. Those that are not in the catalogue are rejected.
    """
    asked: dict[str, Mapping[str, Any]] = {}
    for each in row["skills"]:
        skill = current(known, each["skill"])
        if not skill.in_catalogue:
            refused = SkillNotInCatalogue("skills", each["skill"], skill.retired)
            _reject({"file": row.get("file"), "line": row["line"], **each}, row["role"], refused, findings)
            continue
        fields = {name: each[name] for name in ("level", "importance", "essential")}
        before = asked.get(skill.id)
        if before is None or fields["level"] > before["level"]:
            asked[skill.id] = {"skill": skill.id, **fields}
            named[skill.id] = skill
    return sorted(asked.values(), key=lambda each: (not each["essential"], -each["importance"], each["skill"]))


_Wanted = frozenset[tuple[str, SkillRelation, str]]


def _wanted(known: Known, rows: Sequence[Row]) -> _Wanted:
    """The relations that the framework has, merged skills followed; similarity in both directions."""
    wanted: set[tuple[str, SkillRelation, str]] = set()
    for row in rows:
        for each in row["others"]:
            relation, other = each["relation"], current(known, each["other"]).id
            wanted.add((row["skill"], relation, other))
            if relation is SkillRelation.SIMILAR:
                wanted.add((other, relation, row["skill"]))
    return frozenset(wanted)


def _take_back(
    known: Known, framework: str, kinds: set[SkillRelation], identity: str, wanted: _Wanted, findings: Findings
) -> None:
    skill = known.state(SKILL, identity)
    if not skill.in_catalogue:
        return
    for relation in sorted(kinds):
        for recorded in sorted(skill.related(relation)):
            other = current(known, recorded)
            if (identity, relation, other.id) not in wanted and other.framework == framework:
                events = unrelate_skill(skill, relation=relation, other=recorded, other_skill=other)
                known.decided(SKILL, identity, events)
                findings.counts["relations"] += len(events)


def _relate(known: Known, identity: str, said: Row, findings: Findings) -> None:
    skill, relation = known.state(SKILL, identity), said["relation"]
    if skill.merged_into is not None:
        return
    try:
        if not skill.in_catalogue:
            raise SkillNotInCatalogue("skill", identity, skill.retired)
        other = current(known, said["other"])
        beyond = frozenset[str]() if relation is SkillRelation.SIMILAR else reachable(known, other, relation)
        events = relate_skill(skill, relation=relation, other=said["other"], other_skill=other, beyond=beyond)
    except RuleViolation as refused:
        about_skill = "skill" in refused.fields
        findings.reject(said, identity, "skill" if about_skill else relation, refused.message)
        return
    known.decided(SKILL, identity, events)
    findings.counts["relations"] += len(events)


def _require_own(known: Skill | RoleProfile, framework: str, identity: str) -> None:
    """Raise OfAnotherFramework for what another framework brought in; what is of none may be taken over."""
    of = known.framework
    if of is not None and of != framework:
        raise OfAnotherFramework(identity, of)


def _once(rows: Iterable[Row], field: str, findings: Findings) -> Iterable[Row]:
    lines: dict[str, int] = {}
    for row in rows:
        if row[field] in lines:
            findings.reject(row, row[field], field, f"the id is on line {lines[row[field]]} already")
        else:
            lines[row[field]] = row["line"]
            yield row


def _reject(row: Row, identity: str, refused: RuleViolation, findings: Findings) -> None:
    findings.reject(row, identity, next(iter(refused.fields), "row"), refused.message)
