"""Gold answers for scoring, from a label file that holds nothing else or from the released data file itself.

A released file is read by the catalogue's own reader and row function, so that its labels mean the same as in
training: PAWS-X's 0 and 1 are mapped, fused tokens of a treebank (German `zum`) are one word with one tag as in
XTREME's preparation, and blanked labels are refused. Which of the two a file is follows from its first line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xstilts.core.errors import DataError, suggestion
from xstilts.tasks.catalogue.rows import examples_of, tag
from xstilts.tasks.formats import FORMATS
from xstilts.tasks.records import (
    BLANKS,
    ChooseExample,
    ClassifyExample,
    Dataset,
    Example,
    LabelSpace,
    LocalFiles,
    RowPlace,
    TagExample,
)
from xstilts.tasks.submission import SWAPPED, answer_lines, pair_lines, tag_lines, text_lines


def check_language(path: Path, dataset: Dataset, language: str) -> None:
    """Refuse a released file that bears another language's name: most files do not say inside which they are of.

    Raises:
        DataError: the file's name, and where languages are folders the folder's, is what the dataset calls another's.
    """
    own = _names(dataset, language)
    others: dict[tuple[str, ...], str] = {}
    for other in dict.fromkeys(name for names in dataset.languages.values() for name in names):
        others.update({name: other for name in _names(dataset, other) if name not in own})
    tail = tuple(part.removesuffix(".gz") for part in path.absolute().parts[-2:])
    found = others.get(tail) or others.get(tail[-1:])
    if found is not None and found != language:
        raise DataError(
            f"{path}: by its name this is {dataset.name}'s file of {found!r}, but the language asked for is "
            f"{language!r}: name the language of the file, or rename the file if its name misleads"
        )


def _names(dataset: Dataset, language: str) -> set[tuple[str, ...]]:
    """Ends of the paths of a language's files: the name, or folder and name where the name is all languages' alike."""
    files = dataset.local
    if files is None:
        return set()
    code, found = files.codes.get(language, language), set()
    for template in (one for templates in files.paths.values() for one in templates):
        parts = template.split("/")
        keep = parts[-1:] if "{" in parts[-1] else parts[-2:]
        if any("{" in part for part in keep) and "*" not in template:
            found.add(tuple(part.format(language=language, code=code) for part in keep))
    return found


def labels(path: Path, dataset: Dataset | None, split: str, language: str, space: LabelSpace) -> list[str]:
    """Label names of the space, one per example."""
    content = text_lines(path)
    if "\t" in content[0] or content[0].startswith("{"):
        found = _released(path, content, dataset, split, language)
        return [example.label for example in found if isinstance(example, ClassifyExample)]
    return named(path, answer_lines(path, content, gold=True), space)


def choices(path: Path, dataset: Dataset | None, split: str, language: str) -> list[str]:
    """Index of the right choice as text, one per example."""
    content = text_lines(path)
    if "\t" in content[0] or content[0].startswith("{"):
        found = _released(path, content, dataset, split, language)
        return [str(example.label) for example in found if isinstance(example, ChooseExample)]
    lines = answer_lines(path, content, gold=True)
    for number, line in enumerate(lines, start=1):
        if line in BLANKS:
            raise DataError(f"{path}:{number}: {line!r}: blanked labels; use a release that carries its labels")
    return lines


def translations(path: Path, dataset: Dataset | None, split: str, language: str) -> list[str]:
    """What each English sentence must find: the file's own ids, or 0, 1, ... for released pairs in their order.

    XTREME's label files hold the permutation that its preparation sorted the English sentences by; released pairs are
    not permuted.
    """
    content = text_lines(path)
    if "\t" in content[0]:
        return [str(number) for number in range(len(_released(path, content, dataset, split, language)))]
    return answer_lines(path, content, gold=True)


def tags(path: Path, dataset: Dataset | None, split: str, language: str, space: LabelSpace | None) -> list[list[str]]:
    """Tags of every sentence."""
    content = text_lines(path)
    first = next(line for line in content if line.strip())
    treebank = first.startswith("#") or first.count("\t") == 9
    if treebank or (first.count("\t") and dataset is not None):
        files = dataset.local if dataset is not None else None
        if (
            dataset is not None
            and files is not None
            and space is not None
            and not treebank
            and files.format == "conllu"
        ):
            columns = LocalFiles(format="columns", paths={}, row=tag(space), options={"separator": "\t"})
            dataset = replace(dataset, local=columns)  # words and tags as XTREME's preparation leaves a treebank
        found = _released(path, content, dataset, split, language)
        return [list(example.tags) for example in found if isinstance(example, TagExample)]
    sentences = tag_lines(path, content, gold=True)
    if space is not None:
        check_tags(path, sentences, space)
    return sentences


def questions(path: Path) -> dict[str, list[str]]:
    """Key of a question -> its gold answers, from SQuAD JSON (v1.1 or v2.0).

    The key is the question's id. Where ids repeat, as in a copy of TyDiQA in circulation, a prediction by id would mean
    several questions; the key is then the question's number in the file, from 1.
    """
    text_lines(path)
    try:
        found = [raw.row for raw in FORMATS["squad"]([path], {"answers_only": True})]
    except DataError as error:
        raise DataError(f"{error}; the gold file is SQuAD JSON, the predictions are {{id: text}}; {SWAPPED}") from None
    if not found:
        raise DataError(f"{path}: no questions in it")
    ids = [row["id"] for row in found]
    keys = ids if len(set(ids)) == len(ids) else [str(number) for number in range(1, len(ids) + 1)]
    return {key: [str(text) for text in row["answers"]["text"]] for key, row in zip(keys, found, strict=True)}


def mined_pairs(path: Path) -> set[tuple[str, str]]:
    """The pairs of a BUCC gold file: foreign id, English id."""
    return pair_lines(path, text_lines(path))


def named(path: Path, found: Sequence[str], space: LabelSpace) -> list[str]:
    """Label names of the space for names or official spellings.

    Raises:
        DataError: a label that is neither.
    """
    for number, one in enumerate(found, start=1):
        if one not in space.labels and one not in space.spellings:
            allowed = (*space.labels, *space.spellings)
            hint = suggestion(one, allowed)
            blank = "blanked labels: " if one in BLANKS else ""
            raise DataError(
                f"{path}:{number}: {blank}label {one!r} is not in the label space; allowed: {', '.join(allowed)}"
                + (f"; {hint}" if hint else "")
            )
    return [space.spellings.get(one, one) for one in found]


def check_tags(path: Path, sentences: Sequence[Sequence[str]], space: LabelSpace) -> None:
    """Refuse a tag outside the space: it can only be an error, and would be counted as a chunk."""
    for number, sentence in enumerate(sentences, start=1):
        for one in sentence:
            if one not in space.labels:
                blank = "blanked labels: " if one in BLANKS else ""
                raise DataError(
                    f"{path}: sentence {number}: {blank}tag {one!r} is not in the label space; allowed: "
                    f"{', '.join(space.labels)}"
                )


def _released(path: Path, content: list[str], dataset: Dataset | None, split: str, language: str) -> list[Example]:
    """The examples of a released file, read as the catalogue reads it; the hub's columns are known too."""
    files = dataset.local if dataset is not None else None
    if dataset is None or files is None:
        raise DataError(
            f"{path}: {content[0][:80]!r} holds more than an answer, but no released file of this task is known; "
            "allowed is one answer per line"
        )
    row = files.row
    header = set(content[0].split("\t"))
    if dataset.hub is not None and files.format == "tsv" and set(dataset.hub.columns) <= header:
        row = dataset.hub.row
    examples: list[Example] = []
    for raw in FORMATS[files.format]([path], files.options):
        place = RowPlace(dataset=dataset.name, split=split, language=language, file=str(path), number=raw.number)
        examples.extend(examples_of(row, raw.row, place))
    if not examples:
        raise DataError(f"{path}: no examples of {dataset.name} in it")
    return examples
