"""What the description of the API says an answer is, as a schema that an answer can be held to."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker


def described(name: str) -> Draft202012Validator:
    """Return a validator of one component: every property must be there, and no other."""
    written = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=written)
    components = json.loads(written.getvalue())["components"]
    schemas = {key: _strict(each) for key, each in components["schemas"].items()}
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _strict(schema: Any) -> Any:
    """Return an OpenAPI 3.0 schema in the words of JSON Schema, with nothing left open."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(each) for key, each in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        strict |= {"required": sorted(schema["properties"]), "additionalProperties": False}
    if strict.pop("nullable", False):
        return {"anyOf": [strict, {"type": "null"}]}
    return strict
