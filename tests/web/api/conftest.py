"""What the tests of the API share: what calls it, with a token or without."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from bpforum.web.site import Site
from models.account import Role
from tests.web.conftest import invite

Call = Callable[..., httpx.Response]


@pytest.fixture
def call(app: Any, site: Site) -> Callable[..., Call]:
    """What calls the API with a token of somebody in roles; without one where there are none."""

    def make(*roles: Role) -> Call:
        client = TestClient(app, base_url="http://testserver")
        if roles:
            account = invite(site, *roles, name="Prog Ram")
            token = site.store.tokens.make(account.id, "test", at=site.now())
            client.headers["authorization"] = f"Bearer {token}"

        def send(method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
            sent = {name.replace("_", "-"): said for name, said in headers.items()}
            answer: httpx.Response = client.request(
                method, f"/api/v1{path}", json=body, headers=sent
            )  # type: ignore[assignment]
            return answer

        return send

    return make
