"""CCG supertagging (CCGbank, 1,363 tags). Licensed by the LDC: only a licence holder's own files can be read.

Layout: `ccg/train.txt` and `ccg/dev.txt`, a word and its tag per line, an empty line between sentences. Tags are
`CCG0` to `CCG1362`, numbers of a category list of the holder's own, since CCGbank's may not be copied. Without these
files `chunking` stands in.
"""

from xstilts.tasks.catalogue.rows import tag
from xstilts.tasks.records import Dataset, LabelSpace, LocalFiles, Portion, TrainTask

TAGS = LabelSpace(name="ccg", labels=tuple(f"CCG{number}" for number in range(1363)))
DATASET = Dataset(
    name="ccg",
    title="CCG supertagging",
    kind="tag",
    languages={"train": ("en",), "dev": ("en",)},
    licence="LDC (LDC2005T13); not redistributable",
    citation="Hockenmaier and Steedman 2007, CCGbank (Computational Linguistics)",
    local=LocalFiles(format="columns", paths={"train": ("ccg/train.txt",), "dev": ("ccg/dev.txt",)}, row=tag(TAGS)),
    labels=TAGS,
)
TASK = TrainTask(
    name="ccg",
    title="CCG supertagging",
    kind="tag",
    train=(Portion(dataset="ccg", split="train"),),
    dev=(Portion(dataset="ccg", split="dev"),),
    labels=TAGS,
)
