"""Plain text for masked language modelling, and line-parallel text (equal groups are translations)."""

from xstilts.tasks.catalogue.languages import FLORES_CODES, NTREX_CODES, names
from xstilts.tasks.catalogue.rows import aligned, plain, string
from xstilts.tasks.records import Dataset, LocalFiles, Row, RowPlace, TextExample


def _verse(row: Row, place: RowPlace) -> TextExample:
    verse = str(row["id"])
    return TextExample(id=f"bible-{verse}", group=f"bible-{verse}", language=place.language, text=str(row["text"]))


def _paragraph(row: Row, place: RowPlace) -> TextExample:
    number = f"squad-{place.number}"
    return TextExample(id=number, group=number, language=place.language, text=string(row, "context", place))


FLORES = Dataset(
    name="flores200",
    title="FLORES-200 (dev and devtest)",
    kind="mlm",
    languages={"all": tuple(FLORES_CODES)},
    licence="CC BY-SA 4.0",
    citation="NLLB Team 2022, No Language Left Behind",
    local=LocalFiles(format="text", paths={"all": ("raw_text/flores200/{code}.txt",)}, row=aligned, codes=FLORES_CODES),
    rows={("all", name): 2009 for name in FLORES_CODES},
    parallel=True,
)
NTREX = Dataset(
    name="ntrex128",
    title="NTREX-128",
    kind="mlm",
    languages={"all": tuple(NTREX_CODES)},
    licence="CC BY-SA 4.0",
    citation="Federmann, Kocmi, Xin 2022, NTREX-128",
    local=LocalFiles(format="text", paths={"all": ("raw_text/ntrex128/{code}.txt",)}, row=aligned, codes=NTREX_CODES),
    rows={("all", name): 1997 for name in NTREX_CODES},
    parallel=True,
)
COMMON_VOICE = Dataset(
    name="common_voice",
    title="Common Voice sentences",
    kind="mlm",
    languages={
        "all": names(
            "ar bg ca cs de el en es et eu fa fi fr hi hu id it ja ka kk ko lv ml nl pa pl pt ro ru "
            "sv ta th tr uk ur vi zh"
        )
    },
    licence="CC0 1.0",
    citation="Ardila et al. 2020, Common Voice (LREC)",
    local=LocalFiles(format="text", paths={"all": ("raw_text/common_voice/{language}.txt",)}, row=plain),
)
WIKIANN_TEXT = Dataset(
    name="wikiann_text",
    title="WikiANN training sentences without tags",
    kind="mlm",
    languages={
        "all": names(
            "af ar az bg bn de el en es et eu fa fi fr gu he hi hu id it ja jv ka kk ko lt ml mr ms "
            "my nl pa pl pt qu ro ru sw ta te tl tr uk ur vi yo zh"
        )
    },
    licence="not stated; Wikipedia text CC BY-SA",
    citation="Pan et al. 2017 (ACL)",
    local=LocalFiles(format="text", paths={"all": ("raw_text/wikiann_text/{language}.txt",)}, row=plain),
)
WIKI_PARAGRAPHS = Dataset(
    name="wiki_paragraphs",
    title="Wikipedia paragraphs",
    kind="mlm",
    languages={"all": names("ar bn de en es fi id ko ru sw te vi zh")},
    licence="CC BY-SA",
    citation="Lewis et al. 2020 (MLQA); Clark et al. 2020 (TyDi QA)",
    local=LocalFiles(format="text", paths={"all": ("raw_text/wiki_paragraphs/{language}.txt",)}, row=plain),
)
SQUAD_PARAGRAPHS = Dataset(
    name="squad_paragraphs",
    title="Wikipedia paragraphs of SQuAD v1.1's training set",
    kind="mlm",
    languages={"all": ("en",)},
    licence="CC BY-SA 4.0",
    citation="Rajpurkar et al. 2016, SQuAD (EMNLP)",
    local=LocalFiles(format="jsonl", paths={"all": ("squad/train-v1.1.jsonl",)}, row=_paragraph),
    rows={("all", "en"): 18896},
)
BIBLE = Dataset(
    name="bible_nt",
    title="New Testament verses",
    kind="mlm",
    languages={"all": names("ee et eu gd gu hy kab lv qu rmn sw uk wo zu")},
    licence="CC0 1.0; rights in the translations vary",
    citation="Christodouloupoulos and Steedman 2015, A massively parallel corpus (LRE)",
    local=LocalFiles(
        format="tsv",
        paths={"all": ("raw_text/bible_nt/{language}.tsv",)},
        row=_verse,
        options={"columns": ("id", "text")},
    ),
    parallel=True,
)
