"""What the declaration of a service must say, and what is told where it does not."""

from typing import Any

import pytest
from pydantic import ValidationError

from bpforum.sources.fields import JSON_FIELDS
from bpforum.sources.services.federal_register import CONDITIONS
from bpforum.sources.services.regulations_service import FILTERS
from models.forum import JSON_TEXTS, QUERY_WORDS, SourceConfig

PLAIN = {"external_id": "id", "text": "body"}


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"kind": "json"}, 'external_id = "id"'),
        ({"kind": "json", "columns": {"external_id": "id"}}, 'text_html = "body"'),
        ({"kind": "json", "columns": {**PLAIN, "text_html": "b"}}, "one of text and text_html"),
        (
            {"kind": "json", "columns": {"external_id": "i", "text_html": "b", "question": "q"}},
            "write text, not text_html",
        ),
        ({"kind": "feed", "items": "data"}, "items: belongs to a source of kind 'json'"),
        ({"kind": "feed", "next": "next"}, "next: belongs to a source of kind 'json'"),
        ({"kind": "regulations_gov", "query": {"dockets": "x"}}, "'dockets' is not known"),
        ({"kind": "regulations_gov"}, 'such as docket = "…"'),
        ({"kind": "federal_register", "query": {"term": " "}}, 'such as term = "…"'),
        ({"kind": "federal_register", "query": {"filter[a]": "b"}}, "begin with conditions["),
    ],
)  # fmt: skip
def test_what_is_missing_is_told(declared: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as error:
        SourceConfig.model_validate({"id": "a", "url": "https://example.org", **declared})
    assert told in str(error.value)


@pytest.mark.parametrize(
    "declared",
    [
        {"kind": "json", "columns": PLAIN},
        {"kind": "json", "columns": {"external_id": "id"}, "questions": {"q1": "a.b"}},
        {"kind": "feed"},
        {"kind": "regulations_gov", "query": {"docket": "FWS-2026-0001", "filter[agencyId]": "x"}},
        {"kind": "federal_register", "query": {"conditions[significant]": "1"}},
    ],
)
def test_what_is_enough(declared: dict[str, Any]) -> None:
    SourceConfig.model_validate({"id": "a", "url": "https://example.org", **declared})


def test_the_words_of_a_query_are_those_that_its_source_knows() -> None:
    assert QUERY_WORDS["federal_register"] == tuple(CONDITIONS)
    assert QUERY_WORDS["regulations_gov"] == ("docket", "document", *FILTERS)
    assert set(JSON_TEXTS) < set(JSON_FIELDS)
