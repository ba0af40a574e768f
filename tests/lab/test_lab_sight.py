"""What readers see: every kind of row as lines, the page of examples, and that the page in the documentation is new."""

from pathlib import Path

import pytest

from xstilts.lab import LANGUAGES, TASKS
from xstilts.lab.page import page
from xstilts.lab.sight import bracketed, lines, show

PAGE = Path(__file__).parents[2] / "docs" / "lab-examples.md"


@pytest.mark.parametrize("task", TASKS)
def test_every_kind_shows_the_same_lines_in_two_languages(task):
    for english, other in show("ja", task, 4):
        one, two = lines(task, english), lines(task, other)
        assert english["group"] == other["group"]
        assert [name for name, _ in one] == [name for name, _ in two]
        assert all(isinstance(text, str) and text for _, text in [*one, *two])


def test_lines_say_what_the_row_holds():
    row = {"prompt": "P?", "choices": ["A.", "B."], "label": 1}
    assert lines("choice", row) == [("prompt", "P?"), ("wrong", "A."), ("right", "B.")]
    assert lines("pos", {"words": ["Hi", "."], "tags": ["INTJ", "PUNCT"]}) == [("tagged", "Hi/INTJ ./PUNCT")]
    tags = ["B-PER", "I-PER", "B-LOC", "O", "B-ORG"]
    assert list(bracketed(["Anna", "Weber", "Rome", "saw", "Nova"], tags)) == [
        "[PER Anna Weber]", "[LOC Rome]", "saw", "[ORG Nova]",
    ]  # fmt: skip


def test_a_split_can_be_chosen():
    assert all(row["group"].startswith("nli-dev") for pair in show("de", "nli", 3, split="dev") for row in pair)


@pytest.fixture(scope="module")
def fresh():
    return page()


def test_the_page_has_every_language_and_kind(fresh):
    parts = fresh.split("\n## ")[1:]
    assert len(parts) == len(LANGUAGES)
    for part in parts:
        assert all(f"\n| {task} | " in part for task in TASKS)


def test_the_page_in_the_documentation_is_up_to_date(fresh):
    assert PAGE.read_text(encoding="utf-8") == fresh, "run: python -m xstilts.lab.page > docs/lab-examples.md"
