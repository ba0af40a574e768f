"""XStoryCloze: which of two endings a story of four sentences has, translated by professionals."""

from xstilts.tasks.catalogue.languages import XSTORYCLOZE
from xstilts.tasks.catalogue.rows import choose, column, columns, from_one, joined
from xstilts.tasks.records import Dataset, HubFiles, LocalFiles, Portion, Target, TrainTask

_SENTENCES = tuple(f"input_sentence_{number}" for number in range(1, 5))
_RENAMED = {f"InputSentence{number}": f"input_sentence_{number}" for number in range(1, 5)} | {
    "InputStoryid": "story_id",
    "RandomFifthSentenceQuiz1": "sentence_quiz1",
    "RandomFifthSentenceQuiz2": "sentence_quiz2",
    "AnswerRightEnding": "answer_right_ending",
}
_row = choose(
    prompt=joined(*_SENTENCES),
    choices=columns("sentence_quiz1", "sentence_quiz2"),
    gold=from_one("answer_right_ending"),
    id=column("story_id"),
    group=column("story_id"),
)
_FILES = {"train": "train", "test": "eval"}
DATASET = Dataset(
    name="xstorycloze",
    title="XStoryCloze",
    kind="choose",
    languages={"train": XSTORYCLOZE, "test": XSTORYCLOZE},
    licence="CC BY-SA 4.0; the English original on request",
    citation="Lin et al. 2022, Few-shot Learning with Multilingual Generative Language Models (EMNLP)",
    local=LocalFiles(
        format="tsv",
        paths={
            split: (f"xstorycloze/spring2016.val.{{language}}.tsv.split_20_80_{part}.tsv",)
            for split, part in _FILES.items()
        },
        row=lambda row, place: _row({_RENAMED.get(name, name): cell for name, cell in row.items()}, place),
    ),
    hub=HubFiles(
        repo="juletxara/xstory_cloze",
        config="{language}",
        splits=_FILES,
        row=_row,
        columns=("story_id", *_SENTENCES, "sentence_quiz1", "sentence_quiz2", "answer_right_ending"),
    ),
    rows={(split, language): size for split, size in (("train", 360), ("test", 1511)) for language in XSTORYCLOZE},
    parallel=True,
)
TASK = TrainTask(
    name="xstorycloze_en",
    title="XStoryCloze, its English training part",
    kind="choose",
    train=(Portion(dataset="xstorycloze", split="train", high=0.9),),
    dev=(Portion(dataset="xstorycloze", split="train", low=0.9),),
    chance=50.0,
    local_protocol="90% of the 360 English stories that the release sets apart for prompts; the rest selects.",
)
TARGET = Target(
    name="xstorycloze",
    title="XStoryCloze",
    kind="choose",
    train="xstorycloze_en",
    test=Portion(dataset="xstorycloze", split="test"),
    languages=XSTORYCLOZE,
    metric="accuracy",
    chance=50.0,
    group="commonsense",
    local_protocol="Fine-tuned on 90% of 360 English stories; the published protocol prompts models without training.",
)
