"""Agent, patient or neither: worked out by hand for one name a sentence."""

import pytest
from lands import ACTORS

from analysis.annotate.actors import find_mentions
from analysis.tables import only_named


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Tarsia attacked the town.", "Tarsia", "agent"),
        ("The town was attacked by Tarsia.", "Tarsia", "agent"),
        ("Lomia was attacked at dawn.", "Lomia", "patient"),
        ("The fleet attacked Lomia.", "Lomia", "patient"),
        ("They gave Lomia guarantees.", "Lomia", "patient"),
        ("Tarsia’s invasion of Lomia went on.", "Tarsia", "agent"),
        ("Tarsia’s invasion of Lomia went on.", "Lomia", "patient"),
        ("The Tarsian invasion went on.", "Tarsian", "agent"),
        ("An attack by Tarsia was feared.", "Tarsia", "agent"),
        ("Sanctions against Tarsia were eased.", "Tarsia", "patient"),
        ("The army fired on Lomia.", "Lomia", "patient"),
        ("Tarsian forces shelled the port.", "Tarsian", "agent"),  # the forces act
        ("Police arrested Tarsian sailors.", "Tarsian", "patient"),
        ("Tarsia and Lomia signed a treaty.", "Lomia", "agent"),  # the second of two subjects
        ("Tarsia is a large land.", "Tarsia", "other"),  # being is no deed
        ("Tarsia’s coast is long.", "Tarsia", "other"),
        ("They spoke about Lomia.", "Lomia", "other"),
        ("They live in Tarsia.", "Tarsia", "other"),  # a place has no role
    ],
)
def test_role(parse, text, name, role):
    found = only_named(find_mentions(parse(text), ACTORS))
    assert dict(zip(found.text, found.role, strict=True))[name] == role
