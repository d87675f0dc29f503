"""The user's page on forum.toml knows every key that the models accept."""

import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from models.call import Call, Deadline, Extension, Question
from models.decision import DecisionKind
from models.forum import (
    ForumHead,
    Milestone,
    OutcomeConfig,
    PinnedTheme,
    Schedule,
    SourceConfig,
    ThemesConfig,
)
from models.session import Session

DOCS = Path(__file__).parents[2] / "docs"


def test_every_key_of_the_forum_file_is_described() -> None:
    told = set(re.findall(r"`(\w+)`", (DOCS / "forum-file.md").read_text(encoding="utf-8")))
    models: tuple[type[BaseModel], ...] = (
        ForumHead, Call, Question, Extension, Deadline, Session, SourceConfig, ThemesConfig,
        PinnedTheme, OutcomeConfig, Milestone, Schedule,
    )  # fmt: skip
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert keys - told == set()


def test_every_kind_of_decision_is_described() -> None:
    told = (DOCS / "deciding.md").read_text(encoding="utf-8")
    assert [kind for kind in get_args(DecisionKind) if f"`{kind}`" not in told] == []


def test_every_element_of_the_template_is_described() -> None:
    template = DOCS.parent / "templates" / "outcome" / "outcome.xml.jinja"
    used = set(re.findall(r"<([a-z]+)[\s>/]", template.read_text(encoding="utf-8")))
    told = set(re.findall(r"<([a-z]+)[\s>/]", (DOCS / "templates.md").read_text(encoding="utf-8")))
    assert used - told == set()
