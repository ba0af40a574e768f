"""Everything a study needs in one folder, for a machine without network: data, hub datasets, backbones, the study.

The folder holds `data/` (local official files in their layout), `huggingface/hub/` (a hub cache with the commits that
the plan resolved to), `models/` (local backbone folders), `files/` (own tasks) and the resolved study, whose paths lead
there. A plan made from it has the stage keys of the plan made here: keys name content, not places.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xstilts.core.canonical import file_digest
from xstilts.core.errors import Problem, StudyError, XstiltsError
from xstilts.core.files import replacing, write_text
from xstilts.study.cells import safe_name
from xstilts.study.inputs import references
from xstilts.study.load import dump_resolved, load_study, roots_of
from xstilts.study.plan import Plan, make_plan
from xstilts.study.portions import UNRESOLVED
from xstilts.study.schema import LEXICAL, Study
from xstilts.tasks import custom, hub, local, withheld
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.records import DataRef, Roots

HUB = Path("huggingface") / "hub"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a folder now holds: its study file, the number and bytes of all files, and how many were there before."""

    study: Path
    files: int
    bytes: int
    reused: int


def fetch_study(source: str, directory: Path, *, tell: Tell) -> Fetched:
    """Copy everything that a study reads into a folder; what is there already and equal is kept.

    Files are written whole, one by one, so that a run that was killed goes on where it was. Nothing is written unless
    everything was found.

    Args:
        source: a study file or a built-in study. directory: the folder, new or of an earlier call.
        tell: called with a line for every file.

    Raises:
        StudyError: everything that is missing: data, models, hub repositories. XstiltsError: `directory` is a file.
    """
    if directory.exists() and not directory.is_dir():
        raise XstiltsError(f"{directory} is not a folder; name a new or an existing folder with --to")
    study = load_study(source)
    roots = roots_of(study)
    plan = make_plan(study, roots=roots, allow_missing=True)
    problems = list(plan.problems)
    files = dict(_data_files(plan, roots, problems))
    if problems:
        raise StudyError(problems, str(study.path or study.name))
    models = _model_folders(study)
    files |= models.files
    reused = sum(_copy(origin, directory / place, tell, (number, len(files))) for number, (place, origin) in
                 enumerate(sorted(files.items()), 1))  # fmt: skip
    for place, commit in {**dict(_data_revisions(plan)), **models.revisions}.items():
        write_text(directory / place, commit)
    (directory / "data").mkdir(parents=True, exist_ok=True)
    written = directory / f"{study.name}.yaml"
    write_text(written, yaml.safe_dump(_moved(study, models.sources), sort_keys=False, allow_unicode=True))
    size = sum(origin.stat().st_size for origin in files.values())
    return Fetched(study=written, files=len(files), bytes=size, reused=reused)


def instructions(fetched: Fetched) -> Iterator[str]:
    """What to do on the machine without network, in lines."""
    home = fetched.study.parent.resolve()
    yield (
        f"{home}: {fetched.files} files, {fetched.bytes / 1e6:,.1f} MB"
        + (f", {fetched.reused} of them there before" if fetched.reused else "")
    )
    yield "On the machine without network (change the path if the folder lies elsewhere there):"
    yield f"  export HF_HOME={home / HUB.parent} HF_HUB_OFFLINE=1"
    yield f"  xstilts run {home / fetched.study.name}"
    yield "HF_HOME must be writable there: prepared tables are kept in it (or set HF_DATASETS_CACHE to another folder)."


def _references(plan: Plan) -> Iterator[DataRef]:
    """Every reference of the plan that was resolved, with those to questions that are left out of others."""
    for ref in references([node.spec for node in plan.nodes.values()]):
        if ref.fingerprint != UNRESOLVED:
            yield ref
            yield from (named.model_copy(update={"location": ref.location}) for named in withheld.references(ref))


