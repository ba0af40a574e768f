"""Indonesian and Vietnamese: sentences checked by hand, and tables that cover what English has."""

from dataclasses import replace
from importlib import import_module

import pytest

from xstilts.lab.grammar import lexicon
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise

ANNA, TOM = NP(noun="anna", det="name"), NP(noun="tom", det="name")
IN_PARIS = Clause(subj=ANNA, verb="at", place="paris", time="yesterday")
GIRLS = NP(noun="girl", det="least", n=5)
TABLES = (
    "NAMES", "NOUNS", "VERBS", "PLACES", "TIMES", "EVENTS", "FAMILIES", "BRANDS", "ORGANISATIONS", "COMPARATIVES",
)  # fmt: skip


def said(language, clause, **more):
    module = import_module(f"xstilts.lab.languages.{language}")
    return detokenise(module.realise(Sentence(clauses=(clause,), **more)))


def does(verb, noun, det, n=0, adj="", **more):
    return Clause(subj=more.pop("subj", ANNA), verb=verb, obj=NP(noun=noun, det=det, n=n, adj=adj), **more)


NO_DOCTOR = NP(noun="doctor", det="no")
CASES = [
    ("id", does("buy", "dog", "num", 3, "white"), "Anna membeli tiga ekor anjing putih."),
    ("id", does("read", "letter", "a", adj="new", tense="future"), "Anna akan membaca sepucuk surat baru."),
    ("id", does("see", "dog", "any", neg=True), "Anna tidak melihat seekor anjing pun."),
    ("id", does("see", "person", "any", neg=True), "Anna tidak melihat siapa pun."),
    ("id", does("buy", "cat", "a", subj=NO_DOCTOR), "Tidak ada dokter yang membeli seekor kucing pun."),
    ("id", does("see", "play", "the"), "Anna menonton drama itu."),
    ("id", does("eat", "fruit", "this", subj=NP(noun="person", det="a")), "Seseorang memakan buah ini."),
    ("id", does("buy", "apple", "the", asked="obj", place="paris"), "Apa yang dibeli oleh Anna di Paris?"),
    ("id", does("lose", "key", "the", asked="obj"), "Anna kehilangan apa?"),
    ("id", does("hug", "dog", "the", asked="subj", tense="future"), "Siapa yang akan memeluk anjing itu?"),
    ("id", replace(IN_PARIS, asked="place"), "Di mana Anna berada kemarin?"),
    ("id", Clause(subj=NP(noun="ball", det="the"), verb="is", adj="red", neg=True), "Bola itu tidak berwarna merah."),
    ("vi", does("buy", "dog", "num", 3, "white"), "Anna đã mua ba con chó trắng."),
    ("vi", does("read", "letter", "this", adj="red", tense="future"), "Anna sẽ đọc bức thư màu đỏ này."),
    ("vi", does("see", "woman", "any", neg=True), "Anna không nhìn thấy người phụ nữ nào."),
    ("vi", does("buy", "cat", "a", subj=NO_DOCTOR), "Không có bác sĩ nào mua con mèo nào."),
    ("vi", does("feed", "duck", "a", place="kitchen"), "Anna đã cho một con vịt ăn trong nhà bếp."),
    ("vi", does("see", "play", "the"), "Anna đã xem vở kịch đó."),
    ("vi", Clause(subj=NP(noun="person", det="all"), verb="laugh"), "Tất cả mọi người đều đã cười."),
    ("vi", Clause(subj=GIRLS, verb="swim", manner="quickly"), "Ít nhất năm cô bé đã bơi nhanh."),
    ("vi", Clause(subj=ANNA, verb="at", place="rome", neg=True, time="yesterday"), "Anna không ở Roma hôm qua."),
    ("vi", Clause(subj=ANNA, verb="at", place="rome", asked="place", time="yesterday"), "Hôm qua Anna đã ở đâu?"),
    ("vi", does("hug", "dog", "the", asked="obj"), "Anna đã ôm con gì?"),
    ("vi", does("buy", "hat", "the", asked="time", tense="future"), "Khi nào Anna sẽ mua cái mũ đó?"),
    ("vi", Clause(subj=NP(noun="ball", det="the"), verb="is", adj="red", neg=True), "Quả bóng đó không có màu đỏ."),
    # things are brought to a place
    ("id", does("bring", "cup", "a", place="paris"), "Anna membawa sebuah cangkir ke Paris."),
    ("id", does("bring", "cup", "the", place="school", asked="place"), "Ke mana Anna membawa cangkir itu?"),
    ("vi", does("bring", "cup", "a", place="paris"), "Anna đã mang một cái cốc đến Paris."),
    ("vi", does("bring", "dog", "the", place="garden", neg=True), "Anna không dắt con chó đó vào vườn."),
    ("vi", does("bring", "cup", "the", place="school", asked="place"), "Anna đã mang cái cốc đó đi đâu?"),
    ("vi", does("bring", "cup", "a"), "Anna đã mang theo một cái cốc."),
    ("id", does("sell", "cup", "a", party=TOM), "Anna menjual sebuah cangkir kepada Tom."),
    ("vi", does("get", "cup", "a", party=TOM), "Anna đã nhận một cái cốc từ Tom."),
]  # fmt: skip


@pytest.mark.parametrize("language, clause, sentence", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_indonesian_and_vietnamese_checked_by_hand(language, clause, sentence):
    assert said(language, clause) == sentence


@pytest.mark.parametrize("language", ["id", "vi"])
@pytest.mark.parametrize("room, names", [("words", TABLES), ("reviews", ("INTROS", "OPINIONS", "VERDICTS"))])
def test_tables_have_the_keys_of_english(language, room, names):
    ours, english = (import_module(f"xstilts.lab.{room}.{code}") for code in (language, "en"))
    for name in names:
        assert lexicon(getattr(ours, name)).keys() == lexicon(getattr(english, name)).keys(), name


def test_to_complain_is_wanted_not_needed():
    """`Tôi không phải phàn nàn` can also be read as: it is not that I complain."""
    verdicts = lexicon(import_module("xstilts.lab.reviews.vi").VERDICTS)
    assert verdicts["complain"] == ("Tôi không muốn phàn nàn.", "Tôi muốn phàn nàn.")


def test_venue_after_the_verb_of_being_somewhere():
    bank = NP(noun="bank", det="org", of="beijing")
    clause = Clause(subj=ANNA, verb="at", venue=bank, place="paris", tense="future")
    assert said("vi", clause) == "Anna sẽ ở Ngân hàng Bắc Kinh ở Paris."
    assert said("id", clause) == "Anna akan berada di Bank Beijing di Paris."
    brought = does("bring", "cup", "a", venue=bank, place="paris")
    assert said("vi", brought) == "Anna đã mang một cái cốc đến Ngân hàng Bắc Kinh ở Paris."
    assert said("id", brought) == "Anna membawa sebuah cangkir ke Bank Beijing di Paris."
