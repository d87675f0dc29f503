"""The compendium: practices of published versions, filtered, and confirmed by a decision."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bpforum.pipeline import compile_forum
from bpforum.publishing import Asked, publish
from bpforum.run_folder import read
from bpforum.verify import verify_files
from bpforum.web.site import Site
from models.practice import Practices
from models.run import CompileRequest
from tests.web.conftest import FORUM, Browser, Clock

TABLE = FORUM.replace(
    '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\ncall = "call-1"\n',
    '[[sources]]\nid = "answers"\nkind = "csv"\npath = "answers.csv"\ncall = "call-1"\n'
    'questions = { q1 = "Works", q2 = "Practice" }\n'
    'columns = { external_id = "ID", name = "Name", stakeholder_group = "Group", '
    'country = "Country" }\n',
)
ROWS = (
    "ID,Name,Group,Country,Works,Practice\n"
    "1,Akinyi Odera,Civil society,Kenya,Shared masts help everybody in the valley.,"
    "We lend a ladder and a meter to every village that asks.\n"
    "2,Jonas Berg,Government,Sweden,Light licensing made the difference for small networks.,"
    "The post office sells the licence for a week's bread.\n"
)


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forum with answers to a question that asks for practices, and a run."""
    base = tmp_path_factory.mktemp("answered")
    (base / "forum").mkdir()
    (base / "forum" / "forum.toml").write_text(TABLE)
    (base / "forum" / "answers.csv").write_text(ROWS)
    compile_forum(CompileRequest(folder=str(base / "forum"), out=str(base / "outputs")))
    return base


@pytest.fixture
def folder(answered: Path, tmp_path: Path) -> Path:
    shutil.copytree(answered, tmp_path, dirs_exist_ok=True)
    return tmp_path / "forum"


def publish_newest(site: Site, clock: Clock) -> None:
    assert site.newest_run is not None
    asked = Asked(label="Draft I", by="A")
    publish(site.store, site.folder, site.newest_run, asked, clock.now)


def test_before_anything_is_published_only_coordinators_see_what_is_proposed(
    visitor: Browser, signed_in: Callable[..., Browser]
) -> None:
    assert "No practice to show." in visitor.get("/compendium").text
    page = signed_in("coordinator").get("/compendium").text
    assert "lend a ladder" in page
    assert "not published yet" in page


def test_practices_are_filtered_by_where_they_come_from(
    visitor: Browser, site: Site, clock: Clock
) -> None:
    publish_newest(site, clock)
    page = visitor.get("/compendium").text
    assert "2 practices" in page
    assert "lend a ladder" in page
    assert "Confirm as a practice" not in page
    some = visitor.get("/compendium?group=Government&year=2026").text
    assert "1 of 2 practices" in some
    assert "post office" in some
    assert "lend a ladder" not in some
    assert "No practice to show." in visitor.get("/compendium?state=confirmed").text
    links = re.findall(r'href="(/published/v1/p/src_c_\d+)"', page)
    assert links
    for link in links:
        there, _, place = visitor.get(link).headers["location"].partition("#")
        assert there == "/published/v1/part/annex_1"
        assert f'id="{place}"' in visitor.get(there).text


def test_a_coordinator_confirms_and_the_next_run_says_so(
    visitor: Browser, signed_in: Callable[..., Browser], site: Site, clock: Clock, folder: Path
) -> None:
    publish_newest(site, clock)
    coordinator = signed_in("coordinator")
    page = coordinator.get("/compendium?group=Government").text
    [passage] = re.findall(r'action="/compendium/(p[0-9a-f]{12})"', page)
    assert visitor.post(f"/compendium/{passage}", {"act": "confirm"}).status_code == 401
    done = coordinator.post(f"/compendium/{passage}", {"act": "confirm", "back": "/compendium"})
    assert done.status_code == 303
    told = coordinator.get("/compendium").text
    assert "Confirmed by Ada Tester; the next run applies it." in told
    compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))
    assert site.newest_run is not None
    files = read(site.newest_run)
    assert verify_files(files) == []
    assert "confirmed by a coordinator" in files["public/outcome.html"].decode()
    [one] = Practices.model_validate_json(files["public/practices.json"]).confirmed
    assert "post office" in one.text
    clock.go_on(hours=1)
    publish_newest(site, clock)
    assert "post office" in visitor.get("/compendium?state=confirmed").text


def test_what_is_no_decision_is_refused(signed_in: Callable[..., Browser]) -> None:
    coordinator = signed_in("coordinator")
    assert coordinator.post("/compendium/p000000000000", {"act": "x"}).status_code == 400
    assert coordinator.post("/compendium/nothing", {"act": "confirm"}).status_code == 409
