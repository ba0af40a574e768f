"""Grammar: sentences checked by hand, one per rule that a learner of the language gets wrong."""

import pytest

from xstilts.lab.generate import language_module
from xstilts.lab.makers import event_sentence
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise

ANNA = NP(noun="anna", det="name")


def said(language, clause, **more):
    return detokenise(language_module(language).realise(Sentence(clauses=(clause,), **more)))


def buys(noun, det, n=0, adj="", verb="buy", **more):
    return Clause(subj=more.pop("subj", ANNA), verb=verb, obj=NP(noun=noun, det=det, n=n, adj=adj), **more)


CASES = [
    ("en", buys("apple", "a", adj="expensive"), "Anna bought an expensive apple."),
    ("en", buys("child", "any", neg=True, verb="see"), "Anna did not see any children."),
    (
        "de",
        buys("apple", "a", adj="red", time="yesterday", front=True),
        "Gestern hat Anna einen roten Apfel gekauft.",
    ),
    ("de", buys("book", "the", adj="new", neg=True), "Anna hat das neue Buch nicht gekauft."),
    ("de", buys("student", "any", neg=True, verb="see"), "Anna hat keinen Studenten gesehen."),
    ("de", buys("book", "a", adj="expensive"), "Anna hat ein teures Buch gekauft."),
    ("de", buys("pear", "num", 3, adj="small"), "Anna hat drei kleine Birnen gekauft."),
    ("de", buys("doctor", "the", verb="call", tense="future"), "Anna wird den Arzt anrufen."),
    ("de", Clause(subj=ANNA, verb="swim", place="park"), "Anna ist im Park geschwommen."),
    ("es", buys("man", "the", verb="see"), "Ana vio al hombre."),
    ("es", buys("woman", "the", verb="see"), "Ana vio a la mujer."),
    ("es", buys("rose", "num", 2, adj="red"), "Ana compró dos rosas rojas."),
    ("es", buys("book", "any", neg=True), "Ana no compró ningún libro."),
    ("es", buys("bag", "a", adj="green", tense="future"), "Ana comprará una bolsa verde."),
    ("ru", buys("apple", "num", 2, adj="red"), "Анна купила два красных яблока."),
    ("ru", buys("pear", "num", 2, adj="big"), "Анна купила две большие груши."),
    ("ru", buys("pear", "num", 5, adj="big"), "Анна купила пять больших груш."),
    ("ru", buys("dog", "num", 3, adj="white", verb="see"), "Анна увидела трёх белых собак."),
    ("ru", buys("person", "num", 5, verb="see"), "Анна увидела пять человек."),
    ("ru", buys("horse", "this", adj="black", verb="feed"), "Анна накормила эту чёрную лошадь."),
    ("ru", buys("book", "any", neg=True, verb="read"), "Анна не прочитала ни одной книги."),
    ("ru", Clause(subj=NP(noun="boy", det="a"), verb="laugh"), "Мальчик смеялся."),
    ("ru", Clause(subj=ANNA, verb="laugh", neg=True, tense="future"), "Анна не будет смеяться."),
    ("ru", Clause(subj=NP(noun="letter", det="the"), verb="is", adj="small"), "Письмо было маленьким."),
    ("tr", buys("apple", "a", adj="red"), "Anna kırmızı bir elma satın aldı."),
    ("tr", buys("book", "the", verb="read", neg=True), "Anna kitabı okumadı."),
    (
        "tr",
        buys("cat", "num", 3, verb="see", subj=NP(noun="person", det="no")),
        "Hiçbir insan üç kedi görmedi.",
    ),
    ("tr", Clause(subj=NP(noun="cow", det="num", n=2), verb="run"), "İki inek koştu."),
    ("tr", Clause(subj=ANNA, verb="at", place="rome", time="yesterday"), "Anna dün Roma'daydı."),
    ("tr", Clause(subj=ANNA, verb="at", place="paris", neg=True), "Anna Paris'te değildi."),
    ("zh", buys("apple", "num", 2, adj="red"), "安娜买了两个红色的苹果。"),
    ("zh", buys("book", "any", neg=True, place="school"), "安娜没有在学校里买任何书。"),
    ("zh", Clause(subj=NP(noun="girl", det="all"), verb="laugh", time="yesterday"), "所有的女孩昨天都笑了。"),
]


@pytest.mark.parametrize("language, clause, sentence", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_sentences_checked_by_hand(language, clause, sentence):
    assert said(language, clause) == sentence


def test_dependent_clauses():
    clause = buys("apple", "a", time="yesterday")
    assert said("de", clause, link="know", holder="tom") == "Tom weiß, dass Anna gestern einen Apfel gekauft hat."
    assert said("ru", clause, link="say", holder="maria") == "Мария сказала, что Анна вчера купила яблоко."
    assert said("tr", clause, link="say", holder="tom") == "Tom dedi ki Anna dün bir elma satın aldı."


def test_events_follow_the_person():
    man, woman = NP(noun="paul", det="name"), ANNA
    assert event_sentence(language_module("ru"), woman, "leg.e1") == "Анна сломала ногу."
    assert event_sentence(language_module("ru"), man, "leg.e1", pronoun=True) == "Он сломал ногу."
    assert event_sentence(language_module("en"), woman, "leg.e1") == "Anna broke her leg."
    assert event_sentence(language_module("es"), woman, "tired.e1", pronoun=True) == "Ella estaba muy cansada."
