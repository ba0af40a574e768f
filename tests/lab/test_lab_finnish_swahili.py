"""Finnish and Swahili: sentences checked by hand, one per rule that a learner gets wrong."""

from importlib import import_module

import pytest

from xstilts.lab.grammar import phrases
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise, numbered, rows
from xstilts.lab.world import CITIES

ANNA = NP(noun="anna", det="name")
TOM = NP(noun="tom", det="name")


def realised(language, clause, **more):
    sentence = numbered(Sentence(clauses=(clause,), **more))
    return import_module(f"xstilts.lab.languages.{language}").realise(sentence)


def said(language, clause, **more):
    return detokenise(realised(language, clause, **more))


def does(verb, noun="", det="a", n=0, adj="", **more):
    obj = NP(noun=noun, det=det, n=n, adj=adj) if noun else None
    return Clause(subj=more.pop("subj", ANNA), verb=verb, obj=obj, **more)


def many(noun, det, n=0):
    return NP(noun=noun, det=det, n=n)


FINNISH = [
    # total and partial objects
    (does("buy", "apple", adj="red"), "Anna osti punaisen omenan."),
    (does("buy", "apple", "the", adj="red", neg=True), "Anna ei ostanut punaista omenaa."),
    (does("buy", "apple", "any", neg=True), "Anna ei ostanut yhtäkään omenaa."),
    (does("buy", "book", "all"), "Anna osti kaikki kirjat."),
    (does("buy", "book", "some", adj="new"), "Anna osti joitakin uusia kirjoja."),
    (does("hug", "horse", "this", adj="black"), "Anna halasi tätä mustaa hevosta."),
    # numerals: partitive singular; the numeral itself inflects
    (does("buy", "pear", "num", 3, adj="small"), "Anna osti kolme pientä päärynää."),
    (does("hug", "child", "num", 2), "Anna halasi kahta lasta."),
    (does("visit", "doctor", "num", 5), "Anna vieraili viiden lääkärin luona."),
    (does("call", "neighbour", "any", neg=True), "Anna ei soittanut yhdellekään naapurille."),
    # agreement of the verb: counted subjects take the singular
    (does("sleep", subj=many("child", "exact", 4)), "Tasan neljä lasta nukkui."),
    (does("sleep", subj=many("child", "all")), "Kaikki lapset nukkuivat."),
    (does("sleep", subj=many("boy", "some"), neg=True), "Jotkut pojat eivät nukkuneet."),
    (does("see", "cat", subj=many("person", "no")), "Yksikään ihminen ei nähnyt kissaa."),
    # local cases
    (does("find", "key", "the", place="garden"), "Anna löysi avaimen puutarhasta."),
    (does("hide", "key", place="market"), "Anna piilotti avaimen torille."),
    (Clause(subj=ANNA, verb="at", place="russia"), "Anna oli Venäjällä."),
    # no future tense
    (does("read", "letter", time="tomorrow", tense="future", front=True), "Huomenna Anna lukee kirjeen."),
    (does("read", "letter", "the", time="tomorrow", tense="future", neg=True), "Anna ei lue kirjettä huomenna."),
    (Clause(subj=NP(noun="clock", det="the"), verb="is", adj="heavy", neg=True), "Kello ei ollut painava."),
    # a time stands before the adjective, a comparison has none
    (Clause(subj=NP(noun="ball", det="the"), verb="is", adj="cheap", time="yesterday"), "Pallo oli eilen halpa."),
    (
        Clause(subj=NP(noun="doll", det="this"), verb="is", adj="white", time="last_week", front=True, neg=True),
        "Viime viikolla tämä nukke ei ollut valkoinen.",
    ),
    (does("give", "book", party=TOM), "Anna antoi Tomille kirjan."),
]

