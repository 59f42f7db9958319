"""The words that facts are made of: each is explained once, and files may hold no others."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter, ValidationError
from sipstatus_codegen.model import vocabulary
from sipstatus_codegen.model.vocabulary import Condition, Level, Word

VOCABULARIES = Word.__subclasses__()

each_vocabulary = pytest.mark.parametrize(
    "words", VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__
)


def test_these_are_the_vocabularies() -> None:
    assert {words.__name__ for words in VOCABULARIES} == {
        *("State", "Level", "Basis", "Subject", "Element", "MethodLimit", "Condition"),
        *("RetryOption", "Handling", "Effect", "FirstAttempt", "Location", "CauseCondition"),
        *("Denominator", "SipsRefusal", "Step"),
    }
    assert all(getattr(vocabulary, words.__name__) is words for words in VOCABULARIES)


@each_vocabulary
def test_every_word_is_explained_by_a_sentence(words: type[Word]) -> None:
    sentence = re.compile(r"[A-Z][^.]*(?:\([^)]*\))?[^.]*\.")
    assert words.__doc__ is not None
    assert sentence.fullmatch(words.__doc__)
    docs = [word.doc for word in words]
    assert [doc for doc in docs if not sentence.fullmatch(doc)] == []
    assert len(set(docs)) == len(docs)


@each_vocabulary
def test_a_word_is_named_as_files_write_it(words: type[Word]) -> None:
    assert [word.name for word in words] == [word.value.upper() for word in words]
    assert all(word == word.value == str(word) for word in words)


@each_vocabulary
def test_files_hold_these_words_and_no_others(words: type[Word]) -> None:
    adapter: TypeAdapter[Word] = TypeAdapter(words)
    for word in words:
        assert adapter.validate_python(word.value) is word
        assert adapter.dump_python(word, mode="json") == word.value
    for other in ("", words.__name__, next(iter(words)).name, 1, None):
        with pytest.raises(ValidationError):
            adapter.validate_python(other)
    assert adapter.json_schema()["enum"] == [word.value for word in words]


def test_some_by_hand() -> None:
    assert [*map(str, Level)] == ["must", "should", "may", "should_not", "must_not"]
    assert Level.MUST.doc == "The RFC demands it."
    assert Condition.SENT_RELIABLY.doc == "The response is sent reliably (RFC 3262)."
