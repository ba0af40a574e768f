"""Readers: what official files contain that naive readers get wrong."""

import gzip

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.catalogue.tagging import fuse
from xstilts.tasks.formats import FORMATS, lines


def rows(path, name, **options):
    return [(raw.number, raw.row) for raw in FORMATS[name]([path], options)]


def test_only_a_line_feed_ends_a_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("one\u2028still one\x85\r\ntwo\n".encode())
    assert list(lines(path)) == [(1, "one\u2028still one\x85"), (2, "two")]


def test_tsv_has_no_quoting_and_gzip_is_seen_by_content(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes(gzip.compress(b'\xef\xbb\xbfa\tb\n"x\ty"\n'))
    assert rows(path, "tsv") == [(1, {"a": '"x', "b": 'y"'})]


def test_csv_quotes_commas_and_line_ends(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"x, ""y""\nz",1\nw,2\n', encoding="utf-8")
    assert rows(path, "csv") == [(1, {"a": 'x, "y"\nz', "b": "1"}), (2, {"a": "w", "b": "2"})]


def test_csv_with_a_row_too_short(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 2: 1 columns, expected 2"):
        rows(path, "csv")


def test_columns_with_and_without_a_last_empty_line(tmp_path):
    path = tmp_path / "a.txt"
    expected = [(1, {"words": ["a", "b"], "tags": ["O", "B-X"]}), (2, {"words": ["c"], "tags": ["O"]})]
    for end in ("\n", "\n\n", "\n\n\n"):
        path.write_text("a NN O\nb NN B-X\n\n\nc NN O" + end, encoding="utf-8")
        assert rows(path, "columns", separator=" ") == expected


CONLLU = """# newdoc id = d1
# sent_id = s1
1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_
1\tde\tde\tADP\t_\t_\t0\t_\t_\t_
2\tle\tle\tDET\t_\t_\t0\t_\t_\t_
3\tsu\u200cjet\tsujet\tNOUN\t_\t_\t0\t_\t_\t_
3.1\tvide\t_\tVERB\t_\t_\t0\t_\t_\t_

"""


def test_conllu_fused_tokens_and_empty_nodes(tmp_path):
    path = tmp_path / "a.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    [(number, row)] = rows(path, "conllu")
    assert number == 1
    assert (row["id"], row["document"]) == ("s1", "d1")
    assert row["tags"] == ["ADP", "DET", "NOUN"]
    assert fuse(row, "fr") == (["du", "sujet"], ["ADP", "NOUN"])


def test_the_order_of_fused_tags_differs_by_language():
    row = {"words": ["da", "r", "lo"], "tags": ["ADP", "ADV", "PRON"], "spans": [(0, 2, "darlo")]}
    assert fuse(row, "de")[1] == ["PRON"]  # default order: PRON before ADV before ADP
    assert fuse(row, "it")[1] == ["ADV"]  # Italian: VERB AUX ADV PRON ...


def test_parallel_files_must_be_aligned(tmp_path):
    left, right = tmp_path / "l", tmp_path / "r"
    left.write_text("a\nb\n", encoding="utf-8")
    right.write_text("A\nB\n", encoding="utf-8")
    assert [raw.row for raw in FORMATS["parallel"]([left, right], {})][1] == {"text": "b", "english": "B"}
    right.write_text("A\n", encoding="utf-8")
    with pytest.raises(DataError, match="2 lines, but"):
        list(FORMATS["parallel"]([left, right], {}))


def test_text_keeps_line_numbers_over_empty_lines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a\n\nb\n", encoding="utf-8")
    assert [number for number, _ in rows(path, "text")] == [1, 3]


def test_jsonl_needs_objects(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n[1]\n", encoding="utf-8")
    with pytest.raises(DataError, match="row 2: a JSON list"):
        rows(path, "jsonl")
