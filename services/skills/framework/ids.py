"""Ids of skills and roles that follow from those of their framework: the same whenever the same is imported.

They are at most 64 letters, digits and the characters `_.:-`, and begin with the name of the framework, as in
`esco:14832d87-2f2f-4895-b290-e4760ebae42a` and `onet:15-1252.00`.
"""

import re
from hashlib import sha256

LONGEST = 64
LONGEST_FRAMEWORK = 24
"""Characters of a framework's name: they leave room for a UUID within an id."""

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_DIGITS = 24


def framework_id(framework: str, local: str) -> str:
    """The id of what `framework` knows as `local`; where that makes no id, one of its digest."""
    whole = f"{framework}:{local}"
    return whole if is_id(whole) else f"{framework}:{_digest(local)}"


def named_id(framework: str, prefix: str, name: str) -> str:
    """The id of what a framework knows by nothing but its name, whatever its case and spacing."""
    return f"{framework}:{prefix}-{_digest(' '.join(name.casefold().split()))}"


def last_part(uri: str) -> str:
    """The part of a URI that names the thing itself."""
    return re.split(r"[/#]", uri.rstrip("/#"))[-1]


def is_id(text: str) -> bool:
    """Whether it may be the id of a skill or role."""
    return _ID.fullmatch(text) is not None


def as_name(title: str, otherwise: str) -> str:
    """A framework's name made from its title: `Digital Skills 2.0` becomes `digital-skills-2.0`."""
    name = re.sub(r"[^a-z0-9.]+", "-", title.casefold())[:LONGEST_FRAMEWORK].strip("-.")
    return name or otherwise


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]