SWAHILI = [
    # classes 3, 5, 7, 9 and their plurals, on adjective, number, determiner and verb
    (does("buy", "ball", adj="red"), "Anna alinunua mpira mwekundu."),
    (does("buy", "apple", adj="white"), "Anna alinunua tofaa jeupe."),
    (does("buy", "book", "this", adj="new"), "Anna alinunua kitabu hiki kipya."),
    (does("buy", "hat", "num", 3, adj="small"), "Anna alinunua kofia ndogo tatu."),
    (does("buy", "chair", "num", 2, adj="big"), "Anna alinunua viti vikubwa viwili."),
    (does("buy", "key", "all"), "Anna alinunua funguo zote."),
    (does("buy", "lamp", "num", 4, adj="green"), "Anna alinunua taa nne za kijani."),
    (does("buy", "book", "any", neg=True), "Anna hakununua kitabu chochote."),
    (does("buy", "hat", "any", adj="cheap", neg=True), "Anna hakununua kofia yoyote ya bei nafuu."),
    (Clause(subj=NP(noun="lemon", det="the"), verb="is", adj="dirty"), "Limau lilikuwa chafu."),
    (Clause(subj=NP(noun="bag", det="this"), verb="is", adj="light", neg=True), "Mfuko huu haukuwa mwepesi."),
    # persons and animals agree as living things and are taken up by an object prefix
    (does("see", "doctor"), "Anna alimwona daktari."),
    (does("hug", "teacher", "num", 3, subj=many("student", "all")), "Wanafunzi wote waliwakumbatia walimu watatu."),
    (does("call", "boy", "any", neg=True), "Anna hakumwita mvulana yeyote."),
    (does("feed", "cow", "the"), "Anna alimlisha ng'ombe."),
    (does("buy", "cow", "num", 2), "Anna alinunua ng'ombe wawili."),
    (does("sell", "cow", "the"), "Anna alimuuza ng'ombe."),
    (does("wash", "dog"), "Anna alimwosha mbwa."),
    # the verb that an object asks for
    (does("see", "play"), "Anna alitazama tamthilia."),
    (does("wash", "hat", "any", neg=True), "Anna hakufua kofia yoyote."),
    (does("see", "dance", subj=many("girl", "no")), "Hakuna msichana aliyetazama dansi."),
    # exactly: next to the number, also before an adjective that the connective joins
    (does("buy", "hat", "exact", 3, adj="cheap"), "Anna alinunua kofia tatu kamili za bei nafuu."),
    # negation, tense, the syllable ku of short verbs
    (does("eat", "banana", neg=True), "Anna hakula ndizi."),
    (does("eat", "banana", tense="future", time="tomorrow"), "Anna atakula ndizi kesho."),
    (does("work", subj=NP(noun="he", det="pron"), neg=True, tense="future"), "Yeye hatafanya kazi."),
    (does("see", "child", subj=many("woman", "no")), "Hakuna mwanamke aliyemwona mtoto."),
    (does("buy", "hat", subj=many("man", "no"), tense="future"), "Hakuna mwanamume atakayenunua kofia."),
    (does("sleep", subj=many("farmer", "least", 5)), "Angalau wakulima watano walilala."),
    (does("sleep", subj=many("farmer", "exact", 6)), "Wakulima sita kamili walilala."),
    (does("sleep", subj=many("girl", "some")), "Baadhi ya wasichana walilala."),
    (does("give", "book", party=TOM), "Anna alimpa Tom kitabu."),
]


@pytest.mark.parametrize("clause, sentence", FINNISH, ids=[sentence for _, sentence in FINNISH])
def test_finnish(clause, sentence):
    assert said("fi", clause) == sentence


@pytest.mark.parametrize("clause, sentence", SWAHILI, ids=[sentence for _, sentence in SWAHILI])
def test_swahili(clause, sentence):
    assert said("sw", clause) == sentence


