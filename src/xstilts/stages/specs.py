"""Stage specs: frozen, JSON-native, complete. Equal specs are equal work, whoever asks.

No phase, study name or alias is in a spec's identity. Upstream results are named by their keys, so a key covers
everything a stage reads. A stage type's `schema` number rises when the same spec would give another result.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le, Lt
from pydantic import Field, field_validator

from xstilts.core.canonical import digest
from xstilts.core.frozen import Frozen, later, where
from xstilts.models.reference import BackboneRef as BackboneRef
from xstilts.tasks.records import DataRef

Rate = Annotated[float, Gt(0), Le(1)]
"""A learning rate."""
RateOrOff = Annotated[float, Ge(0), Le(1)]
"""A learning rate, or 0 for what 0 means there."""
Share = Annotated[float, Ge(0), Lt(1)]
Count = Annotated[int, Ge(1), Le(10**9)]
Size = Annotated[int, Ge(1), Le(100_000)]
"""What a batch or a sequence holds, or a dimension of a network."""
Seed = Annotated[int, Ge(0), Lt(2**63)]


class Upstream(Frozen):
    """The part of another stage's output that this stage starts from."""

    stage: str
    part: Literal["encoder", "model"]


class Recipe(Frozen):
    """Every training choice, resolved. Lengths in tokens, batch_size in groups (examples; windows for `extract`).

    `select`: `best` keeps the checkpoint of the best English dev score among `evals` evenly spaced evaluations, `last`
    keeps the last. `freeze`: `embeddings` and/or `layers:N` (the lowest N layers). `stretch` multiplies the number
    of steps (the matched-compute control). `matrix_learning_rate` gives the layers' matrices to Muon at that rate (0:
    AdamW for all), which small models that were little pretrained need. `pooling`: what heads that classify or choose
    read, the first token or also the mean of each text and their comparison (`parts`), which such models learn from
    far fewer examples.
    """

    learning_rate: Rate = 1e-5
    epochs: Annotated[float, Gt(0), Le(10_000)] = 3.0
    max_steps: Count | None = None
    stretch: Annotated[float, Gt(0)] = 1.0
    batch_size: Size = 32
    warmup: Share = 0.1
    weight_decay: Annotated[float, Ge(0), Le(10)] = 0.01
    adam_epsilon: Annotated[float, Gt(0), Le(1)] = 1e-8
    adam_betas: tuple[Share, Share] = (0.9, 0.999)
    clip: Annotated[float, Ge(0), Le(1_000_000)] = 1.0
    dropout: Share | None = None
    max_length: Size = 256
    doc_stride: Size = 128
    max_query: Size = 64
    select: Literal["best", "last"] = "best"
    evals: Annotated[int, Ge(1), Le(10_000)] = 4
    patience: Count = 30
    freeze: tuple[str, ...] = ()
    head_learning_rate: Rate | None = None
    matrix_learning_rate: RateOrOff = 0.0
    pooling: Literal["first", "parts"] = "first"


class TrainItem(Frozen):
    """One task of a mixture: kind, label space (which names the head), data, and the English data that selects.

    Selection on another language would not be zero-shot, whatever the training data is, so no spec can hold it.
    """

    kind: str
    head: str
    labels: tuple[str, ...] | None = None
    metric: str
    train: tuple[DataRef, ...]
    dev: tuple[DataRef, ...] = ()
    task: str = where("")

    @field_validator("dev")
    @classmethod
    def _select_in_english(cls, dev: tuple[DataRef, ...]) -> tuple[DataRef, ...]:
        for ref in dev:
            others = [language for language in ref.languages if language.split("-")[0] != "en"]
            if others:
                raise ValueError(f"{ref.dataset} {ref.split} would select in {', '.join(others)}: English alone may")
        return dev


class Sampling(Frozen):
    """How a mixture draws tasks: weights are n, min(n, cap), min(n, cap)**(1/temperature), or equal."""

    rule: Literal["proportional", "capped", "temperature", "uniform"] = "proportional"
    cap: int | None = None
    temperature: float = 1.0


