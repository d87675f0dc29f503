"""Owns asking an OpenAI-compatible endpoint, by way of pydantic-ai; judges no sentence.

An answer is bounded in time and size, no redirect is followed, and what an endpoint says when it
fails is never repeated: it is the endpoint's, and may hold the key.
"""

import asyncio
import importlib.util
import re
import unicodedata
import warnings
from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel

from bpforum.assist.assistant import NotAnswered, Question
from bpforum.assist.question import MOST_SENTENCES
from bpforum.assist.target import Target
from models.assistance import Answer, Claim

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai import Agent

MOST_BYTES = 2 * 2**20
"""Of one answer: a hundred times what is asked for."""
LONGEST_WAIT = 20.0
"""Seconds that an endpoint which is asked too often may make us wait, once for a question."""
_MOST_TEXT = 2_000

WANTED = "pip install 'bpforum[llm]'"


def is_installed() -> bool:
    """Whether the packages of the extra `llm` are there."""
    return all(importlib.util.find_spec(one) for one in ("httpx2", "openai", "pydantic_ai"))


class _Said(BaseModel):
    text: str = ""
    passages: list[str | int] = []


class _Form(BaseModel):
    """The form asked for, read leniently: what it says is judged elsewhere."""

    label: str = ""
    sentences: list[_Said]


class Endpoint:
    """An `Assistant` behind a URL. Not for several threads at once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._runner = asyncio.Runner()
        self._trouble: NotAnswered | None = None
        self._client: httpx2.AsyncClient | None = None
        self._agent: Agent[object, _Form] | None = None

    @property
    def name(self) -> str:
        """The model's name, as documents print it."""
        return self._target.name

    @property
    def place(self) -> str:
        """Host and port."""
        return self._target.place

    def ask(self, question: Question, seconds: float) -> Answer:
        """Its answer within `seconds`, ids as passages have them. Raises NotAnswered."""
        self._trouble = None
        # Before the time begins to run: loading it takes a second.
        self._agent = self._agent or self._make_agent()
        with warnings.catch_warnings():
            # That a model takes no temperature is nothing that anybody has to do something about.
            warnings.simplefilter("ignore", UserWarning)
            form = self._runner.run(self._within(question, seconds))
        return self._read(form, question)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._client:
            self._runner.run(self._client.aclose())
        self._runner.close()

    def _make_agent(self) -> "Agent[object, _Form]":
        """Only when there is something to ask."""
        from pydantic_ai import Agent, PromptedOutput
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.profiles.openai import OpenAIModelProfile
        from pydantic_ai.providers.openai import OpenAIProvider

        self._client = self._make_client()
        provider = OpenAIProvider(
            base_url=self._target.url,
            # Servers of one's own ask for none; the library does.
            api_key=self._target.key or "none",
            http_client=self._client,
        )
        provider.client.max_retries = 0
        # The environment may hold them for some other endpoint.
        provider.client.organization = provider.client.project = None
        model = OpenAIChatModel(
            self._target.model,
            provider=provider,
            # Plain text is what every server gives; some refuse to be asked for JSON.
            profile=OpenAIModelProfile(supports_json_object_output=False),
        )
        return Agent(
            model,
            output_type=PromptedOutput(_Form, template=False),
            # No bound in tokens: its name differs, and some endpoints refuse the other one.
            model_settings={"temperature": 0.0},
            retries=1,
        )

    def _make_client(self) -> "httpx2.AsyncClient":
        import httpx2

        give_up = self._give_up

        class Bounded(httpx2.AsyncByteStream):
            """A body that ends with an error where it is longer than any answer."""

            def __init__(self, body: Any) -> None:
                self._body = body

            async def __aiter__(self) -> AsyncIterator[bytes]:
                size = 0
                async for part in self._body:
                    size += len(part)
                    if size > MOST_BYTES:
                        raise give_up(f"its answer is larger than {MOST_BYTES >> 20} MB")
                    yield part

            async def aclose(self) -> None:
                await self._body.aclose()

        async def bound(response: httpx2.Response) -> None:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise give_up("it answered in a packed form that it was not asked for")
            response.stream = Bounded(response.stream)

        return httpx2.AsyncClient(
            timeout=httpx2.Timeout(None, connect=10.0),
            follow_redirects=False,
            # No proxy for this machine; beyond it the environment may name one.
            trust_env=not self._target.is_here,
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [bound]},
        )

    def _give_up(self, what: str) -> NotAnswered:
        """What happened inside a client that reports every failure as the same."""
        self._trouble = NotAnswered(what, "Ask who runs the endpoint, or take another.")
        return self._trouble

    async def _within(self, question: Question, seconds: float) -> _Form:
        try:
            async with asyncio.timeout(seconds):
                return await self._patiently(question)
        except TimeoutError:
            raise NotAnswered(
                f"no whole answer within {seconds:.0f} s",
                "Set BPFORUM_LLM_SECONDS higher, or take a faster model.",
            ) from None

    async def _patiently(self, question: Question) -> _Form:
        """Asks once more where the endpoint says how soon it may be."""
        from pydantic_ai.exceptions import ModelHTTPError

        try:
            return await self._once(question)
        except ModelHTTPError as error:
            wait = error.retry_after
            if error.status_code not in (429, 503) or wait is None or wait > LONGEST_WAIT:
                raise self._in_words(error) from None
            await asyncio.sleep(max(0.0, wait))
        except Exception as error:
            raise self._in_words(error) from None
        try:
            return await self._once(question)
        except Exception as error:
            raise self._in_words(error) from None

    async def _once(self, question: Question) -> _Form:
        assert self._agent is not None  # noqa: S101 - `ask` has made it
        result = await self._agent.run(question.data, instructions=question.instructions)
        return result.output

    def _in_words(self, error: Exception) -> NotAnswered:
        from pydantic_ai.exceptions import (
            ModelAPIError,
            ModelConnectionError,
            ModelHTTPError,
            UnexpectedModelBehavior,
        )

        if isinstance(error, NotAnswered):
            return error
        if self._trouble:
            return self._trouble
        if isinstance(error, ModelHTTPError):
            return _refused(error.status_code)
        if isinstance(error, ModelConnectionError):
            return NotAnswered(
                "no connection, or it broke off", "Start it, or correct BPFORUM_LLM_URL."
            )
        status = getattr(error.__cause__, "status_code", None)
        if isinstance(status, int):
            return _refused(status)
        if isinstance(error, (UnexpectedModelBehavior, ModelAPIError, UnicodeError)):
            return NotAnswered(
                "what it answered is not in the form asked for",
                "Compile again, or take a model that follows instructions better.",
            )
        return NotAnswered(f"asking failed ({type(error).__name__})", "Compile again.")

    def _read(self, form: _Form, question: Question) -> Answer:
        """The form as an answer; a short id that was never given stays as it is."""
        key = self._target.key
        if key and any(key in words for words in _all_words(form)):
            raise NotAnswered("it repeated the key", "Change the key, and take another endpoint.")
        return Answer(
            label=_clean(form.label),
            sentences=tuple(
                Claim(
                    text=_clean(said.text),
                    passages=tuple(
                        question.passages.get(str(one).strip().lower(), _clean(str(one))[:40])
                        for one in said.passages[: 4 * MOST_SENTENCES]
                    ),
                )
                for said in form.sentences[: 4 * MOST_SENTENCES]
            ),
        )


