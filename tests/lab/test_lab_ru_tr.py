"""Russian and Turkish: sentences checked by hand, names and answers with their tags, tables that cover English."""

from importlib import import_module

import pytest

from xstilts.lab.grammar import answers, lexicon, tags_of_names
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise, numbered

ANNA, TOM = NP(noun="anna", det="name"), NP(noun="tom", det="name")
HOTEL, BANK = NP(noun="hotel", det="org", of="paris"), NP(noun="bank", det="org", of="nova")
LINDGREN = [NP(noun=noun, det="name", family="lindgren") for noun in ("eva", "leo")]
TABLE, CHAIR, CLOCK = (NP(noun=noun, det="the") for noun in ("table", "chair", "clock"))
NO_DOCTOR = NP(noun="doctor", det="no")
TABLES = ("NAMES", "NOUNS", "VERBS", "FAMILIES", "BRANDS", "ORGANISATIONS")


def realised(language, *clauses, **more):
    return import_module(f"xstilts.lab.languages.{language}").realise(numbered(Sentence(clauses=clauses, **more)))


def does(verb, noun="hat", det="a", adj="", **more):
    return Clause(subj=more.pop("subj", ANNA), verb=verb, obj=NP(noun=noun, det=det, adj=adj), **more)


def to(verb, one, other):
    return does(verb, "hat", "a", "red", subj=one, party=other, time="yesterday")


CASES = [
    (to("sell", ANNA, TOM), "Анна вчера продала Тому красную шляпу.", "Anna dün Tom'a kırmızı bir şapka sattı."),
    (to("buy", TOM, ANNA), "Том вчера купил у Анны красную шляпу.", "Tom dün Anna'dan kırmızı bir şapka satın aldı."),
    (does("give", party=TOM), "Анна дала Тому шляпу.", "Anna, Tom'a bir şapka verdi."),
    (
        does("get", "key", subj=TOM, party=NP(noun="robert", det="name")),
        "Том получил от Роберта ключ.",
        "Tom, Robert'ten bir anahtar aldı.",
    ),
    (
        Clause(subj=TABLE, verb="is", adj="big", than=CHAIR),
        "Стол был больше, чем стул.",
        "Masa sandalyeden daha büyüktü.",
    ),
    (
        Clause(subj=NP(noun="lamp", det="the"), verb="is", adj="cheap", than=CLOCK),
        "Лампа была дешевле, чем будильник.",
        "Lamba saatten daha ucuzdu.",
    ),
    (
        Clause(subj=LINDGREN[0], verb="see", obj=LINDGREN[1]),
        "Ева Линдгрен увидела Лео Линдгрена.",
        "Eva Lindgren, Leo Lindgren'i gördü.",
    ),
    (
        Clause(subj=LINDGREN[1], verb="see", obj=LINDGREN[0], time="yesterday"),
        "Лео Линдгрен вчера увидел Еву Линдгрен.",
        "Leo Lindgren dün Eva Lindgren'i gördü.",
    ),
    (
        Clause(subj=NP(noun="newspaper", det="org", of="berlin"), verb="choose", obj=NP(noun="ball", det="a")),
        "Газета Берлин выбрала мяч.",
        "Berlin Gazetesi bir top seçti.",
    ),
    (
        Clause(subj=ANNA, verb="draw", obj=HOTEL, place="rome"),
        "Анна нарисовала гостиницу Париж в Риме.",
        "Anna Roma'da Paris Otelini çizdi.",
    ),
    (
        Clause(subj=ANNA, verb="at", venue=BANK, place="paris", time="yesterday"),
        "Анна вчера была в банке Нова в Париже.",
        "Anna dün Paris'te Nova Bankasındaydı.",
    ),
    (
        Clause(subj=ANNA, verb="at", venue=BANK, asked="place", time="yesterday"),
        "Где вчера была Анна?",
        "Anna dün neredeydi?",
    ),
    (
        Clause(subj=ANNA, verb="at", place="house", asked="subj", time="yesterday"),
        "Кто вчера был в доме?",
        "Dün kim evdeydi?",
    ),
    (
        does("buy", "apple", "the", asked="subj", place="paris", time="yesterday"),
        "Кто вчера купил яблоко в Париже?",
        "Dün Paris'te elmayı kim satın aldı?",
    ),
    (does("buy", "apple", "the", asked="obj"), "Что Анна купила?", "Anna ne satın aldı?"),
    (does("hug", "cat", "the", asked="obj"), "Кого Анна обняла?", "Anna neyi kucakladı?"),
    (
        Clause(subj=ANNA, verb="call", obj=TOM, asked="obj", tense="future", time="tomorrow"),
        "Кого Анна завтра позовёт?",
        "Anna yarın kimi çağıracak?",
    ),
    (
        does("buy", "apple", "the", asked="time", place="paris", tense="future"),
        "Когда Анна купит яблоко в Париже?",
        "Anna Paris'te elmayı ne zaman satın alacak?",
    ),
    (
        does("read", "book", subj=NO_DOCTOR),
        "Ни один врач не прочитал ни одной книги.",
        "Hiçbir doktor bir kitap okumadı.",
    ),
    (
        does("buy", "owl", "any", "beautiful", neg=True),
        "Анна не купила ни одной красивой совы.",
        "Anna hiçbir güzel baykuş satın almadı.",
    ),
    (does("visit", "doctor"), "Анна навестила врача.", "Anna bir doktoru ziyaret etti."),
    (
        does("buy", "pear", "the", "beautiful", subj=NP(noun="he", det="pron")),
        "Он купил красивую грушу.",
        "O, güzel armudu satın aldı.",
    ),
    (
        Clause(subj=NP(noun="girl", det="all"), verb="laugh", manner="quietly", tense="future"),
        "Все девочки будут тихо смеяться.",
        "Bütün kızlar sessizce gülecek.",
    ),
]


