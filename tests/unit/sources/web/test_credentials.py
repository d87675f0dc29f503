"""What lets us in comes from the environment alone, and is shown to nobody."""

from bpforum.sources.web.credentials import credentials_of, variables_of


def test_credentials_are_named_after_the_source() -> None:
    environ = {
        "BPFORUM_SOURCE_MY_BLOG_2_TOKEN": " t\n",
        "BPFORUM_SOURCE_MY_BLOG_2_USER": "ann",
        "BPFORUM_SOURCE_MY_BLOG_2_PASSWORD": "p q",
        "BPFORUM_SOURCE_OTHER_API_KEY": "k",
    }
    found = credentials_of("my-blog.2", environ)
    assert (found.token, found.api_key, found.basic) == ("t", "", ("ann", "p q"))
    assert set(environ) >= {*variables_of("my-blog.2")} - {"BPFORUM_SOURCE_MY_BLOG_2_API_KEY"}


def test_half_a_pair_is_none() -> None:
    assert credentials_of("a", {"BPFORUM_SOURCE_A_USER": "ann"}).basic is None
    assert not credentials_of("a", {})
    assert credentials_of("a", {"BPFORUM_SOURCE_A_USER": "ann"})


def test_they_do_not_show() -> None:
    environ = {f"BPFORUM_SOURCE_A_{name}": "sesame" for name in ("TOKEN", "USER", "PASSWORD")}
    assert "sesame" not in f"{credentials_of('a', environ)!r}{credentials_of('a', environ)}"
