"""The order of what themes are made of."""

import numpy as np

from bpforum.text.themes.matter import gather
from tests.unit.text.toy import SPECTRUM, encode, pieces, voices


def test_rows_of_members_are_those_that_are_here_in_the_order_asked_for() -> None:
    passages = pieces(SPECTRUM)
    matter = gather(passages, encode(SPECTRUM), voices(passages), [True] * len(passages))
    asked = [matter.ids[4], "p-elsewhere", matter.ids[0], "z", matter.ids[2], ""]
    assert matter.rows_of(asked).tolist() == [4, 0, 2]
    assert matter.rows_of(()).tolist() == []
    assert matter.only(np.array([2, 4])).rows_of(asked).tolist() == [1, 0]
    assert matter.only(np.array([], dtype=np.int64)).rows_of(asked).tolist() == []
