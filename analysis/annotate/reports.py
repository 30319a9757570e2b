"""Who hands the word to whom: cue, speaker and what is said, read off the parse without regard to quotation marks.

A report is a verb of saying, thinking or wanting with its clause ('said the talks had moved'), its object ('rejected the
plan'), an adjective or noun that does the same ('is sure that', 'the claim that'), or a phrase of source ('according to').
The words are those of ``codebooks/cues.toml``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.annotate.cues import Frame, cue_words, frame_of
from analysis.annotate.grammar import Grammar
from analysis.codebooks import load_codebook

OWN_VOICE = frozenset(["i", "we", "you", "one", "us", "me"])
"""Subjects that, outside quotation marks, are the writer or anybody at all."""

VERBS = ("VERB", "AUX")
CARRYING = frozenset(["about", "against", "as", "between", "for", "from", "of", "over", "to", "with"])
"""Prepositions that go on with what is said; the others mostly say when and where it was."""

PHRASES = frozenset(load_codebook("cues")["phrases"]["idioms"])
PHRASE_VERBS = cue_words("phrases") | {idiom.split()[0] for idiom in PHRASES}

DASHES = ("-", "--", "–", "—", "―")
NEVER_ASIDE = frozenset(["begin", "continue", "relate", "sing", "speak", "talk"])
"""Verbs of saying that do not stand in or after a plain clause as 'he said' does."""

FACTS = frozenset(["that", "this", "there", "which", "what"])
"""Subjects that think or want nothing: 'that means', 'this shows'."""
OF_FACTS = frozenset(["demonstrate", "establish", "imply", "indicate", "mean", "prove", "show"])
"""Verbs of thought whose 'it' is a fact as well; with others it is a body: 'it hopes'."""
NEGATIONS = ("n't", "n’t")
"""What parsers take for a subject where the apostrophe is curly."""
OPINIONS = ("judgement", "judgment", "opinion", "view", "word")
"""Nouns that with 'in' make a sentence their owner's."""

NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")


@dataclass
class Report:
    """A cue with its speaker and the tokens of what is said. ``subject`` is None where the sentence names no speaker."""

    cue: list[int]
    subject: int | None
    content: set[int] = field(default_factory=set)
    speech: bool = True
    """Whether the cue says that something was uttered; only then may it introduce words in quotation marks beside it."""

    @property
    def verb(self) -> int:
        """The cue's first word."""
        return self.cue[0]


def find_reports(grammar: Grammar, quoted: set[int]) -> list[Report]:
    """Every cue outside quotation marks (``quoted`` holds the tokens inside), in order, with or without content."""
    found = []
    for token, lemma in enumerate(grammar.lemmas):
        if token in quoted:
            continue
        kind = grammar.kinds[token]
        report = None
        if kind in VERBS:
            frame = frame_of(lemma)
            report = _report_of_verb(grammar, token, frame, quoted) if frame else None
            if report is None or not report.content:
                report = _report_of_phrase(grammar, token) or report
        elif kind == "ADJ" and lemma in cue_words("adjectives"):
            report = _report_of_adjective(grammar, token)
        elif kind == "NOUN" and lemma in cue_words("nouns"):
            report = _report_of_noun(grammar, token) or _report_in_words(grammar, token)
        if report is None and lemma in ("according", "accord"):
            report = _report_of_according(grammar, token)
        if report is not None:
            found.append(report)
    return _drop_nested(grammar, found)


def _drop_nested(grammar: Grammar, reports: list[Report]) -> list[Report]:
    """Of 'officials said they feared an attack' the officials' words: what is thought or wished within a report is part of it.

    A statement within a report ('he said the ministry had confirmed that …') stays one of its own.
    """
    inside = {token for report in reports for token in report.content}
    clause = lambda report: any(grammar.relations[child] == "ccomp" for child in grammar.children[report.verb])  # noqa: E731
    return [report for report in reports if report.verb not in inside or not report.content or (report.speech and clause(report))]


