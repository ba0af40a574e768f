"""Read what a study's stages left behind into arrays that the rest of the room computes on.

Per-example metric parts are kept as one float64 array per cell, rows in one order per target, so that
pairing by example is array subtraction. Of text only labels are looked at (`ONE_OF_FEW`), and not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from xstilts.analysis.results import DIRECT, Absent, Cell, StudyDesign, TargetInfo
from xstilts.core.errors import DataError
from xstilts.core.files import read_json
from xstilts.tasks.records import Metric

ENGLISH = "en"
CellKey = tuple[str, str, str, int]
"""(model, intermediate, target, seed)."""

FolderOf = Callable[[str], Path | None]
COLUMNS = ["example_id", "group_id", "language", "parts", "gold"]
ONE_OF_FEW = ("classify", "choose")
"""Kinds whose predictions are one of a few answers, so that a model can be stuck at one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The evaluation items of one target, N rows ordered by (language, example id); every cell has the same
    ones.

    Attributes:
        languages: names in the design's order; L of them.
        ids: example ids [N].
        language: index into `languages` [N].
        group: index of the row's group (parallel item, paragraph, document) [N], one numbering for all
            languages.
        gold: digest of the gold answer [N]: rows are only paired when both were judged against the same
            answer.
        group_names: what the groups are called [number of groups], in the order of their indices.
    """

    languages: tuple[str, ...]
    ids: NDArray[np.str_]
    language: NDArray[np.int64]
    group: NDArray[np.int64]
    gold: NDArray[np.str_]
    group_names: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, np.str_))

    @property
    def num_groups(self) -> int:
        """Number of clusters that resampling draws from."""
        return int(self.group.max()) + 1 if len(self.group) else 0

    def count(self, language: str) -> int:
        """Number of examples of one language."""
        return int((self.language == self.languages.index(language)).sum())

    def same_as(self, other: Items) -> bool:
        """Whether both are the same examples, grouped alike and judged against the same gold answers."""
        return (
            self.languages == other.languages
            and np.array_equal(self.ids, other.ids)
            and np.array_equal(self.language, other.language)
            and np.array_equal(self.gold, other.gold)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """One finished cell: per-example metric parts [N, P] in the order of its target's `Items`, and its
    scores.json. `layers`: for retrieval, whether each example's translation was found at each layer, bool
    [N, layers], `plain` and `centred`; empty elsewhere. `commonest`: for labels and choices, the share of the most
    frequent prediction among the English items (among all where there is no English).
    """

    cell: Cell
    parts: NDArray[np.float64]
    scores: Mapping[str, Any] = field(default_factory=dict)
    layers: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    commonest: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One training stage: who it was, its curve, summary and provenance (empty where the stage left none)."""

    key: str
    name: str
    role: str
    model: str
    seed: int | None
    curve: Mapping[str, Any]
    summary: Mapping[str, Any]
    provenance: Mapping[str, Any]
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One stage that translated training data: what it was asked, and its summary (empty where it is not finished)."""

    dataset: str
    language: str
    translator: str
    summary: Mapping[str, Any]
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A study's design and everything its finished stages say. `absent` are the cells that have no result."""

    design: StudyDesign
    metrics: Mapping[str, Metric]
    items: Mapping[str, Items]
    cells: Mapping[CellKey, CellResult]
    absent: tuple[Absent, ...] = ()
    trainings: tuple[Training, ...] = ()
    translations: tuple[Translation, ...] = ()
    evaluations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Provenance of evaluate stages by key."""

    def target(self, name: str) -> TargetInfo:
        """The design's record of a target."""
        return next(target for target in self.design.targets if target.name == name)


def is_english(language: str) -> bool:
    """Whether a BCP-47 code is English."""
    return language == ENGLISH or language.startswith(ENGLISH + "-")


def cell_key(cell: Cell) -> CellKey:
    """The coordinates that identify a cell in a study."""
    return (cell.model, cell.intermediate, cell.target, cell.seed)