def test_questions_take_the_form_of_their_answer():
    hug, buy = does("hug", "child", time="yesterday"), does("buy", "book", place="market")
    ask = {"asked": "place", "place": "market"}
    assert said("fi", does("hug", "child", asked="obj")) == "Ketä Anna halasi?"
    assert said("fi", does("buy", "book", **ask)) == "Mistä Anna osti kirjan?"
    assert said("fi", does("hide", "book", **ask)) == "Mihin Anna piilotti kirjan?"
    assert said("sw", does("hug", "child", asked="obj")) == "Anna alimkumbatia nani?"
    assert said("sw", does("draw", "owl", "the", asked="obj")) == "Anna alichora mnyama gani?"
    assert said("sw", does("feed", "bird", asked="obj")) == "Anna alimlisha mnyama gani?"
    assert said("sw", does("buy", "book", "the", asked="obj")) == "Anna alinunua nini?"
    assert said("sw", does("buy", "book", **ask)) == "Anna alinunua kitabu wapi?"
    assert said("fi", hug, link="know", holder="tom") == "Tom tietää, että Anna halasi eilen lasta."
    assert said("sw", buy, link="say", holder="tom") == "Tom alisema kwamba Anna alinunua kitabu sokoni."


def test_comparisons_and_organisations():
    than = Clause(subj=NP(noun="bag", det="the"), verb="is", adj="big", than=NP(noun="hat", det="the"))
    assert said("fi", than) == "Laukku oli suurempi kuin hattu."
    assert said("sw", than) == "Mfuko ulikuwa mkubwa kuliko kofia."
    bought = does("buy", "book", subj=NP(noun="newspaper", det="org", of="delta"))
    assert said("fi", bought) == "Deltan sanomalehti osti kirjan."
    assert said("sw", bought) == "Gazeti la Delta lilinunua kitabu."


def test_tags_follow_the_treebanks():
    denied = does("see", "dog", "this", neg=True, place="paris")
    tags = {token.text: token.tag for token in realised("fi", denied)}
    assert tags == {"Anna": "PROPN", "ei": "AUX", "nähnyt": "VERB", "tätä": "PRON", "koiraa": "NOUN",
                    "Pariisissa": "PROPN", ".": "PUNCT"}  # fmt: skip
    tags = {token.text: token.tag for token in realised("sw", denied)}
    assert tags == {"Anna": "PROPN", "hakumwona": "VERB", "mbwa": "NOUN", "huyu": "DET", "jijini": "NOUN",
                    "Paris": "PROPN", ".": "PUNCT"}  # fmt: skip


def test_swahili_reviews_have_one_polarity():
    """An ordinary (kawaida) ending is no bad one, and the young call kali what they like."""
    opinions = rows(import_module("xstilts.lab.reviews.sw").OPINIONS)
    assert opinions["book.ending"][2:4] == ("ulikuwa wa kuchosha", "haukuwa wa kuchosha")
    assert opinions["hotel.staff"][2:4] == ("walikuwa wajeuri", "hawakuwa wajeuri")


@pytest.mark.parametrize("language", ["fi", "sw"])
@pytest.mark.parametrize("kind", ["words", "reviews"])
def test_tables_have_the_keys_of_english(language, kind):
    english, own = (import_module(f"xstilts.lab.{kind}.{code}") for code in ("en", language))
    tables = [name for name in vars(own) if name.isupper() and isinstance(getattr(own, name), str)]
    tables = [name for name in tables if "\n" in getattr(own, name) and isinstance(getattr(english, name, None), str)]
    assert len(tables) >= 5
    for name in tables:
        assert set(rows(getattr(own, name))) == set(rows(getattr(english, name))), name


@pytest.mark.parametrize("language", ["fi", "sw"])
def test_rows_are_complete(language):
    """Every row of a table has as many fields as the grammar reads."""
    own = import_module(f"xstilts.lab.words.{language}")
    widths = {"fi": {"VERBS": {9}, "ADJECTIVES": {5}, "NOUNS": {5, 7}, "NAMES": {3}, "PLACES": {3, 5}},
              "sw": {"VERBS": {3}, "ADJECTIVES": {10, 1}, "NOUNS": {4}, "CLASSES": {7}}}[language]  # fmt: skip
    for name, allowed in widths.items():
        assert {len(fields) for fields in rows(getattr(own, name)).values()} <= allowed, name
    assert len(phrases(own.EVENTS)) == 64
    assert len(set(phrases(own.EVENTS).values())) == 64
    if language == "fi":
        assert all(len(rows(own.PLACES)[city]) == 5 for city in CITIES)