def find_subject(grammar: Grammar, verb: int, depth: int = 0) -> int | None:
    """Who says or does it: the active subject, the by-agent of a passive, or the subject of the verb it hangs on."""
    for agent in grammar.dependents(verb, "agent"):
        objects = grammar.dependents(agent, "pobj")
        if objects:
            return objects[0]
    subjects = [each for each in grammar.dependents(verb, "nsubj", "nsubjpass") if grammar.words[each].lower() not in NEGATIONS]
    if subjects:
        passive = grammar.relations[subjects[-1]] == "nsubjpass"
        return None if passive and grammar.lemmas[verb] not in ("quote", "tell") else subjects[-1]
    relation, head = grammar.relations[verb], grammar.heads[verb]
    if head == verb or depth > 4:
        return None
    if relation == "acl":
        return None if grammar.tags[verb] == "VBN" else head
    without_own = grammar.tags[verb] == "VBG" or any(grammar.tags[child] == "TO" for child in grammar.children[verb])
    if relation in ("conj", "xcomp") or (relation in ("advcl", "pcomp", "prep", "parataxis", "dep") and without_own):
        above = head if grammar.kinds[head] in VERBS else grammar.heads[head]
        return find_subject(grammar, above, depth + 1) if grammar.kinds[above] in VERBS else None
    return _noun_before(grammar, verb) if relation == "ROOT" else None


def _noun_before(grammar: Grammar, verb: int) -> int | None:
    """The noun right before a verb that the parser left without subject."""
    place = verb - 1
    while place > 0 and grammar.heads[place] == verb and grammar.relations[place] in ("aux", "advmod", "neg"):
        place -= 1
    inside = place >= 0 and grammar.sentences[place] == grammar.sentences[verb]
    return place if inside and grammar.kinds[place] in ("PROPN", "NOUN", "PRON") else None


def _report_of_verb(grammar: Grammar, verb: int, frame: Frame, quoted: set[int]) -> Report | None:
    subject = find_subject(grammar, verb)
    if subject is not None and _is_nobody(grammar, verb, subject, frame):
        return None
    report = Report([verb], subject, speech=frame.speech)
    passive = any(grammar.relations[child] in ("nsubjpass", "auxpass") for child in grammar.children[verb])
    for child in grammar.children[verb]:
        if _is_content(grammar, verb, child, frame, passive):
            report.content |= _tokens_of_content(grammar, verb, child, subject)
    if subject is not None and frame.speech and _may_stand_aside(grammar, verb, subject, report.content):
        report.content |= _content_around(grammar, verb, subject, quoted)
    elif report.content and min(report.content) > verb:
        report.content = _extend(grammar, verb, report.content)
    return report


def _is_nobody(grammar: Grammar, verb: int, subject: int, frame: Frame) -> bool:
    """Whether the subject hands the word to nobody: a fact ('that shows'), an empty 'it' ('it is wrong to say'), the writer."""
    word = grammar.words[subject].lower()
    if word == "it" and (grammar.heads[subject] != verb or grammar.lemmas[verb] in OF_FACTS):
        return True
    return not frame.speech and (word in OWN_VOICE or word in FACTS)


def _extend(grammar: Grammar, verb: int, content: set[int]) -> set[int]:
    """The content to where it really ends: parsers hang the last words of what is said on the verb of saying."""
    content = set(range(min(content), max(content) + 1))
    for child in grammar.children[verb]:
        if child > max(content) and grammar.relations[child] not in ("punct", "cc"):
            branch = grammar.subtree(child)
            if grammar.sentences[child] != grammar.sentences[verb] or not _belongs_to_content(grammar, verb, child, content):
                break
            content |= set(range(max(content) + 1, max(branch) + 1))
    return content


def _belongs_to_content(grammar: Grammar, verb: int, child: int, content: set[int]) -> bool:
    relation = grammar.relations[child]
    if relation == "prep":
        return min(grammar.subtree(child)) == max(content) + 1 and grammar.lemmas[child] in CARRYING
    if relation == "conj":
        subjects = grammar.dependents(child, "nsubj", "nsubjpass")
        own = bool(subjects) and grammar.kinds[subjects[0]] != "PRON"
        frame = frame_of(grammar.lemmas[child])
        return not own and not (frame and (frame.clause or frame.object))
    return False


