"""The pretrain stage on a little lab text: a complete backbone folder, aligned when asked, trained when asked."""

import numpy as np

from xstilts.core.files import read_json
from xstilts.models.backbones import resolve
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.pretrain import run
from xstilts.stages.specs import PretrainSpec
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import load, reference

TEXT = reference(Portion(dataset="lab_text", split="train"), ["en", "de"], roots=Roots(), limit=150)
SHAPE = {"vocabulary": 600, "hidden": 32, "layers": 1, "heads": 2, "intermediate": 64, "max_positions": 66}


def pretrained(folder, **choices):
    spec = PretrainSpec(text=(TEXT,), parallel=(TEXT,), max_length=32, batch_size=8, **{**SHAPE, **choices})
    folder.mkdir()
    run(spec, StageContext(work_dir=folder, upstream={}, cache_dir=folder / "cache"))
    return folder / "encoder"


def retrieval(folder) -> float:
    """Percent of English lines whose German line is nearest by mean word vectors."""
    from safetensors.torch import load_file

    table = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"].float().numpy()
    tokenizer = load_tokenizer(folder)
    sides = []
    for language in ("en", "de"):
        texts = [example.text for example in load(TEXT, Roots()) if example.language == language][:60]
        vectors = np.stack([table[ids][:, :-2].mean(0) for ids, _ in tokenizer.encode(texts)])
        sides.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    return 100.0 * float(((sides[0] @ sides[1].T).argmax(1) == np.arange(len(sides[0]))).mean())


def test_a_complete_backbone_that_transformers_loads(tmp_path):
    from transformers import AutoModel, AutoTokenizer

    folder = pretrained(tmp_path / "a")
    assert resolve(str(folder)).family == "xlm-roberta"
    words = AutoTokenizer.from_pretrained(folder)("a red clock", "eine Uhr", return_tensors="pt")
    tokenizer = load_tokenizer(folder)
    ids = [list(tokenizer.encode([text])[0][0]) for text in ("a red clock", "eine Uhr")]
    assert words["input_ids"][0].tolist() == [0, *ids[0], 2, 2, *ids[1], 2]
    assert AutoModel.from_pretrained(folder)(**words).last_hidden_state.shape[-1] == 32


def test_translations_are_near_only_with_the_aligned_start(tmp_path):
    assert retrieval(pretrained(tmp_path / "aligned")) > 60
    assert retrieval(pretrained(tmp_path / "random", start="random")) < 25


def test_training_steps_are_done_and_logged(tmp_path):
    pretrained(tmp_path / "trained", steps=4)
    assert read_json(tmp_path / "trained" / "summary.json")["steps"] == 4
    assert (tmp_path / "trained" / "curve.json").is_file()
