"""A language model's endpoint on this machine for tests: good, bad and hostile, over real HTTP.

```python
with LanguageModel() as model:
    model.write = lambda asked: {"label": "Roofs", "sentences": [asked.cite(0)]}
    model.setting(monkeypatch)  # BPFORUM_LLM_URL and BPFORUM_LLM_MODEL
```
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pytest

from tests.builders.loopback import Asked, Loopback, Reply

PATH = "/v1/chat/completions"
NAME = "small-model"
KEY = "sk-not-for-anybodys-eyes-0815"

ROOFS = {
    "oaxaca.txt": "We put masts on the roofs of schools in Oaxaca. The schools keep the keys, and "
    "a teacher climbs up when the radio stops. Masts on roofs are cheaper than towers.",
    "highlands.txt": "Masts on roofs of schools save the cost of towers. In the highlands the "
    "municipality lends roofs to the network, and the radio stands beside the water tank.",
    "coast.txt": "On the coast salt eats the radio on the mast within two years. Roofs of schools "
    "are the only places high enough for a mast, so the parents paint the radio each spring.",
    "valley.txt": "Our network has masts on roofs of schools and on one church. A mast on a roof "
    "needs a permit from the municipality, which took the valley fourteen months.",
}
"""A forum of one theme."""


@dataclass(frozen=True)
class Prompt:
    """What the model was asked, as it reads it."""

    instructions: str
    data: str
    passages: tuple[tuple[str, str], ...]
    """(id, text), in order."""

    def sentence(self, text: str, *ids: str) -> dict[str, Any]:
        """A sentence that cites `ids`, by default the first passage."""
        return {"text": text, "passages": list(ids or (self.passages[0][0],))}

    def about(self, at: int = 0) -> dict[str, Any]:
        """A sentence that keeps to passage `at`: it takes words of it, and cites it."""
        identifier, text = self.passages[at]
        words = [one for one in re.findall(r"[^\W\d_]+", text) if one.islower() and len(one) > 4]
        subject = " and ".join(list(dict.fromkeys(words))[:3]) or "this"
        return self.sentence(f"One contribution writes of {subject} as it sees them.", identifier)

    def quote(self, at: int = 0, words: int = 4) -> str:
        """Some words of passage `at`, exact."""
        return " ".join(self.passages[at][1].split(" ")[:words]).split("\n")[0].strip('“”"«» ')


Write = Callable[[Prompt], Any]


class LanguageModel:
    """The endpoint; a context manager. `write` makes an answer of a prompt: a dict in the form
    asked for, a text, or a whole `Reply`."""

    def __init__(self, write: Write | None = None) -> None:
        self.write: Write = write or good
        self.server = Loopback()
        self.server.route(PATH, self._answer)

    @property
    def url(self) -> str:
        """What belongs into BPFORUM_LLM_URL."""
        return f"{self.server.url}/v1"

    @property
    def prompts(self) -> list[Prompt]:
        """All that it was asked."""
        return [prompt_of(asked) for asked in self.server.asked_at(PATH)]

    @property
    def asked(self) -> Sequence[Asked]:
        """All requests."""
        return self.server.asked

    def setting(self, environment: pytest.MonkeyPatch, **more: str) -> None:
        """Sets bpforum up to ask it; `more`: `key="…"` is BPFORUM_LLM_KEY and so on."""
        for name, value in {"url": self.url, "model": NAME, **more}.items():
            environment.setenv(f"BPFORUM_LLM_{name.upper()}", value)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.__exit__(kind, error, trace)

    def _answer(self, asked: Asked) -> Reply:
        said = self.write(prompt_of(asked))
        if isinstance(said, Reply):
            return said
        return completion(said if isinstance(said, str) else json.dumps(said))


def good(prompt: Prompt) -> dict[str, Any]:
    """A label, and a sentence on each of the first three passages."""
    sentences = [prompt.about(n) for n in range(min(3, len(prompt.passages)))]
    return {"label": "Shared masts and roofs", "sentences": sentences}


def prompt_of(asked: Asked) -> Prompt:
    """The prompt in a request's body; the first user's message holds the data."""
    messages = json.loads(asked.body)["messages"]
    data = next(one["content"] for one in messages if one["role"] == "user")
    return Prompt(
        instructions="\n".join(one["content"] for one in messages if one["role"] == "system"),
        data=data,
        passages=tuple((one["id"], one["text"]) for one in json.loads(data)["passages"]),
    )


def completion(content: str, **more: Any) -> Reply:
    """An answer as endpoints wrap it."""
    message = {"role": "assistant", "content": content}
    return Reply.json(
        {
            "id": "c-1", "object": "chat.completion", "created": 1, "model": NAME,
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            **more,
        }
    )  # fmt: skip