def _is_content(grammar: Grammar, verb: int, child: int, frame: Frame, passive: bool) -> bool:
    relation, lemma = grammar.relations[child], grammar.lemmas[child]
    if relation == "ccomp":
        return frame.clause
    if relation == "advcl":
        return frame.clause and child > verb and _is_plain_clause(grammar, child)
    if relation == "xcomp":
        return frame.infinitive or (frame.object and grammar.tags[child] == "VBG")
    if relation in ("dobj", "oprd"):
        return frame.object
    if relation == "nsubjpass":
        return frame.object and bool(grammar.dependents(verb, "agent"))
    if relation == "prep":
        complete = bool(frame.complements) and (passive or bool(grammar.dependents(verb, "dobj", "oprd")))
        return lemma in frame.prepositions or (complete and lemma in frame.complements)
    return False


def _without_afterthought(grammar: Grammar, tokens: set[int]) -> set[int]:
    """An object without what the reporter adds at its end: ', which …' or something after a dash."""
    words = [token for token in sorted(tokens) if grammar.is_word(token)]
    for token in words:
        branch = grammar.subtree(token) & tokens
        before = grammar.words[min(branch) - 1] if min(branch) else ""
        added = before in DASHES or (before == "," and grammar.relations[token] == "relcl")
        if added and token != words[0] and max(branch) >= words[-1]:
            return {each for each in tokens if each < min(branch)}
    return tokens


def _is_plain_clause(grammar: Grammar, verb: int) -> bool:
    """A clause that the parser took for an adverbial although no 'when' or 'because' makes it one."""
    marks = [grammar.words[child].lower() for child in grammar.dependents(verb, "mark")]
    return marks == ["that"] or (not marks and bool(grammar.dependents(verb, "nsubj", "nsubjpass")) and grammar.tags[verb] != "VBG")


def _tokens_of_content(grammar: Grammar, verb: int, child: int, subject: int | None) -> set[int]:
    """The child's words within the cue's own sentence; of a preposition what it governs; of a clause before its cue,
    nothing that follows the cue."""
    tokens = grammar.subtree(child)
    relation = grammar.relations[child]
    if relation not in ("ccomp", "advcl"):
        tokens = _without_afterthought(grammar, tokens)
    if relation == "prep" and grammar.dependents(child, "pobj", "pcomp"):
        tokens.discard(child)
    if child < verb and relation == "ccomp":
        last = max(grammar.subtree(verb))
        tokens = {token for token in tokens if token < verb or token > last}
    if subject is not None:
        tokens -= grammar.subtree(subject)
    return {token for token in tokens if grammar.sentences[token] == grammar.sentences[verb]}


def _may_stand_aside(grammar: Grammar, verb: int, subject: int, content: set[int]) -> bool:
    """Whether the cue may be set into or after what is said: it has nothing of its own behind it."""
    own = grammar.heads[subject] == verb and grammar.tags[subject] not in ("WP", "WDT") and grammar.relations[verb] != "relcl"
    objects = grammar.lemmas[verb] != "tell" and grammar.dependents(verb, "dobj", "oprd", "xcomp")
    bare = not content and grammar.lemmas[verb] not in NEVER_ASIDE
    before = bool(content) and min(content) < verb and grammar.tags[min(content)] not in ("WP", "WDT")
    return own and not objects and (bare or before)