class MlmShare(Frozen):
    """Masked language modelling interleaved with the tasks: the share of batches, its text, the masking rate."""

    share: float
    text: tuple[DataRef, ...]
    mask: float = 0.15
    max_length: int = 128


class TranslationShare(MlmShare):
    """Translation language modelling in place of masked LM: `pairs` random pairs of languages of every sentence of
    parallel text, each pair one sequence (Conneau and Lample 2019, arXiv:1901.07291). A type of its own, so that the
    keys of masked LM stay what they are.
    """

    pairs: int


class TrainSpec(Frozen):
    """Train a backbone or an upstream encoder on a mixture (phases 2 and 3 alike)."""

    type: Literal["train"] = "train"
    schema_number: ClassVar[int] = 1
    backbone: BackboneRef
    init: Upstream | None = None
    items: tuple[TrainItem, ...]
    sampling: Sampling = Sampling()
    mlm: MlmShare | TranslationShare | None = None
    recipe: Recipe
    seed: int
    precision: Literal["fp32", "bf16"] = "fp32"
    checkpoint_steps: int = where(200)
    title: str = where("")


class PretrainSpec(Frozen):
    """Pretrain a small multilingual encoder: vocabulary, start embeddings, then masked and translation LM.

    `vocabulary_characters` of each language's text train the tokenizer. `start`: `aligned` embeddings come from the
    parallel text. `steps` of masked LM follow (0: none). Each reads `batch_size` bundles of at most `max_length`
    tokens: `translation_share` of them pairs of translations (`translation_pairs` of every sentence), the others lines.
    About every `eval_steps` the model is measured on held-out text.

    `matrix_learning_rate` is Muon's, for the matrices of the layers (0: AdamW with `learning_rate`).
    `embedding_learning_rate` 0 freezes the embeddings. `output_learning_rate` gives masked LM an output table of its
    own, which starts as the embeddings and is not kept (0: it predicts with the embeddings). `sampled_vocabulary`:
    draws of the training softmax (0: all).
    """

    type: Literal["pretrain"] = "pretrain"
    schema_number: ClassVar[int] = 4  # 2: reproducible vocabulary, held-out text; 3: language frequencies; 4: bundles
    text: tuple[DataRef, ...]
    parallel: tuple[DataRef, ...]
    vocabulary: Annotated[int, Gt(5), Le(1_000_000)] = 30000  # five are special tokens
    vocabulary_characters: Annotated[int, Ge(1), Le(10**12)] = 1_200_000
    hidden: Annotated[int, Ge(4), Le(100_000)] = 256  # two dimensions of aligned embeddings hold lengths
    layers: Annotated[int, Ge(1), Le(1000)] = 4
    heads: Size = 4
    intermediate: Size = 1024
    max_positions: Annotated[int, Ge(8), Le(100_000)] = 514
    initializer_range: Annotated[float, Gt(0), Le(1)] = 0.02
    start: Literal["random", "aligned"] = "aligned"
    steps: Annotated[int, Ge(0), Le(10**9)] = 0
    batch_size: Size = 128
    mask: Annotated[float, Gt(0), Lt(1)] = 0.15
    max_length: Annotated[int, Ge(6), Le(100_000)] = 128  # a token of either language beside four specials
    translation_share: Share = 0.5
    translation_pairs: Annotated[int, Ge(1), Le(10_000)] = 4
    learning_rate: Rate = 5e-4
    embedding_learning_rate: RateOrOff = 5e-5
    matrix_learning_rate: RateOrOff = 0.0
    output_learning_rate: RateOrOff = 0.0
    warmup: Share = 0.1
    sampled_vocabulary: Annotated[int, Ge(0), Le(1_000_000)] = 0
    eval_steps: Count = 500
    seed: Seed = 1
    precision: Literal["fp32", "bf16"] = "fp32"
    checkpoint_steps: Count = where(200)
    title: str = where("")


