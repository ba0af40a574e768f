"""Files that are not in the shared folder, dropped in its layout or in that of their releases: tiny, written here."""

import gzip
import json

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.catalogue import DATASETS, TARGETS
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import available_languages, load, reference


def put(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(content.encode("utf-8")))
    else:
        path.write_text(content, encoding="utf-8")


def put_lines(root, name, rows):
    put(root, name, "".join(json.dumps(row) + "\n" for row in rows))


def read(root, dataset, split, *languages):
    roots = Roots(data=root, offline=True)
    return load(reference(Portion(dataset=dataset, split=split), languages or ("en",), roots=roots), roots)


@pytest.fixture
def any_size(monkeypatch):
    """Take away a dataset's asserted row counts, so that a few rows may stand for all."""

    def lift(name):
        dataset = DATASETS[name]
        for rows in (dataset.rows, dataset.local.rows):
            for place in list(rows):
                monkeypatch.delitem(rows, place)

    return lift


def questions(number):
    answers = [{"text": "a", "answer_start": 0}]
    items = [{"id": str(n), "question": "?", "answers": answers} for n in range(number)]
    paragraphs = [{"context": "a b", "qas": items[n : n + 5]} for n in range(0, number, 5)]
    return json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]})


def test_xquad_in_the_languages_that_were_withheld(tmp_path):
    languages = ("el", "hi", "th", "vi")
    for language in (*languages, "ro"):
        put(tmp_path, f"xquad/xquad.{language}.json.gz", questions(1190))
    target = TARGETS["xquad"]
    assert available_languages(target, Roots(data=tmp_path, offline=True)) == languages
    for language in (*languages, "ro"):
        examples = read(tmp_path, "xquad", "test", language)
        assert len(examples) == 1190 and examples[5].group == "1" and examples[0].language == language


def test_tatoeba_in_the_languages_that_were_withheld(tmp_path):
    sizes = {"bg": 1000, "hi": 1000, "hu": 1000, "ja": 1000, "kk": 575, "ml": 687, "sw": 390, "te": 234, "zh": 1000}
    codes = {"bg": "bul", "hi": "hin", "hu": "hun", "ja": "jpn", "kk": "kaz", "ml": "mal", "sw": "swh", "te": "tel"}
    for language, size in sizes.items():
        lines = "".join(f"satz {n}\tsentence {n}\n" for n in range(size))
        put(tmp_path, f"tatoeba/{codes.get(language, 'cmn')}-eng.tsv.gz", lines)
    put(tmp_path, "tatoeba/srp-eng.tsv.gz", "a\tb\n")
    assert available_languages(TARGETS["tatoeba"], Roots(data=tmp_path, offline=True)) == tuple(sizes)
    assert len(read(tmp_path, "tatoeba", "test", *sizes)) == sum(sizes.values())
    assert [(e.text, e.english) for e in read(tmp_path, "tatoeba", "test", "sr")] == [("a", "b")]
    put(tmp_path, "tatoeba/tel-eng.tsv.gz", "a\tb\n")
    with pytest.raises(DataError, match="1 examples, expected 234"):
        read(tmp_path, "tatoeba", "test", "te")


def test_xcopa_in_the_languages_that_were_withheld(tmp_path):
    row = {"premise": "p", "choice1": "a", "choice2": "b", "question": "cause", "label": 1, "changed": False}
    for language in ("et", "ht", "ta", "vi"):
        put_lines(tmp_path, f"xcopa/test.{language}.jsonl", [{**row, "idx": n} for n in range(500)])
    assert available_languages(TARGETS["xcopa"], Roots(data=tmp_path, offline=True)) == ("et", "ht", "ta", "vi")
    assert len(read(tmp_path, "xcopa", "test", "et", "ht", "ta", "vi")) == 2000


def sentence(name, *tokens):
    lines = [f"# sent_id = {name}"]
    lines += [f"{number}\t{word}\t_\t{tag}\t_\t_\t_\t_\t_\t_" for number, word, tag in tokens]
    return "\n".join(lines) + "\n\n"


WITHHELD_TREEBANKS = {
    "ar": "UD_Arabic-PUD/ar_pud",
    "fi": "UD_Finnish-TDT/fi_tdt",
    "tr": "UD_Turkish-IMST/tr_imst",
    "vi": "UD_Vietnamese-VTB/vi_vtb",
    "ko": "UD_Korean-GSD/ko_gsd",
    "eu": "UD_Basque-BDT/eu_bdt",
}


def test_treebanks_that_were_withheld(tmp_path):
    for name in WITHHELD_TREEBANKS.values():
        put(tmp_path, f"ud_pos/{name}-ud-test.conllu.gz", sentence("s1", ("1", "x", "NOUN")))
    here = available_languages(TARGETS["udpos"], Roots(data=tmp_path, offline=True))
    assert set(here) == set(WITHHELD_TREEBANKS)
    assert [example.words for example in read(tmp_path, "udpos", "test", *here)] == [("x",)] * 6


