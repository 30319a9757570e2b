"""Codebooks: each can be read, and says where it comes from and under which licence."""

import pytest

from analysis.codebooks import FOLDER, load_codebook


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_a_codebook_names_its_source_and_licence(name):
    assert load_codebook(name)
    head = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")[:1000]
    assert "source" in head
    assert "licence" in head


def test_no_name_stands_in_a_list_twice():
    for entry in load_codebook("names").values():
        names = [name.casefold() for name in entry["names"]]
        assert len(names) == len(set(names))