TURKISH = [
    # a known cat would be `bir kediyi`: denied for everybody, it takes `hiçbir` too
    (does("hug", "cat", subj=NO_DOCTOR), "Hiçbir doktor hiçbir kediyi kucaklamadı."),
    (does("feed", "bird", "a", "small", subj=NO_DOCTOR), "Hiçbir doktor hiçbir küçük kuşu beslemedi."),
    # `bebek` alone would be a baby
    (does("sell", "doll", "a", "dirty"), "Anna kirli bir oyuncak bebek sattı."),
    (does("hide", "doll", "the"), "Anna oyuncak bebeği sakladı."),
    (does("lose", "doll", "any", neg=True), "Anna hiç oyuncak bebek kaybetmedi."),
    (Clause(subj=NP(noun="doll", det="this"), verb="is", adj="light"), "Bu oyuncak bebek hafifti."),
    (
        Clause(subj=CLOCK, verb="is", adj="heavy", than=NP(noun="doll", det="the")),
        "Saat oyuncak bebekten daha ağırdı.",
    ),
]


@pytest.mark.parametrize("clause, turkish", TURKISH, ids=[case[1] for case in TURKISH])
def test_turkish_checked_by_hand(clause, turkish):
    tokens = realised("tr", clause)
    assert detokenise(tokens) == turkish
    assert not any(" " in token.text for token in tokens)


@pytest.mark.parametrize("clause, russian, turkish", CASES, ids=[case[1] for case in CASES])
def test_russian_and_turkish_checked_by_hand(clause, russian, turkish):
    assert detokenise(realised("ru", clause)) == russian
    assert detokenise(realised("tr", clause)) == turkish


def test_cause_and_consequence_say_the_same():
    one, two = (Clause(subj=ANNA, verb="hug", obj=TOM), Clause(subj=LINDGREN[0], verb="call", obj=TOM))
    assert detokenise(realised("ru", one, two, link="so")) == "Анна обняла Тома, поэтому Ева Линдгрен позвала Тома."
    assert detokenise(realised("ru", two, one, link="because")) == (
        "Ева Линдгрен позвала Тома, потому что Анна обняла Тома."
    )
    assert detokenise(realised("tr", one, two, link="so")) == (
        "Anna, Tom'u kucakladı, bu yüzden Eva Lindgren, Tom'u çağırdı."
    )