def _refused(status: int) -> NotAnswered:
    """What a status says, in words; the endpoint's own words are not repeated."""
    if status in (401, 403):
        return NotAnswered(
            f"it does not let us in ({status})", "Correct BPFORUM_LLM_KEY.", final=True
        )
    if status == 404:
        remedy = "Correct BPFORUM_LLM_MODEL or BPFORUM_LLM_URL, which often ends in /v1."
        return NotAnswered("it knows no such model or address (404)", remedy, final=True)
    if 300 <= status < 400:
        return NotAnswered(
            f"it leads to another address ({status}), which is not followed",
            "Write the address that it ends at into BPFORUM_LLM_URL.",
            final=True,
        )
    if status == 429:
        return NotAnswered("it was asked too often (429)", "Compile again later.")
    if status >= 500:
        return NotAnswered(f"it failed ({status})", "Compile again later, or look at its log.")
    return NotAnswered(f"it refuses the question ({status})", "Take another model.")


def _all_words(form: _Form) -> list[str]:
    cited = [str(one) for said in form.sentences for one in said.passages]
    return [form.label, *(said.text for said in form.sentences), *cited]


def _clean(words: str) -> str:
    """In NFC, without what cannot be stored, and on one line."""
    sound = words[:_MOST_TEXT].encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", sound)).strip()
