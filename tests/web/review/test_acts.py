"""What is done on the review's pages: recorded, shown at once, refused when stale, undone."""

import re
from typing import Any

from bpforum.store import Store
from tests.builders.reviewed import COMMENTED, HUMAN
from tests.web.conftest import Browser


def field(page: str, name: str, nth: int = 0) -> str:
    found = re.findall(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return str(found[nth])


def edit(browser: Browser, paragraph: str, text: str, seen: str) -> Any:
    return browser.post(
        f"/review/paragraph/{paragraph}", {"act": "edit", "text": text, "seen": seen}
    )


def test_an_edit_is_shown_at_once_and_can_be_taken_back(ada: Browser, store: Store) -> None:
    page = ada.get(f"/review/text?paragraph={COMMENTED}").text
    answer = edit(
        ada, COMMENTED, "Thirteen speak of subsidies.\r\n\r\nTwo do not.", field(page, "seen")
    )
    page = ada.follow(answer).text
    assert "Thirteen speak of subsidies.\n\nTwo do not." in page
    assert "Edited by Ada Osei" in page
    assert "<del>" in page
    [made] = [one for one in store.decisions() if one.target == COMMENTED]
    assert (made.value, made.by) == ("Thirteen speak of subsidies.\n\nTwo do not.", "Ada Osei")
    page = ada.follow(ada.post("/review/undo", {"decision": made.id, "back": "/review"})).text
    assert "Let it hold again" in page
    page = ada.get(f"/review/text?paragraph={COMMENTED}").text
    assert "Two do not" not in page[: page.index("decisions about this")], "only its history has it"
    [*_, last] = store.decisions()
    assert (last.kind, last.target) == ("take_back", made.id)


def test_of_two_on_one_paragraph_the_second_sees_both_and_loses_nothing(
    ada: Browser, ben: Browser, store: Store
) -> None:
    seen = field(ada.get(f"/review/text?paragraph={HUMAN}").text, "seen")
    assert seen == field(ben.get(f"/review/text?paragraph={HUMAN}").text, "seen")
    assert edit(ada, HUMAN, "What Ada wrote.", seen).status_code == 303
    refused = edit(ben, HUMAN, "What <b>Ben</b> wrote.", seen)
    assert refused.status_code == 409
    assert "Somebody decided about this in the meantime" in refused.text
    assert "What Ada wrote." in refused.text
    assert refused.text.count("What &lt;b&gt;Ben&lt;/b&gt; wrote.") >= 2, (
        "side by side, and to send"
    )
    assert [one.by for one in store.decisions() if one.target == HUMAN][-1] == "Ada Osei"
    again = edit(ben, HUMAN, "What both wrote.", field(refused.text, "seen"))
    assert "What both wrote." in ben.follow(again).text


def test_what_a_file_brought_in_unusable_is_shown_and_breaks_no_page(
    ada: Browser, store: Store
) -> None:
    from tests.builders.groupings import decided

    kinds: list[Any] = [
        ("relate", "C-0001"), ("dispose", "C-0002"), ("clear", "th_theme_1"), ("rename", "theme-1"),
        ("accept_paragraph", COMMENTED), ("edit_paragraph", COMMENTED), ("split", "theme-2"),
        ("recommend", "C-0003"), ("ask_source", COMMENTED), ("name_speaker", "C-0082"),
    ]  # fmt: skip
    unusable: list[Any] = [[1], {"x": {}}, 7, None, "<script>"]
    for n, value in enumerate(unusable):
        store.add_decisions(
            [
                decided(kind, target, value, n=m, identifier=f"u{n}-{m}")
                for m, (kind, target) in enumerate(kinds)
            ],
            at=decided("move", "x").at,
        )
    for path in ("", "/text?section=th_theme_1", f"/text?paragraph={COMMENTED}", "/decisions",
                 "/themes", "/comments", "/checks", "/checks?section=th_theme_1"):  # fmt: skip
        assert ada.get(f"/review{path}").status_code == 200, path
    assert "&lt;script&gt;" in ada.get("/review/decisions").text


def test_an_empty_edit_says_so_at_the_field(ada: Browser) -> None:
    seen = field(ada.get(f"/review/text?paragraph={HUMAN}").text, "seen")
    answer = edit(ada, HUMAN, "   ", seen)
    assert answer.status_code == 422
    assert 'href="#text-edit"' in answer.text
    assert 'id="text-edit-mistake"' in answer.text


def test_accepting_doubting_and_asking_are_marked_and_unmarked(ada: Browser) -> None:
    def press(act: str, **more: str) -> str:
        seen = field(ada.get(f"/review/text?paragraph={COMMENTED}").text, "seen")
        path = f"/review/paragraph/{COMMENTED}"
        return ada.follow(ada.post(path, {"act": act, "seen": seen, **more})).text

    assert "Accepted by Ada Osei" in press("accept")
    assert "Not supported, says Ada Osei" in press("doubt")
    assert "a figure, please" in press("ask", text="a figure, please")
    page = press("unaccept")
    assert "Accepted by" not in page
    assert "Not supported, says" not in press("undoubt")
    assert "asks for another source" not in press("unask")


def test_a_theme_is_renamed_and_a_stale_name_is_refused(ada: Browser, ben: Browser) -> None:
    seen = field(ada.get("/review/themes?theme=theme-1").text, "seen")
    ben.get("/review/themes?theme=theme-1")
    data = {"act": "rename", "label": "Radios that last", "seen": seen}
    assert "Radios that last" in ada.follow(ada.post("/review/themes/theme-1", data)).text
    refused = ben.post("/review/themes/theme-1", {**data, "label": "Batteries"})
    assert refused.status_code == 409
    assert "Radios that last" in refused.text
    assert 'value="Batteries"' in refused.text


def test_passages_are_moved_by_ticking_them_and_choosing(
    ada: Browser, ben: Browser, store: Store
) -> None:
    page = ada.get("/review/themes?theme=theme-1").text
    ben.get("/review/themes?theme=theme-1")
    one, two, three = re.findall(r'name="passages" value="(p[0-9a-f]+)"', page)[:3]
    seen = {f"seen-{p}": field(page, f"seen-{p}") for p in (one, two, three)}
    data = {"act": "move", "theme": "theme-1", "to": "theme-2", "passages": [one, two], **seen}
    moved = ada.follow(ada.post("/review/passages", data)).text
    assert moved.count("→") >= 2
    assert {d.target: d.value for d in store.decisions() if d.kind == "move"} == {
        one: "theme-2", two: "theme-2",
    }  # fmt: skip
    # One of these was moved since the other looked: that one is told, the rest is done.
    data |= {"passages": [two, three], "to": "fits_no_theme"}
    refused = ben.post("/review/passages", data)
    assert refused.status_code == 409
    assert f'name="passages" value="{two}"' in refused.text
    assert f'name="passages" value="{three}"' not in refused.text
    assert {d.target: d.value for d in store.decisions() if d.kind == "move"}[three] == (
        "fits_no_theme"
    )
    nothing = ada.post("/review/passages", {"act": "move", "theme": "theme-1", "to": "theme-2"})
    assert nothing.status_code == 422
    assert "Tick at least one passage" in nothing.text


def test_a_theme_is_split_added_merged_pinned_and_set_aside(ada: Browser, store: Store) -> None:
    page = ada.get("/review/themes?theme=theme-2").text
    passages = re.findall(r'name="passages" value="(p[0-9a-f]+)"', page)[:2]
    seen = field(page, "seen")
    common = {"theme": "theme-2", "seen": seen, "passages": passages}
    page = ada.follow(
        ada.post("/review/passages", {**common, "act": "split", "label": "Funds"})
    ).text
    assert "Funds" in page
    assert ada.post("/review/passages", {**common, "act": "pin"}).status_code == 303
    kinds = {"act": "kind", "kind": "practice", **common}
    assert ada.post("/review/passages", kinds).status_code == 303
    added = {"label": "Customs", "seeds": "customs\nduties"}
    assert "Customs" in ada.follow(ada.post("/review/themes", added)).text
    assert ada.post("/review/themes", {"label": ""}).status_code == 422
    for act, more in (("set_aside", {}), ("merge", {"into": "theme-4"})):
        page = ada.get("/review/themes?theme=theme-3").text
        data = {"act": act, "seen": field(page, "seen"), **more}
        assert ada.post("/review/themes/theme-3", data).status_code == 303, act
    made = [(one.kind, one.target) for one in store.decisions()]
    for kind in ("split", "add_theme", "set_aside", "merge", "pin", "set_kind"):
        assert kind in [k for k, _ in made]


def cards(page: str) -> list[str]:
    return re.findall(r'class="card comment" id="(C-\d+)"', page)


def test_a_comment_is_answered_with_code_reason_and_paragraphs(ada: Browser, store: Store) -> None:
    page = ada.get("/review/comments").text
    assert "<ins>" in page, "the proposed change is shown as a difference"
    first, second, *_ = cards(page)
    answer = {"act": "dispose", "disposition": "not_accepted", "reason": "", "seen": ""}
    refused = ada.post(f"/review/comments/{first}", answer)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    answer |= {"reason": "said elsewhere", "paragraphs": "3, summary_counts"}
    page = ada.follow(ada.post(f"/review/comments/{first}", answer)).text
    assert "Not accepted" in page
    made = store.decisions()[-1]
    assert made.value["disposition"] == "not_accepted"
    assert made.value["paragraphs"][1] == "summary_counts"
    assert first not in cards(ada.get("/review/comments").text)
    assert first in cards(ada.get("/review/comments?state=not_accepted").text)
    unknown = ada.post(f"/review/comments/{second}", {**answer, "paragraphs": "9999"})
    assert "no paragraph of this draft" in unknown.text
    page = ada.follow(
        ada.post(f"/review/comments/{second}",
                 {"act": "recommend", "disposition": "discuss", "reason": "two views"})
    ).text  # fmt: skip
    assert "Ada Osei recommends" in page
    assert second in cards(ada.get("/review/comments?state=discuss").text)


def test_editorial_comments_are_answered_together_and_a_stale_one_is_told(
    ada: Browser, ben: Browser, store: Store
) -> None:
    page = ada.get("/review/comments?type=editorial").text
    ben.get("/review/comments?type=editorial")
    both = cards(page)
    assert len(both) == 2
    seen = {f"seen-{one}": field(page, f"seen-{one}") for one in both}
    assert ada.post(
        f"/review/comments/{both[0]}",
        {"act": "dispose", "disposition": "accepted", "seen": seen[f"seen-{both[0]}"]},
    ).status_code == 303  # fmt: skip
    many = ben.post(
        "/review/comments?type=editorial",
        {"comments": both, "disposition": "noted", "reason": "", **seen},
    )
    assert many.status_code == 409
    assert both[0] in many.text
    answers = {one.target: one.value["disposition"] for one in store.decisions()
               if one.kind == "dispose" and isinstance(one.value, dict)}  # fmt: skip
    assert answers[both[0]] == "accepted"
    assert answers[both[1]] == "noted"


def test_deciding_on_ones_own_organisations_input_is_flagged(ben: Browser) -> None:
    page = ben.get("/review/comments?state=").text
    [own] = [one for one in cards(page) if "Cabo Mesh" in page.split(f'id="{one}"')[1][:1500]][:1]
    answer = ben.post(f"/review/comments/{own}", {"act": "dispose", "disposition": "accepted"})
    assert "It is about your own organisation" in ben.follow(answer).text
    assert "It is about your own organisation" in ben.get("/review/decisions").text


def test_relations_and_names_are_confirmed_or_denied(ada: Browser, store: Store) -> None:
    page = ada.get("/review/confirm").text
    assert "C-0033" in page
    assert "Casimir Dvorak-Nel" in page
    ada.post(
        "/review/confirm/relation",
        {"reference": "C-0033", "target": "C-0021", "kind": "revises", "act": "no"},
    )
    data = {"target": "C-0082", "label": "Casimir Dvorak-Nel", "name": "Casimir Dvorak-Nel",
            "organisation": "Adom Ridge", "act": "yes"}  # fmt: skip
    page = ada.follow(ada.post("/review/confirm/name", data)).text
    assert "C-0033" not in page
    assert 'name="label" value="Casimir Dvorak-Nel"' not in page
    made = {one.kind: one.value for one in store.decisions()[-2:]}
    assert made["relate"] == {"kind": "revises", "to": "C-0021", "holds": False}
    assert made["name_speaker"]["organisation"] == "Adom Ridge"
    assert ada.post("/review/confirm/name", {**data, "name": ""}).status_code == 422


def test_a_section_is_cleared_as_it_reads_and_the_draft_is_published(
    ada: Browser, store: Store
) -> None:
    page = ada.get("/review/checks?section=th_theme_1").text
    cleared = ada.post("/review/clear/th_theme_1", {"act": "clear", "seen": field(page, "seen")})
    page = ada.follow(cleared).text
    assert "Take the clearance back" in page
    stale = ada.post("/review/clear/th_theme_1", {"act": "unclear", "seen": "0" * 32})
    assert stale.status_code == 409
    wrong = ada.post("/review/publish", {"label": "Draft I", "closes": "soon"})
    assert wrong.status_code == 422
    assert "This is no date or time." in wrong.text
    answer = ada.post("/review/publish", {"label": "Draft I", "closes": "2027-01-31T18:00"})
    assert answer.status_code == 303, answer.text[-4000:]
    assert "Published as v1" in ada.follow(answer).text
    [version] = [one for one in store.decisions() if one.kind == "publish"]
    assert version.value["closes"].startswith("2027-01-31T")
    assert store.verify_chain() is None


def test_only_what_can_be_taken_back_is(ada: Browser) -> None:
    assert ada.post("/review/undo", {"decision": "d999"}).status_code == 422
    assert "/evil" not in ada.post(
        "/review/undo", {"decision": "e1", "back": "//evil.example"}
    ).headers["location"]  # fmt: skip