def _content_around(grammar: Grammar, verb: int, subject: int, quoted: set[int]) -> set[int]:
    """'The talks, he said, had moved on': the words of the sentence that the cue's clause is set into or follows."""
    sentence = sentence_tokens(grammar, verb)
    if any(grammar.words[child].lower() == "as" for child in grammar.dependents(verb, "mark")):
        return set(sentence) - grammar.subtree(verb)
    phrase = grammar.subtree(subject) - grammar.subtree(verb, without=[subject])
    near = [token for token in phrase if token > verb or not any(_is_break(grammar, each) for each in range(max(phrase) + 1, verb))]
    first = min([verb, *(token for token in near if token < verb)])
    last = max([verb, *near])
    while last + 1 < sentence.stop and not _is_break(grammar, last + 1):
        last += 1
    if not any(grammar.is_word(token) for token in range(sentence.start, first)) or not _is_break(grammar, first - 1):
        return set()
    before, after = set(range(sentence.start, first)), range(last + 1, sentence.stop)
    rest = set(after) if _goes_on(grammar, verb, after) else set()
    whole = any(grammar.relations[token] in ("nsubj", "nsubjpass", "expl") for token in before)
    return before | rest if (whole or rest) and not before & quoted else set()


def _is_break(grammar: Grammar, token: int) -> bool:
    return not grammar.is_word(token) and grammar.words[token] not in ("-", "'", "’", "(", ")", "$", "/")


def _goes_on(grammar: Grammar, verb: int, after: range) -> bool:
    """Whether what follows the cue's clause is the rest of what is said, not 'adding that' or 'who leads'."""
    words = [token for token in after if grammar.is_word(token)]
    if len(words) < 2:
        return False
    aside = [verb, *grammar.dependents(verb, "advcl", "conj", "prep", "npadvmod")]
    hangs = grammar.tags[words[0]] in ("VBG", "WP", "WDT", "WRB", "IN") and (words[0] in aside or grammar.heads[words[0]] in aside)
    return not hangs and grammar.tags[words[0]] not in ("WP", "WDT")


def _report_of_phrase(grammar: Grammar, verb: int) -> Report | None:
    """'made clear that', 'spelt out how', 'expressed concern about', 'handed over proposals'."""
    lemma = grammar.lemmas[verb]
    subject = find_subject(grammar, verb)
    if subject is None or lemma not in PHRASE_VERBS:
        return None
    for child in grammar.children[verb]:
        word = grammar.lemmas[child]
        light = lemma in cue_words("phrases") and grammar.relations[child] == "dobj" and word in cue_words("nouns")
        if child > verb and (light or f"{lemma} {word}" in PHRASES):
            content = _phrase_content(grammar, verb, child)
            if light and any(grammar.tags[each] == "VBG" for each in grammar.dependents(child, "acl")):
                content |= grammar.subtree(child)
            if content:
                return Report([verb, child], subject, content)
    return None


def _phrase_content(grammar: Grammar, verb: int, word: int) -> set[int]:
    """The clauses and objects that follow the phrase, whichever of its words they hang on."""
    content: set[int] = set()
    for child in sorted({*grammar.children[verb], *grammar.children[word]}):
        relation = grammar.relations[child]
        if child <= word or child == verb:
            continue
        if relation in ("ccomp", "xcomp") or (relation in ("acl", "relcl", "advcl") and _is_noun_clause(grammar, child)):
            content |= grammar.subtree(child)
        elif (relation == "dobj" and grammar.relations[word] != "dobj") or (
            relation == "prep" and grammar.lemmas[child] in CARRYING - {"from", "to"}
        ):
            content |= grammar.subtree(child) - ({child} if relation == "prep" else set())
    return content


def _report_of_adjective(grammar: Grammar, token: int) -> Report | None:
    """'is sure that', 'was worried about': predicate adjectives whose subject thinks something."""
    verb = grammar.heads[token]
    if grammar.relations[token] not in ("acomp", "oprd", "conj") or grammar.kinds[verb] not in VERBS:
        return None
    subject = find_subject(grammar, verb)
    if subject is None or grammar.words[subject].lower() in OWN_VOICE | {"it", "that", "this", "there"}:
        return None
    content: set[int] = set()
    for child in grammar.children[token]:
        if child > token and grammar.relations[child] in ("ccomp", "xcomp", "prep"):
            content |= grammar.subtree(child)
            if grammar.relations[child] == "prep":
                content.discard(child)
    return Report([token], subject, content, speech=False) if content else None


