"""The OpenAPI document as a page for people: one file, searchable, without anything from elsewhere."""

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import msgspec

_TEMPLATE = Path(__file__).with_name("docs.html").read_text(encoding="utf-8")

_SCRIPT = """
const search = document.querySelector("input");
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\\s+/);
  for (const each of document.querySelectorAll("details")) {
    const text = each.textContent.toLowerCase();
    each.hidden = !words.every(word => text.includes(word));
  }
  for (const each of document.querySelectorAll("section"))
    each.hidden = !each.querySelector("details:not([hidden])");
});
"""

_SCRIPT_HASH = base64.b64encode(sha256(_SCRIPT.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_SCRIPT_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Lets the page run its own script and style, and nothing else."""


def page(document: Mapping[str, Any]) -> str:
    """The page of an OpenAPI document."""
    sections: dict[str, list[str]] = defaultdict(list)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            sections[operation["tags"][0]].append(_operation(document, path, method, operation))
    shown = "".join(
        f"<section><h2>{escape(tag['name'])}</h2><p class=quiet>{escape(tag['description'])}</p>"
        f"{''.join(sections[tag['name']])}</section>"
        for tag in document["tags"]
    )
    parts = {"description": escape(document["info"]["description"]), "operations": shown, "script": _SCRIPT}
    text = _TEMPLATE
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part)
    return text


def _operation(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    rows = [*_parameters(document, operation), *_properties(document, content.get("schema", {}))]
    example = msgspec.json.format(msgspec.json.encode(content["example"])).decode() if "example" in content else ""
    return (
        f"<details id={escape(operation['operationId'])}><summary><span class=method>{method.upper()}</span> "
        f"<code>{escape(path)}</code> <span class=quiet>{escape(operation['summary'])}</span></summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        + (f"<table><tr><th>Name<th>Where<th>Type<th>Meaning{''.join(rows)}</table>" if rows else "")
        + (f"<p>Example</p><pre>{escape(example)}</pre>" if example else "")
        + f"<p class=quiet>Answers {escape(', '.join(operation['responses']))}.</p></details>"
    )


def _parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    for given in operation.get("parameters", ()):
        parameter = _resolved(document, given)
        required = parameter.get("required", False)
        yield _row(parameter["name"], parameter["in"], parameter["schema"], parameter.get("description", ""), required)


def _properties(document: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    schema = _resolved(document, given)
    for name, declared in schema.get("properties", {}).items():
        described = _resolved(document, declared)
        required = name in schema.get("required", ())
        yield _row(name, "body", described, described.get("description", ""), required)


def _row(name: str, where: str, schema: Mapping[str, Any], meaning: str, required: bool) -> str:
    label = f"<code>{escape(name)}</code>{' (required)' if required else ''}"
    return f"<tr><td>{label}<td>{where}<td>{escape(_kind(schema))}<td>{escape(meaning)}"


def _kind(schema: Mapping[str, Any]) -> str:
    """The type in a few words: "integer, 1 to 5", "one of skill, project", "array of string"."""
    if "enum" in schema:
        return "one of " + ", ".join(str(option) for option in schema["enum"] if option is not None)
    declared = schema.get("type", "any")
    kinds = [kind for kind in declared if kind != "null"] if isinstance(declared, list) else [declared]
    kind = " or ".join(kinds)
    if "items" in schema:
        item = schema["items"]
        kind = f"{kind} of {item['$ref'].rpartition('.')[2] if '$ref' in item else _kind(item)}"
    if "format" in schema:
        kind = f"{kind}, {schema['format']}"
    if "minimum" in schema and "maximum" in schema:
        kind = f"{kind}, {schema['minimum']} to {schema['maximum']}"
    return kind


def _resolved(document: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is described, looked up where only its place is given."""
    found: Any = given
    while "$ref" in found:
        place = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in place:
            found = found[step]
    return found  # type: ignore[no-any-return]
