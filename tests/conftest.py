"""One cache for the whole run, one small invented article, and the first study parsed once."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as python -m analysis sets it, before numpy is loaded

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
HARBOUR = ROOT / "examples" / "harbour-strike"
SHARED = ROOT.parent / "shared"

INVENTED = """Harbour workers end strike in Port Vell

Dockers in Port Vell returned to work on Monday after the Harbour Authority offered them a rise of 3.5 per cent.

“We did not win everything,” said Ana Ribeiro, who leads the dockers’ union. “But nobody was left behind.”

The Harbour Authority claimed that the strike had cost $4 million to U.S. exporters.

Officials blamed the union for the blockade, which was broken by police last week.
"""


@pytest.fixture(scope="session", autouse=True)
def parse_cache(tmp_path_factory):
    """Parses of the tests go to a folder of their own, unless the caller names one."""
    os.environ.setdefault("PARALLAX_CACHE", str(tmp_path_factory.mktemp("parses")))


@pytest.fixture(scope="session")
def study():
    from analysis.corpus import load_study

    return load_study(SEEDS)


@pytest.fixture(scope="session")
def parsed_seeds(study):
    """The first study's articles, parsed: {article id: ParsedArticle}."""
    from analysis.parsing import parse_articles

    return {each.article: each for each in parse_articles(study.articles)}


@pytest.fixture(scope="session")
def invented():
    """A short invented article with known sentences, speakers and figures, parsed."""
    from analysis.corpus import Article
    from analysis.parsing import parse_article

    return parse_article(Article("port", "port.txt", INVENTED))


@pytest.fixture(scope="session")
def parse():
    """A function: text → ParsedArticle, for one-off sentences."""
    from analysis.corpus import Article
    from analysis.parsing import parse_article

    return lambda text: parse_article(Article("t", "t.txt", text))


@pytest.fixture(scope="session")
def harbour(tmp_path_factory):
    """The results of the second study, whose differences are planted (examples/harbour-strike/planted.toml)."""
    from analysis.store import open_results

    return open_results(HARBOUR, out=tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The results of a study whose texts and names try to run code (hostile.py)."""
    from hostile import write_hostile_study

    from analysis.store import open_results

    return open_results(write_hostile_study(tmp_path_factory.mktemp("hostile")), out=tmp_path_factory.mktemp("hostile-results"))


@pytest.fixture(scope="session")
def coded_data():
    """The folder of data coded by people elsewhere; tests that need it skip where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the coded data (../shared/data) is not on this machine")
    return folder