def _report_of_noun(grammar: Grammar, token: int) -> Report | None:
    """'Russia's statement that …', 'his demands that …': nouns whose possessor said what the clause holds."""
    owners = grammar.dependents(token, "poss") or [child for child in grammar.dependents(token, "compound") if child == token - 1]
    clauses = [child for child in grammar.children[token] if child > token and _is_noun_clause(grammar, child)]
    head = grammar.heads[token]
    if not clauses and grammar.relations[token] == "nsubj" and grammar.lemmas[head] == "be":
        clauses = [child for child in grammar.dependents(head, "xcomp", "ccomp") if child > head]
    if not owners or not clauses:
        return None
    content = set().union(*(grammar.subtree(clause) for clause in clauses))
    return Report([token], owners[0], content, speech=False)


def _report_in_words(grammar: Grammar, token: int) -> Report | None:
    """'In his view, …', 'in the minister's words': the rest of the sentence is the owner's."""
    owners, before = grammar.dependents(token, "poss"), grammar.heads[token]
    if grammar.lemmas[token] not in OPINIONS or not owners or grammar.lemmas[before] != "in" or grammar.relations[token] != "pobj":
        return None
    phrase = grammar.subtree(before)
    if max(phrase) != token or grammar.words[owners[0]].lower() in ("my", "our", "your"):
        return None
    return Report([token], owners[0], set(sentence_tokens(grammar, token)) - phrase)


def _is_noun_clause(grammar: Grammar, child: int) -> bool:
    relation = grammar.relations[child]
    if relation == "ccomp":
        return True
    below = grammar.children[child]
    if relation not in ("acl", "relcl"):
        return False
    return any(grammar.words[each].lower() == "that" and grammar.relations[each] == "mark" for each in below)


def _report_of_according(grammar: Grammar, token: int) -> Report | None:
    if token + 1 >= len(grammar) or grammar.words[token + 1].lower() != "to":
        return None
    sentence = sentence_tokens(grammar, token)
    source = _source_after(grammar, token + 2, sentence.stop)
    if source is None:
        return None
    phrase = set(range(token, source.stop))
    head = next((each for each in source if grammar.heads[each] not in source and grammar.kinds[each] in NOMINAL), source[-1])
    return Report([token, token + 1], head, set(sentence) - phrase)


def _source_after(grammar: Grammar, first: int, limit: int) -> range | None:
    """The noun phrase that starts at ``first``: up to the next punctuation mark or finite verb."""
    last = first
    while last < limit and grammar.is_word(last) and grammar.tags[last] not in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT"):
        last += 1
    while last > first and grammar.kinds[last - 1] not in NOMINAL:
        last -= 1
    return range(first, last) if last > first else None


def sentence_tokens(grammar: Grammar, token: int) -> range:
    """The tokens of the sentence that ``token`` stands in."""
    sentence = grammar.sentences[token]
    first = last = token
    while first > 0 and grammar.sentences[first - 1] == sentence:
        first -= 1
    while last + 1 < len(grammar) and grammar.sentences[last + 1] == sentence:
        last += 1
    return range(first, last + 1)


def trim(grammar: Grammar, tokens: Iterable[int]) -> list[list[int]]:
    """The tokens as unbroken stretches, each without punctuation at its ends; a mark or blank between two does not break one."""
    stretches: list[list[int]] = []
    for token in sorted(tokens):
        gap = range(stretches[-1][-1] + 1, token) if stretches else None
        if gap is not None and not any(grammar.is_word(each) for each in gap):
            stretches[-1] += [*gap, token]
        else:
            stretches.append([token])
    trimmed = [_trim_stretch(grammar, stretch) for stretch in stretches]
    return [stretch for stretch in trimmed if stretch]


def _trim_stretch(grammar: Grammar, stretch: list[int]) -> list[int]:
    words = [token for token in stretch if grammar.is_word(token)]
    return [token for token in stretch if words and words[0] <= token <= words[-1]]