def _data_files(plan: Plan, roots: Roots, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Place in the folder and origin of every data file; hub files are downloaded into the hub cache."""
    for name, task in plan.study.tasks.items():
        for place, path in custom.files(task.model_dump()).items():
            yield _own_place(name, place, Path(path)), Path(path)
    seen: set[str] = set()
    for ref in _references(plan):
        if ref.source not in ("local", "hub"):
            continue
        for language in ref.languages:
            memo = f"{ref.source}/{ref.dataset}/{ref.split}/{language}"
            if memo not in seen:
                seen.add(memo)
                found = _local_files(ref, language, roots) if ref.source == "local" else _hub_files(ref, language)
                try:
                    yield from found
                except XstiltsError as error:
                    problems.append(Problem(where=f"data of {ref.dataset} ({ref.split})", message=str(error)))


def _local_files(ref: DataRef, language: str, roots: Roots) -> Iterator[tuple[str, Path]]:
    root = local.data_root(roots) or Path(ref.location)
    for path in local.find_files(DATASETS[ref.dataset], ref.split, language, root):
        yield f"data/{path.relative_to(root).as_posix()}", path


def _hub_files(ref: DataRef, language: str) -> Iterator[tuple[str, Path]]:
    files, commit = DATASETS[ref.dataset].hub, str(ref.options["revision"])
    snapshot = hub.cache_folder(files.repo) / "snapshots" / commit
    card = snapshot / "README.md"
    for path in [*hub.files(files, ref.dataset, ref.split, language, commit), *([card] if card.is_file() else [])]:
        yield f"{_hub_folder('datasets', files.repo)}/snapshots/{commit}/{path.relative_to(snapshot).as_posix()}", path


def _data_revisions(plan: Plan) -> Iterator[tuple[str, str]]:
    """The hub cache's note of the commit that each dataset's revision names."""
    for ref in _references(plan):
        if ref.source == "hub":
            files = DATASETS[ref.dataset].hub
            revision = plan.study.revisions.get(files.repo, files.revision)
            yield f"{_hub_folder('datasets', files.repo)}/refs/{revision}", str(ref.options["revision"])


def _hub_folder(kind: str, repo: str) -> str:
    return f"{HUB.as_posix()}/{kind}--{repo.replace('/', '--')}"


def _own_place(task: str, place: str, path: Path) -> str:
    """Where a file of a user's own task goes: `place` is `split/language`, the ending says the format."""
    return f"files/{safe_name(task)}/{place.replace('/', '-')}-{path.name}"


@dataclass(frozen=True, slots=True)
class _Models:
    """Files of backbones by place, notes of hub revisions by place, and the study's new sources by alias."""

    files: Mapping[str, Path]
    revisions: Mapping[str, str]
    sources: Mapping[str, str]


def _model_folders(study: Study) -> _Models:
    from xstilts.models import backbones

    files: dict[str, Path] = {}
    revisions: dict[str, str] = {}
    sources: dict[str, str] = {}
    for alias, source in study.models.items():
        if source == LEXICAL or source in backbones.BUILTINS:
            continue
        ref = backbones.resolve(source, base_dir=study.folder, offline=True)
        folder = backbones.folder(ref)
        place = f"models/{safe_name(alias)}"
        if ref.source == backbones.FOLDER:
            sources[alias] = f"./{place}"
        else:
            revisions[f"{_hub_folder('models', source)}/refs/main"] = folder.name
            place = f"{_hub_folder('models', source)}/snapshots/{folder.name}"
        files |= {f"{place}/{name}": folder / name for name in backbones.file_names(folder)}
    return _Models(files, revisions, sources)


def _moved(study: Study, sources: Mapping[str, str]) -> dict[str, Any]:
    """The resolved study with every path pointing into the folder that holds it."""
    plain = dump_resolved(study)
    for alias, source in sources.items():
        plain["models"][alias]["source"] = source
    for name, task in plain["tasks"].items():
        for split in ("train", "dev"):
            if split in task:
                task[split] = _own_place(name, f"{split}/en", Path(task[split]))
        task["test"] = {
            language: _own_place(name, f"test/{language}", Path(path)) for language, path in task["test"].items()
        }
    return {**plain, "data": "data"}


def _copy(origin: Path, target: Path, tell: Tell, place: Sequence[int]) -> bool:
    """Copy a file whole unless it is there; returns whether it was."""
    size = origin.stat().st_size
    same = target.is_file() and target.stat().st_size == size and file_digest(target) == file_digest(origin)
    tell(f"[{place[0]}/{place[1]}] {target} ({size / 1e6:,.2f} MB)" + (" is there" if same else ""))
    if not same:
        with replacing(target) as temporary:
            shutil.copyfile(origin, temporary)
    return same