class TranslateSpec(Frozen):
    """Translate the English examples of a reference into one language with a translation model.

    `prefix`, `source_code` and `target_code` are what the model is told (`models.translators.Route`). `beams` 1 is
    greedy search. Texts are read up to `max_length` tokens, in batches of at most `batch_tokens` padded source tokens,
    which a GPU may want larger; both change bits, and so belong to the identity. `answers` says how answers are found
    again (`tasks.translation`). A checkpoint follows every `checkpoint_steps` batches.
    """

    type: Literal["translate"] = "translate"
    schema_number: ClassVar[int] = 1
    translator: BackboneRef
    kind: str
    data: DataRef
    language: str
    prefix: str = ""
    source_code: str = ""
    target_code: str = ""
    beams: Annotated[int, Ge(1), Le(100)] = 4
    max_length: Size = 512
    batch_tokens: Size = 2048
    answers: Literal["find", "mark"] = "find"
    precision: Literal["fp32", "bf16"] = "fp32"
    checkpoint_steps: Count = where(20)
    title: str = where("")


class RetrievalSetting(Frozen):
    """How sentences become vectors and are searched: `layer` indexes hidden_states (0 = embeddings; None = last),
    pooling, specials; `neighbours` is the neighbourhood of mining's margin. `search`: our own exact search, or faiss'
    flat index, which finds the same neighbours up to ties and the last bits of a product.
    """

    layer: int | None = None
    pooling: Literal["mean", "first"] = "mean"
    specials: bool = True
    neighbours: int = 4
    max_length: int = 512
    search: Literal["exact", "faiss"] = later("exact")


class EvaluateSpec(Frozen):
    """Evaluate one model on one target in all its languages, in one pass. `model` None means the raw backbone."""

    type: Literal["evaluate"] = "evaluate"
    schema_number: ClassVar[int] = 2  # 2: retrieval keeps every item's result at every layer
    backbone: BackboneRef
    model: Upstream | None = None
    kind: str
    head: str
    labels: tuple[str, ...] | None = None
    metric: str
    chance: float | None = None
    test: DataRef
    tune: DataRef | None = None
    crossfit: bool = False
    retrieval: RetrievalSetting | None = None
    max_length: int = 256
    doc_stride: int = 128
    max_query: int = 64
    seed: int | None = None
    precision: Literal["fp32", "bf16"] = "fp32"
    target: str = where("")
    local_protocol: str = where("")
    title: str = where("")


class BaselineSpec(Frozen):
    """What overlap of subwords alone achieves on a target: no model, but the subwords of `backbone`'s tokenizer.

    `train` is the English data that a target's phase 3 reads (empty: nothing is fitted). Lengths cut as they do for a
    model, so that both see the same text. Nothing is drawn, so there is no seed.
    """

    type: Literal["baseline"] = "baseline"
    schema_number: ClassVar[int] = 1
    backbone: BackboneRef
    kind: str
    head: str
    labels: tuple[str, ...] | None = None
    metric: str
    chance: float | None = None
    train: tuple[DataRef, ...] = ()
    test: DataRef
    tune: DataRef | None = None
    crossfit: bool = False
    neighbours: int = 4
    max_length: int = 256
    target: str = where("")
    local_protocol: str = where("")
    title: str = where("")

    @property
    def seed(self) -> None:
        """The predictions' seed column stays empty."""
        return None


StageSpec = Annotated[
    TrainSpec | PretrainSpec | TranslateSpec | EvaluateSpec | BaselineSpec, Field(discriminator="type")
]


def stage_key(spec: Any) -> str:
    """The stage's key: SHA-256 over the spec's identity (which names upstream keys) and the type's schema number."""
    return digest({"schema": type(spec).schema_number, "spec": spec.identity()})


def upstream_keys(spec: Any) -> tuple[str, ...]:
    """Keys of the stages whose outputs this one reads: what it starts from, then what made its training data."""
    link = getattr(spec, "init", None) or getattr(spec, "model", None)
    read = [ref for item in getattr(spec, "items", ()) for ref in item.train if ref.source == "stage"]
    return tuple(dict.fromkeys([*([link.stage] if link is not None else []), *(ref.fingerprint for ref in read)]))