def test_all_treebanks_of_a_language_are_read_in_sorted_order(tmp_path):
    """XTREME joins them sorted (unsorted before August 2020); equal sentence names of two treebanks stay apart."""
    for name in ("UD_Finnish-TDT/fi_tdt", "UD_Finnish-FTB/fi_ftb", "UD_Finnish-PUD/fi_pud"):
        ending = ".gz" if name.endswith("ftb") else ""
        put(tmp_path, f"ud_pos/{name}-ud-test.conllu{ending}", sentence("s1", ("1", name[-3:], "NOUN")))
    put(tmp_path, "ud_pos/UD_Finnish-FTB/fi_ftb-ud-test.conllu", sentence("s1", ("1", "ftb", "NOUN")))
    put(tmp_path, "ud_pos/UD_Finnish-TDT/fi_tdt-ud-dev.conllu", sentence("s1", ("1", "other split", "NOUN")))
    examples = read(tmp_path, "udpos", "test", "fi")
    assert [example.words for example in examples] == [("ftb",), ("pud",), ("tdt",)]
    assert [example.id for example in examples] == ["fi_ftb-s1", "fi_pud-s1", "fi_tdt-s1"]


def test_fused_tokens_take_the_place_of_their_parts_and_zero_width_non_joiners_go(tmp_path):
    tokens = (("1", "geht", "VERB"), ("2-3", "zum", "_"), ("2", "zu", "ADP"), ("3", "dem", "DET"), ("3.1", "x", "X"),
              ("4", "mi\u200cravam", "NOUN"))  # fmt: skip
    put(tmp_path, "ud_pos/UD_Persian-Seraji/fa_seraji-ud-test.conllu", sentence("s1", *tokens))
    [example] = read(tmp_path, "udpos", "test", "fa")
    assert example.words == ("geht", "zum", "miravam") and example.tags == ("VERB", "ADP", "NOUN")


def test_a_known_treebank_alone_must_be_whole(tmp_path):
    put(tmp_path, "ud_pos/UD_German-GSD/de_gsd-ud-test.conllu", sentence("s1", ("1", "x", "NOUN")))
    with pytest.raises(DataError, match="1 examples, expected 977"):
        read(tmp_path, "udpos", "test", "de")
    put(tmp_path, "ud_pos/UD_German-PUD/de_pud-ud-test.conllu", sentence("s1", ("1", "y", "NOUN")))
    assert [example.id for example in read(tmp_path, "udpos", "test", "de")] == ["s1", "de_pud-s1"]


@pytest.mark.parametrize("language", ["kk", "th", "tl", "yo"])
def test_tagging_has_no_dev_data_in_four_languages(language, tmp_path):
    with pytest.raises(DataError, match=f"has no data in {language}"):
        reference(Portion(dataset="udpos", split="dev"), (language,), roots=Roots(data=tmp_path))


LEAF = "(<T S[dcl] 0 2> (<L NP/N DT DT The NP_1/N_1>) (<L N NN NN {word} N>) (<L {tag} VBZ VBZ runs (S\\NP_2)>))"


def test_ccgbank_as_the_ldc_sends_it(tmp_path):
    for section, word, tag in (("00", "dog", "S[dcl]\\NP"), ("02", "cat", "S[dcl]\\NP"), ("23", "cow", "(S\\NP)/NP")):
        lines = f"ID=wsj_{section}01.1 PARSER=GOLD NUMPARSE=1\n{LEAF.format(word=word, tag=tag)}\n"
        put(tmp_path, f"ccgbank/data/AUTO/{section}/wsj_{section}01.auto", lines)
    [train], [dev] = read(tmp_path, "ccg", "train"), read(tmp_path, "ccg", "dev")
    assert train.words == ("The", "cat", "runs") and dev.words == ("The", "dog", "runs")
    # In sorted order of all sections: (S\NP)/NP, N, NP/N, S[dcl]\NP.
    assert train.tags == dev.tags == ("CCG2", "CCG1", "CCG3")
    assert dev.id == "wsj_0001-1"


def test_without_ccgbank_nothing_takes_its_place(tmp_path):
    put(tmp_path, "conll2000_chunking/train.txt", "a DT B-NP\n")
    with pytest.raises(DataError, match=r"AUTO/\*/\*\.auto.*LDC2005T13.*`chunking` is a free stand-in, if the study"):
        read(tmp_path, "ccg", "train")


