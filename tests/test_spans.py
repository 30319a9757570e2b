"""Stretches of text: the same answers as going through all of them."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.spans import Spans

SPAN = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPAN, max_size=12), SPAN)
def test_spans_answer_as_a_look_at_each_would(spans, asked):
    start, end = asked
    index = Spans(spans)
    assert index.hold(start, end) == any(a <= start and end <= b for a, b in spans)
    assert index.meet(start, end) == sorted((a, b) for a, b in spans if a < end and b > start)
