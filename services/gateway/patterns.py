"""Patterns of SQL's `like`, made of what somebody typed."""


def literally(text: str) -> str:
    """The text as a pattern that matches just it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def containing(part: str | None) -> str | None:
    """The pattern of everything that has `part` in it; None for none."""
    return None if part is None else f"%{literally(part)}%"
