"""Names that are sought among those of others are the names that both have."""

from hypothesis import given
from hypothesis import strategies as st

from bpforum.drafting.known_names import names_also_of, names_among
from models.contribution import Contributor

_NAMES = st.sampled_from(
    ["", "Li", "Ada Okoro", " Ada Okoro ", "Ada Okoro, Li Wei Chan", "Li Wei Chan and Bo", "Net"]
)
_WHO = st.builds(Contributor, name=_NAMES, organisation=_NAMES, listed_as=_NAMES)


@given(st.lists(_WHO, max_size=4), st.lists(_WHO, max_size=4))
def test_what_both_could_be_recognised_under(
    ones: list[Contributor], more: list[Contributor]
) -> None:
    names = names_among(ones)
    assert names_also_of(names, iter(more)) == names & names_among(more)


def test_several_people_in_one_field_count_each_and_a_body_as_a_whole() -> None:
    who = Contributor(name="Ada Okoro and Li Wei Chan", organisation="Rock and Roll Net")
    assert names_among([who]) == {
        "Ada Okoro", "Li Wei Chan", "Ada Okoro and Li Wei Chan", "Rock and Roll Net",
    }  # fmt: skip
