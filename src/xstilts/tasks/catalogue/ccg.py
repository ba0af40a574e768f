"""CCG supertagging (CCGbank). Licensed by the LDC: only a licence holder's own files can be read.

Layout: CCGbank's own, `ccgbank/data/AUTO/00/wsj_0001.auto` and so on, the whole bank. `chunking` is the free stand-in,
for studies that name it: nothing is swapped.
"""

from xstilts.tasks.catalogue.rows import file_number, tag
from xstilts.tasks.records import Dataset, Example, LabelSpace, LocalFiles, Portion, Row, RowPlace, TrainTask

TAGS = LabelSpace(name="ccg", labels=tuple(f"CCG{number}" for number in range(1363)))
"""As many tags as the paper's code has; a bank with fewer categories uses the first ones (`formats.read_ccgbank`)."""
_SECTIONS = {"train": tuple(f"{number:02}" for number in range(2, 22)), "dev": ("00",)}
_tagged = tag(TAGS, id=file_number)


def _row(row: Row, place: RowPlace) -> Example | list[Example] | None:
    return _tagged(row, place) if row["section"] in _SECTIONS[place.split] else None


DATASET = Dataset(
    name="ccg",
    title="CCG supertagging",
    kind="tag",
    languages={"train": ("en",), "dev": ("en",)},
    licence="LDC (LDC2005T13); not redistributable",
    citation="Hockenmaier and Steedman 2007, CCGbank (Computational Linguistics)",
    local=LocalFiles(
        format="ccgbank",
        paths={"train": ("ccgbank/data/AUTO/*/*.auto",), "dev": ("ccgbank/data/AUTO/*/*.auto",)},
        row=_row,
        advice="CCGbank is sold by the LDC (LDC2005T13); `chunking` is a free stand-in, if the study names it",
    ),
    labels=TAGS,
)
TASK = TrainTask(
    name="ccg",
    title="CCG supertagging",
    kind="tag",
    train=(Portion(dataset="ccg", split="train"),),
    dev=(Portion(dataset="ccg", split="dev"),),
    labels=TAGS,
    metric="token_accuracy",
    local_protocol="Sections 02-21 train and 00 selects; the paper's own division of CCGbank is not published.",
)
