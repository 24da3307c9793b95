"""Loading, checking and saving ``brief.json``."""

from __future__ import annotations

import json

from briefgen.brief import Brief

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def brief_bytes(brief: Brief) -> bytes:
    """``brief`` as the bytes of its ``brief.json``: UTF-8, indented, keys in the order of the contract."""
    return (json.dumps(brief.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()


def render(brief: Brief, _look: object) -> bytes:
    """The renderer of the format "json"; a look has no bearing on it."""
    return brief_bytes(brief)


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of ``brief.json``."""
    return json.dumps({"$schema": SCHEMA_DIALECT, **Brief.model_json_schema()}, ensure_ascii=False, indent=2) + "\n"