def collect(
    design: StudyDesign,
    folder_of: FolderOf,
    failures: Mapping[str, str],
    *,
    metrics: Mapping[str, Metric] | None = None,
) -> Results:
    """Read every cell of a study.

    Args:
        design: What was asked.
        folder_of: The finished folder of a stage key, or None when the stage is not finished.
        failures: Stage key to reason, for stages that failed.
        metrics: Metrics by name; the catalogue's when None.

    Returns:
        Results in which a cell that cannot be read is an `Absent` with its reason, never a number.
    """
    known = _metrics() if metrics is None else metrics
    items: dict[str, Items] = {}
    cells: dict[CellKey, CellResult] = {}
    absent: list[Absent] = []
    evaluations: dict[str, Mapping[str, Any]] = {}
    read: dict[str, _Evaluation] = {}
    targets = {target.name: target for target in design.targets}
    for cell in sorted(design.cells, key=lambda cell: cell.intermediate != DIRECT):  # direct sets the items
        folder = folder_of(cell.evaluation)
        if folder is None:
            absent.append(Absent(cell=cell, reason=_why_absent(design, cell, folder_of, failures)))
            continue
        try:
            if cell.evaluation not in read:
                read[cell.evaluation] = _read_evaluation(folder, targets[cell.target], known)
            found = read[cell.evaluation]
            if not items.setdefault(cell.target, found.items).same_as(found.items):
                raise DataError("it was scored on other examples or other gold answers than the target's other cells")
        except (DataError, OSError, KeyError, ValueError) as error:
            absent.append(Absent(cell=cell, reason=f"its predictions cannot be used: {error}"))
            continue
        cells[cell_key(cell)] = CellResult(
            cell=cell, parts=found.parts, scores=found.scores, layers=found.layers, commonest=found.commonest
        )
        evaluations.setdefault(cell.evaluation, _json(folder / "provenance.json"))
    return Results(
        design=design,
        metrics=known,
        items=items,
        cells=cells,
        absent=tuple(absent),
        trainings=_trainings(design, folder_of, failures),
        translations=_translations(design, folder_of, failures),
        evaluations=evaluations,
    )


def _metrics() -> Mapping[str, Metric]:
    from xstilts.tasks.metrics import METRICS

    return METRICS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluation:
    """What one evaluate stage left."""

    items: Items
    parts: NDArray[np.float64]
    scores: Mapping[str, Any]
    layers: Mapping[str, NDArray[np.bool_]]
    commonest: float | None


