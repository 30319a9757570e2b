"""The parse: offsets into the article, our sentences, and a cache that is never trusted blindly."""

import pytest
import spacy

from analysis.attribute_rules import AttributeRules
from analysis.corpus import Article, split_article
from analysis.parsing import ParsedArticle, load_model, parse_article

TEXT = "Storm closes port\n\nThe port was closed by the storm on Monday.  Ships waited outside.\r\n\r\n“We wait,” a captain said."


@pytest.fixture
def article():
    return Article("s", "s.txt", TEXT)


def test_the_document_is_the_article(parsed_seeds):
    for parsed in parsed_seeds.values():
        assert parsed.doc.text == parsed.text
        assert [span.text for span in parsed.sentence_spans] == parsed.sentences.text.tolist()


def test_sentences_of_the_parse_are_the_table(parsed_seeds):
    for parsed in parsed_seeds.values():
        assert len([sentence for sentence in parsed.doc.sents if sentence.text.strip()]) == len(parsed.sentences)


def test_a_second_parse_comes_from_the_cache(article, tmp_path, monkeypatch):
    first = parse_article(article, cache=tmp_path)
    monkeypatch.setattr("analysis.parsing._parse", lambda *_: pytest.fail("parsed again"))
    monkeypatch.setattr("analysis.parsing.split_article", lambda *_: pytest.fail("split again"))
    again = parse_article(article, cache=tmp_path)
    assert again.sentences.equals(first.sentences)
    assert again.sentences.dtypes.equals(first.sentences.dtypes)
    assert [(t.text, t.dep_, t.lemma_) for t in again.doc] == [(t.text, t.dep_, t.lemma_) for t in first.doc]


@pytest.mark.parametrize("ending", ["doc", "sentences"])
@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_cache_is_rebuilt(article, tmp_path, damage, ending):
    first = parse_article(article, cache=tmp_path)
    (kept,) = tmp_path.glob(f"*.{ending}")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-7] if damage is None else damage)
    again = parse_article(article, cache=tmp_path)
    assert again.sentences.equals(first.sentences)
    assert [t.dep_ for t in again.doc] == [t.dep_ for t in first.doc]
    assert kept.read_bytes() == whole


def test_an_unwritable_cache_does_no_harm(article, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert parse_article(article, cache=blocked).doc.text == TEXT


def test_long_texts_are_parsed_in_pieces(article, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.parsing.LARGEST_CHUNK", 6)
    parsed = parse_article(article, cache=tmp_path)
    assert parsed.doc.text == TEXT
    assert [span.text for span in parsed.sentence_spans] == parsed.sentences.text.tolist()


def test_a_parsed_article_knows_its_sentences(article, tmp_path):
    parsed = parse_article(article, cache=tmp_path)
    assert isinstance(parsed, ParsedArticle)
    assert parsed.sentences.equals(split_article(article))
    assert parsed.sentences.text.tolist()[1] == "The port was closed by the storm on Monday."


def test_a_text_without_a_sentence_is_parsed(tmp_path):
    for text in ("", "\n \n"):
        assert parse_article(Article("e", "e.txt", text), cache=tmp_path).doc.text == text


def test_attribute_rules_say_what_the_ruler_says(parsed_seeds):
    """Token by token, on the first study and on every word that a pattern names, two tokens together included."""
    nlp = load_model()
    steps = [component for name, component in nlp.pipeline if name in ("tok2vec", "tagger", "parser")]
    ruler = nlp.get_pipe("attribute_ruler")
    named = sorted({word for rule in ruler.patterns for pattern in rule["patterns"] for token in pattern for word in _words(token)})
    texts = [parsed.text for parsed in parsed_seeds.values()]
    texts += [" ".join(named), "Let's go.", "We're gonna win, I gotta say.", "Ain't it? C'mon, y'all. There is hope; here's to it.", " \n"]
    rules = AttributeRules(ruler)
    for text in texts:
        doc = nlp.make_doc(text)
        for step in steps:
            doc = step(doc)
        assert rules(doc.copy()).to_bytes() == ruler(doc).to_bytes()


def _words(token: dict) -> list[str]:
    wanted = token.get("LOWER", "")
    return wanted.get("IN", []) if isinstance(wanted, dict) else [wanted] if wanted else []


def test_attribute_rules_refuse_patterns_they_cannot_tell_apart():
    ruler = spacy.blank("en").add_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "dd"}]], {"POS": "NUM"})
    with pytest.raises(ValueError, match="SHAPE"):
        AttributeRules(ruler)