def test_releases_of_nli_drop_pairs_without_consensus_and_know_every_spelling(tmp_path, any_size):
    row = {"sentence1": "p", "sentence2": "h"}
    labels = ("entailment", "-", "contradictory", "neutral")
    for name, file in (("snli", "snli/snli_1.0_train.jsonl"), ("mnli", "mnli/multinli_1.0_train.jsonl")):
        any_size(name)
        put_lines(tmp_path, file, [{**row, "gold_label": label, "pairID": label} for label in labels])
        assert [e.label for e in read(tmp_path, name, "train")] == ["entailment", "contradiction", "neutral"]
    any_size("anli")
    rows = [{"uid": label, "context": "p", "hypothesis": "h", "label": label} for label in "enc"]
    put_lines(tmp_path, "anli/R2/dev.jsonl", rows)
    assert [e.label for e in read(tmp_path, "anli", "dev_r2")] == ["entailment", "neutral", "contradiction"]


def test_blanked_labels_are_refused(tmp_path):
    """XTREME's preparation blanks test labels; accuracy of 33% on XNLI means that somebody scored them."""
    put(tmp_path, "xnli/test-de.tsv", "premise\thypothesis\tlabel\np\th\t\n")
    with pytest.raises(DataError, match="the label is blank"):
        read(tmp_path, "xnli", "test", "de")
    for part, content in (("fr", "fr-1\tx\n"), ("en", "en-1\ty\n"), ("gold", "")):
        put(tmp_path, f"bucc2018/fr-en.dev.{part}.tsv", content)
    with pytest.raises(DataError, match="no gold pair: the labels are blanked"):
        read(tmp_path, "bucc", "dev", "fr")


def test_qqp_skips_the_short_lines_of_glue_as_its_readers_do(tmp_path, any_size):
    any_size("qqp")
    header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n"
    put(tmp_path, "qqp/dev.tsv", f"{header}1\t2\t3\ta\tb\t1\n4\t5\tbroken\n6\t7\t8\tc\td\t0\n")
    found = [(e.id, e.text, e.pair, e.label) for e in read(tmp_path, "qqp", "dev")]
    assert found == [("1", "a", "b", "duplicate"), ("6", "c", "d", "not_duplicate")]


def test_releases_of_choice_tasks(tmp_path, any_size):
    for name in ("socialiqa", "commonsenseqa", "winogrande", "xcsqa", "xstorycloze", "hellaswag"):
        any_size(name)
    iqa = {"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "d"}
    put_lines(tmp_path, "socialiqa/dev.jsonl", [iqa, iqa])
    put(tmp_path, "socialiqa/dev-labels.lst", "3\n1\n")
    assert [e.label for e in read(tmp_path, "socialiqa", "dev")] == [2, 0]
    asked = {"stem": "q", "choices": [{"label": "A", "text": "x"}, {"label": "B", "text": "y"}]}
    put_lines(tmp_path, "commonsenseqa/dev_rand_split.jsonl", [{"id": "1", "question": asked, "answerKey": "B"}])
    [example] = read(tmp_path, "commonsenseqa", "dev")
    assert (example.prompt, example.choices, example.label) == ("q", ("x", "y"), 1)
    put_lines(tmp_path, "xcsr/X-CSQA/jap/dev.jsonl", [{"id": "1", "lang": "jap", "question": asked, "answerKey": "A"}])
    [example] = read(tmp_path, "xcsqa", "test", "ja")
    assert (example.group, example.choices, example.label) == ("1", ("x", "y"), 0)
    filled = {"qID": "1", "sentence": "Ann met Eve; _ left.", "option1": "Ann", "option2": "Eve", "answer": "2"}
    put_lines(tmp_path, "winogrande/dev.jsonl", [filled])
    [example] = read(tmp_path, "winogrande", "dev")
    assert (example.prompt, example.choices, example.label) == ("Ann met Eve;", ("Ann left.", "Eve left."), 1)
    names = [*(f"InputSentence{n}" for n in range(1, 5)), "RandomFifthSentenceQuiz1", "RandomFifthSentenceQuiz2"]
    header, cells = ["InputStoryid", *names, "AnswerRightEnding"], ["s1", *"ABCDEF", "1"]
    story = "\t".join(header) + "\n" + "\t".join(cells) + "\n"
    put(tmp_path, "xstorycloze/spring2016.val.eu.tsv.split_20_80_eval.tsv", story)
    [example] = read(tmp_path, "xstorycloze", "test", "eu")
    assert (example.prompt, example.choices, example.label) == ("A B C D", ("E", "F"), 0)


@pytest.mark.parametrize(
    ("name", "file", "row", "message"),
    [
        ("winogrande", "winogrande/dev.jsonl", {"sentence": "no blank", "answer": "1"}, "has no blank"),
        ("socialiqa", "socialiqa/dev.jsonl", {"context": "c"}, "1 rows, but .*labels.lst has 2 labels"),
    ],
)
def test_what_does_not_fit_its_release_is_named(tmp_path, name, file, row, message):
    put_lines(tmp_path, file, [{"option1": "a", "option2": "b", **row}])
    put(tmp_path, "socialiqa/dev-labels.lst", "1\n2\n")
    with pytest.raises(DataError, match=message):
        read(tmp_path, name, "dev")