def _read_evaluation(folder: Path, target: TargetInfo, metrics: Mapping[str, Metric]) -> _Evaluation:
    path = folder / "predictions.parquet"
    try:
        table = pq.read_table(path, columns=[*COLUMNS, "prediction"] if target.kind in ONE_OF_FEW else COLUMNS)
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing from its stage folder") from None
    except Exception as error:  # pyarrow raises several types for one damaged file
        raise DataError(f"{path.name} cannot be read ({error})") from None
    if table.num_rows == 0:
        raise DataError(f"{path.name} has no rows")
    languages = np.asarray(table["language"].to_pylist(), dtype=np.str_)
    present = set(languages.tolist())
    order = tuple(name for name in target.languages if name in present)
    if set(order) != present:
        raise DataError(f"{path.name} has languages that the design does not: {sorted(present - set(order))}")
    rank = {name: index for index, name in enumerate(order)}
    language = np.asarray([rank[name] for name in languages.tolist()], dtype=np.int64)
    ids = np.asarray(table["example_id"].to_pylist(), dtype=np.str_)
    width = len(metrics[target.metric].parts)
    flat = table["parts"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    if len(flat) != width * len(ids):
        raise DataError(f"{path.name} does not hold {width} metric parts per row ({target.metric})")
    rows = np.lexsort((ids, language))
    groups = np.asarray(table["group_id"].to_pylist(), dtype=np.str_)
    names, group = np.unique(groups, return_inverse=True)
    gold = np.asarray([str(value) for value in table["gold"].to_pylist()], dtype=np.str_)
    found = Items(
        languages=order,
        ids=ids[rows],
        language=language[rows],
        group=group.reshape(-1)[rows].astype(np.int64),
        gold=gold[rows],
        group_names=names,
    )
    parts = np.asarray(flat, dtype=np.float64).reshape(len(ids), width)[rows]
    layers = _layers(folder / "layers.parquet", found, rank)
    commonest = _commonest(table, languages) if target.kind in ONE_OF_FEW else None
    return _Evaluation(
        items=found, parts=parts, scores=_json(folder / "scores.json"), layers=layers, commonest=commonest
    )


def _commonest(table: Any, languages: NDArray[np.str_]) -> float:
    """The share of the most frequent prediction in English, or in all languages where there is no English."""
    english = np.array([is_english(language) for language in languages.tolist()], np.bool_)
    predictions = np.asarray(table["prediction"].to_pylist(), dtype=np.str_)
    _, counts = np.unique(predictions[english] if english.any() else predictions, return_counts=True)
    return float(counts.max() / counts.sum())


def _layers(path: Path, items: Items, rank: Mapping[str, int]) -> dict[str, NDArray[np.bool_]]:
    """The results at every layer in the order of `items`; nothing where the stage left none (another kind, or a version
    that did not keep them).
    """
    if not path.is_file():
        return {}
    table = pq.read_table(path)
    language = np.asarray([rank[name] for name in table["language"].to_pylist()], dtype=np.int64)
    ids = np.asarray(table["example_id"].to_pylist(), dtype=np.str_)
    rows = np.lexsort((ids, language))
    if not np.array_equal(ids[rows], items.ids):
        raise DataError(f"{path.name} holds other examples than predictions.parquet")
    return {
        name: np.asarray(table[name].to_pylist(), dtype=np.bool_)[rows]
        for name in table.column_names
        if name not in ("example_id", "language")
    }


def _why_absent(design: StudyDesign, cell: Cell, folder_of: FolderOf, failures: Mapping[str, str]) -> str:
    for key in cell.stages:
        if key in failures:
            return f"{_stage_name(design, cell, key)} failed: {failures[key]}"
    waiting = next(key for key in cell.stages if folder_of(key) is None)
    return f"not run yet: {_stage_name(design, cell, waiting)} is not finished"


def _stage_name(design: StudyDesign, cell: Cell, key: str) -> str:
    if key in design.training_stages:
        return f"training {design.training_stages[key].get('name', key[:16])}"
    if key in design.translations:
        return f"the translation of {design.translations[key]['dataset']} into {design.translations[key]['language']}"
    return "its evaluation" if key == cell.evaluation else f"stage {key[:16]}"


def _trainings(design: StudyDesign, folder_of: FolderOf, failures: Mapping[str, str]) -> tuple[Training, ...]:
    found = []
    for key, about in design.training_stages.items():
        folder = folder_of(key)
        seed = about.get("seed")
        found.append(
            Training(
                key=key,
                name=str(about.get("name", key[:16])),
                role=str(about.get("role", "")),
                model=str(about.get("model", "")),
                seed=int(seed) if seed is not None else None,
                curve=_json(folder / "curve.json") if folder else {},
                summary=_json(folder / "summary.json") if folder else {},
                provenance=_json(folder / "provenance.json") if folder else {},
                failure=failures.get(key, "" if folder else "not finished"),
            )
        )
    return tuple(found)


def _translations(design: StudyDesign, folder_of: FolderOf, failures: Mapping[str, str]) -> tuple[Translation, ...]:
    found = []
    for key, about in design.translations.items():
        folder = folder_of(key)
        found.append(
            Translation(
                dataset=str(about["dataset"]),
                language=str(about["language"]),
                translator=str(about["translator"]),
                summary=_json(folder / "summary.json") if folder else {},
                failure=failures.get(key, "" if folder else "not finished"),
            )
        )
    return tuple(found)


def _json(path: Path) -> Mapping[str, Any]:
    try:
        value = read_json(path)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {"values": value}