BRINGS = [
    (does("bring", "ball", place="garden"), "Анна принесла мяч в сад."),
    (does("bring", "ball", place="kitchen", tense="future"), "Анна принесёт мяч на кухню."),
    (does("bring", "dog", place="france", subj=TOM), "Том привёл собаку во Францию."),
    (does("bring", "horse", "any", neg=True), "Анна не привела ни одной лошади."),
    (does("bring", "cat", subj=NP(noun="boy", det="all"), tense="future"), "Все мальчики приведут кошку."),
    (does("bring", "ball", venue=NP(noun="company", det="org", of="nova"), place="paris"),
     "Анна принесла мяч в компанию Нова в Париже."),
    (does("bring", "ball", "the", asked="place", place="turkey"), "Куда Анна принесла мяч?"),
    (does("bring", "dog", "the", asked="obj", place="park"), "Кого Анна привела в парк?"),
]  # fmt: skip


@pytest.mark.parametrize("clause, russian", BRINGS, ids=[case[1] for case in BRINGS])
def test_russian_brings_things_and_leads_animals_to_a_place(clause, russian):
    assert detokenise(realised("ru", clause)) == russian


def names(tokens):
    return " ".join(
        token.text + ("" if tag == "O" else "/" + tag) for token, tag in zip(tokens, tags_of_names(tokens), strict=True)
    )


def test_names_and_what_they_are_called():
    clause = Clause(subj=NP(noun="anna", det="name", family="berlin"), verb="see", obj=TOM, venue=HOTEL, place="london")
    assert names(realised("ru", clause)) == (
        "Анна/B-PER Берлин/I-PER увидела Тома/B-PER в гостинице/B-ORG Париж/I-ORG в Лондоне/B-LOC ."
    )
    assert names(realised("tr", clause, link="say", holder="maria")) == (
        "Maria/B-PER dedi ki Anna/B-PER Berlin/I-PER Londra'da/B-LOC Paris/B-ORG Otelinde/I-ORG Tom'u/B-PER gördü ."
    )


def test_answers_leave_adpositions_and_copulas_out_first():
    clause = Clause(subj=ANNA, verb="at", place="rome", time="last_week")
    for language, role, expected in (
        ("ru", "0.place", ["Риме", "в Риме"]),
        ("ru", "0.time", ["прошлой неделе", "на прошлой неделе"]),
        ("tr", "0.place", ["Roma'da", "Roma'daydı"]),
        ("tr", "0.time", ["geçen hafta"]),
    ):
        tokens = realised(language, clause)
        text = detokenise(tokens)
        assert [text[start:end] for start, end in answers(tokens, role)] == expected


def test_the_turkish_copula_is_a_word_of_its_own():
    tokens = realised("tr", Clause(subj=TABLE, verb="is", adj="small"))
    assert [(token.text, token.tag) for token in tokens[1:3]] == [("küçük", "ADJ"), ("tü", "AUX")]


@pytest.mark.parametrize("language", ["ru", "tr"])
@pytest.mark.parametrize("room, found", [("words", TABLES), ("reviews", ("INTROS", "OPINIONS", "VERDICTS", "REPLIES"))])
def test_tables_have_the_keys_of_english(language, room, found):
    ours, english = (import_module(f"xstilts.lab.{room}.{code}") for code in (language, "en"))
    for name in found:
        assert lexicon(getattr(ours, name)).keys() == lexicon(getattr(english, name)).keys(), name


def test_denials_keep_the_adjective():
    for key, (_, *ways) in lexicon(import_module("xstilts.lab.reviews.ru").OPINIONS).items():
        good, bad, not_bad, not_good = (way.split()[-1] for way in ways)
        assert (good, bad) == (not_good, not_bad) and good != bad, key
        assert [way.startswith("не ") for way in ways] == [False, False, True, True], key
    for key, (_, good, bad, *denials) in lexicon(import_module("xstilts.lab.reviews.tr").OPINIONS).items():
        assert all(denial.endswith(" değildi") for denial in denials), key
        not_bad, not_good = (denial.removesuffix(" değildi") for denial in denials)
        assert good.startswith(not_good) and bad.startswith(not_bad) and not_good != not_bad, key
