"""Training questions that a benchmark translates: left out, so that zero-shot stays zero-shot.

X-CSQA divides CommonsenseQA anew and translates parts of its train and dev questions; a model trained on the English
originals has seen the answers. `Dataset.without` names for a split the English portions whose questions it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from xstilts.core.errors import DataError
from xstilts.tasks.fingerprints import number, reducer
from xstilts.tasks.records import ChooseExample, DataRef, Example

OPTION = "without"
"""The option of a `DataRef` that names the withheld portions, as identities of references."""


def references(ref: DataRef) -> list[DataRef]:
    """References to the portions whose questions a reference leaves out."""
    return [DataRef.model_validate(identity) for identity in ref.options.get(OPTION, ())]


def leave_out(examples: Sequence[Example], withheld: Sequence[Example], what: str) -> list[Example]:
    """The examples that ask nothing of `withheld`: equal prompt and choices in any order, whatever case and spacing.

    Raises:
        DataError: nothing at all is left out, so the two are not of one origin in the form that is expected.
    """
    kept = set(_questions(withheld))
    found = [example for example, name in zip(examples, _questions(examples), strict=True) if name not in kept]
    if len(found) == len(examples):
        raise DataError(
            f"{what}: none of its {len(examples):,} questions is among the {len(withheld):,} to be left out, although "
            "these are taken from it; one of the two is another version than the catalogue describes"
        )
    return found


def _questions(examples: Sequence[Example]) -> list[tuple[int, ...]]:
    """What an example asks: numbers of its prompt and of its choices in sorted order."""
    reduce = reducer()
    asked = []
    for example in examples:
        if not isinstance(example, ChooseExample):
            raise TypeError(f"only questions with choices can be left out, not {type(example).__name__}")
        texts = map(reduce, example.choices)
        asked.append((number(reduce(example.prompt)), *sorted(map(number, texts))))
    return asked
