"""Hindi and Japanese: sentences checked by hand, one per rule that a learner of the language gets wrong."""

from importlib import import_module

import pytest

from xstilts.lab import world
from xstilts.lab.draw import free_sentence, item_random
from xstilts.lab.grammar import phrases
from xstilts.lab.makers import event_sentence
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise, numbered, rows

ANNA = NP(noun="anna", det="name")
TOM = NP(noun="tom", det="name")
TAGS = {"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB"}
TABLES = ("NAMES", "NOUNS", "VERBS", "PLACES", "TIMES", "ADJECTIVES", "EVENTS")
OWN_VERBS = {"hi": set(), "ja": {"lead"}}
"""Verbs that a language needs beside those of the world."""


def module(language, room="languages"):
    return import_module(f"xstilts.lab.{room}.{language}")


def told(language, *clauses, **more):
    return detokenise(module(language).realise(numbered(Sentence(clauses=clauses, **more))))


def does(verb, noun="", det="a", *, subj=ANNA, n=0, adj="", **more):
    obj = NP(noun=noun, det=det, n=n, adj=adj) if noun else None
    return Clause(subj=subj, verb=verb, obj=obj, **more)


def np(noun, det, n=0):
    return NP(noun=noun, det=det, n=n)


HINDI = [
    # the past of a transitive verb agrees with its bare object
    (does("buy", "book", adj="new", subj=TOM), "टॉम ने एक नई किताब खरीदी।"),
    (does("buy", "apple", adj="big"), "अन्ना ने एक बड़ा सेब खरीदा।"),
    (does("eat", "banana", "num", n=3), "अन्ना ने तीन केले खाए।"),
    (does("choose", "chair", "num", n=2, adj="green"), "अन्ना ने दो हरी कुर्सियाँ चुनीं।"),
    # को keeps the verb masculine singular
    (does("see", "girl", "num", n=2), "अन्ना ने दो लड़कियों को देखा।"),
    (does("see", "cat", "the"), "अन्ना ने बिल्ली को देखा।"),
    (does("see", "cat"), "अन्ना ने एक बिल्ली देखी।"),
    (does("wash", "cup", "this", adj="dirty"), "अन्ना ने इस गंदे प्याले को धोया।"),
    (does("wash", "dog", adj="small"), "अन्ना ने एक छोटे कुत्ते को नहलाया।"),
    # no ने in the future, nor with लाना, मिलने जाना and intransitive verbs
    (does("buy", "book", tense="future"), "अन्ना एक किताब खरीदेगी।"),
    (does("bring", "book", "num", n=5, subj=TOM), "टॉम पाँच किताबें लाया।"),
    (does("visit", "neighbour", "the", subj=np("girl", "num", 4)), "चार लड़कियाँ पड़ोसी से मिलने गईं।"),
    (does("sleep", subj=np("boy", "exact", 2), tense="future"), "ठीक दो लड़के सोएँगे।"),
    (does("run", subj=np("woman", "all"), tense="future", manner="quickly"), "सभी महिलाएँ तेजी से दौड़ेंगी।"),
    # who finds stands in the dative; what is found is the subject of the verb
    (does("find", "key", "num", n=2, subj=np("boy", "the")), "लड़के को दो चाबियाँ मिलीं।"),
    (does("find", "dog", "the", subj=NP(noun="he", det="pron"), tense="future"), "उसे कुत्ता मिलेगा।"),
    # oblique case
    (does("sing", subj=np("boy", "this")), "इस लड़के ने गाना गाया।"),
    (does("sing", subj=np("child", "least", 3)), "कम से कम तीन बच्चों ने गाना गाया।"),
    (does("draw", "horse", "num", n=2, adj="white"), "अन्ना ने दो सफेद घोड़ों का चित्र बनाया।"),
    (does("draw", "picture"), "अन्ना ने एक तस्वीर बनाई।"),
    # negation: any and no, and the helper verb only when affirmed
    (does("lose", "key", "the"), "अन्ना ने चाबी खो दी।"),
    (does("lose", "key", "any", neg=True), "अन्ना ने कोई चाबी नहीं खोई।"),
    (does("call", "doctor", "any", neg=True), "अन्ना ने किसी डॉक्टर को नहीं बुलाया।"),
    (does("read", "letter", subj=np("boy", "no")), "किसी भी लड़के ने कोई चिट्ठी नहीं पढ़ी।"),
    (does("cry", subj=np("boy", "no")), "कोई भी लड़का नहीं रोया।"),
    (does("wait", neg=True, time="yesterday", front=True), "कल अन्ना ने इंतजार नहीं किया।"),
    (does("at", subj=np("woman", "some"), place="paris", tense="future"), "कुछ महिलाएँ पेरिस में होंगी।"),
    (does("at", place="station", neg=True), "अन्ना स्टेशन पर नहीं थी।"),
    (Clause(subj=np("bag", "this"), verb="is", adj="dirty", neg=True), "यह थैला गंदा नहीं था।"),
]
JAPANESE = [
    (does("buy", "apple", "num", n=3, adj="red"), "アンナは三個の赤いりんごを買いました。"),
    (does("see", "student", "num", n=2), "アンナは二人の学生を見ました。"),
    (does("see", "owl", "num", n=4), "アンナは四羽のフクロウを見ました。"),
    (does("read", "book", "any", neg=True), "アンナは本を一冊も読みませんでした。"),
    (does("feed", "dog", "any", neg=True), "アンナはどの犬にもえさをあげませんでした。"),
    (does("visit", "person", "any", neg=True), "アンナは誰も訪ねませんでした。"),
    (does("feed", "cat", "the", tense="future", neg=True), "アンナはその猫にえさをあげません。"),
    # が for a new subject, は for a known one, も for none
    (does("laugh", subj=np("girl", "a"), time="yesterday"), "昨日、少女が笑いました。"),
    (does("laugh", subj=np("girl", "the"), time="yesterday"), "その少女は昨日、笑いました。"),
    (does("laugh", subj=np("girl", "no"), time="yesterday"), "昨日、どの少女も笑いませんでした。"),
    (does("laugh", subj=np("person", "no")), "誰も笑いませんでした。"),
    (does("laugh", subj=np("person", "a")), "誰かが笑いました。"),
    (does("run", subj=np("dog", "some")), "何匹かの犬が走りました。"),
    (does("work", subj=np("man", "least", 5)), "少なくとも五人の男性が働きました。"),
    (does("work", subj=np("man", "exact", 2)), "ちょうど二人の男性が働きました。"),
    (does("sleep", subj=np("child", "all")), "すべての子供が眠りました。"),
    # に where somebody is or something is put, で where something is done
    (does("at", place="kitchen", tense="future"), "アンナは台所にいます。"),
    (does("hide", "key", place="kitchen"), "アンナは台所に鍵を隠しました。"),
    (does("play", place="garden", manner="quietly"), "アンナは庭で静かに遊びました。"),
    (does("bring", "horse", place="market"), "アンナは市場に馬を連れてきました。"),
    (does("bring", "hat", subj=NP(noun="she", det="pron")), "彼女は帽子を持ってきました。"),
    # adjectives: in い, with な, with の
    (Clause(subj=np("cup", "this"), verb="is", adj="heavy"), "このカップは重かったです。"),
    (Clause(subj=np("cup", "this"), verb="is", adj="heavy", neg=True), "このカップは重くありませんでした。"),
    (Clause(subj=np("cup", "the"), verb="is", adj="clean"), "そのカップはきれいでした。"),
    (Clause(subj=np("cup", "the"), verb="is", adj="green", neg=True), "そのカップは緑色ではありませんでした。"),
    (does("choose", "hat", adj="green"), "アンナは緑色の帽子を選びました。"),
    (does("choose", "hat", "this", adj="clean"), "アンナはこのきれいな帽子を選びました。"),
]
CASES = [("hi", *case) for case in HINDI] + [("ja", *case) for case in JAPANESE]


@pytest.mark.parametrize("language, clause, sentence", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_sentences_of_hindi_and_japanese_checked_by_hand(language, clause, sentence):
    assert told(language, clause) == sentence


def test_links_of_hindi():
    ate, laughed = does("eat", "apple", time="yesterday"), does("laugh", subj=TOM)
    assert told("hi", ate, laughed, link="and") == "अन्ना ने कल एक सेब खाया और टॉम हँसा।"
    assert told("hi", ate, laughed, link="but") == "अन्ना ने कल एक सेब खाया, लेकिन टॉम हँसा।"
    assert told("hi", ate, laughed, link="because") == "अन्ना ने कल एक सेब खाया क्योंकि टॉम हँसा।"
    assert told("hi", laughed, link="know", holder="maria") == "मारिया जानती है कि टॉम हँसा।"
    assert told("hi", laughed, link="say", holder="maria") == "मारिया ने कहा कि टॉम हँसा।"


def test_links_of_japanese():
    ate, swam = does("eat", "apple"), does("swim", subj=TOM, tense="future")
    asleep = does("sleep", subj=TOM, neg=True)
    assert told("ja", ate, asleep, link="and") == "アンナはりんごを食べ、トムは眠りませんでした。"
    assert told("ja", asleep, ate, link="and") == "トムは眠らず、アンナはりんごを食べました。"
    saw = does("see", "owl", "the")  # a stem of one syllable does not end a clause by itself
    assert told("ja", saw, asleep, link="and") == "アンナはそのフクロウを見て、トムは眠りませんでした。"
    assert told("ja", ate, swam, link="and") == "アンナはりんごを食べましたし、トムは泳ぎます。"
    assert told("ja", ate, asleep, link="but") == "アンナはりんごを食べましたが、トムは眠りませんでした。"
    assert told("ja", asleep, ate, link="so") == "トムが眠らなかったので、アンナはりんごを食べました。"
    assert told("ja", ate, asleep, link="because") == "アンナがりんごを食べたのは、トムが眠らなかったからです。"
    # a reported clause is plain, and its subject no topic
    assert told("ja", ate, link="say", holder="maria") == "マリアは、アンナがりんごを食べたと言いました。"
    assert told("ja", swam, link="know", holder="maria") == "マリアは、トムが泳ぐことを知っています。"
    here = does("at", place="school", neg=True)
    assert told("ja", here, ate, link="and") == "アンナは学校におらず、アンナはりんごを食べました。"
    red = Clause(subj=np("hat", "the"), verb="is", adj="red", neg=True)
    assert told("ja", red, link="say", holder="tom") == "トムは、その帽子が赤くなかったと言いました。"


def test_words_are_segmented_as_the_treebanks_do():
    tokens = module("ja").realise(Sentence(clauses=(does("eat", "apple", "num", n=3, neg=True, place="library"),)))
    assert " ".join(token.text for token in tokens) == "アンナ は 図書 館 で 三 個 の りんご を 食べ ませ ん でし た 。"
    tags = "PROPN ADP NOUN NOUN ADP NUM NOUN ADP NOUN ADP VERB AUX AUX AUX AUX PUNCT"
    assert " ".join(token.tag for token in tokens) == tags
    tokens = module("hi").realise(Sentence(clauses=(does("lose", "key", subj=np("boy", "least", 3)),)))
    assert " ".join(token.text for token in tokens) == "कम से कम तीन लड़कों ने एक चाबी खो दी ।"
    assert " ".join(token.tag for token in tokens) == "DET ADP DET NUM NOUN ADP DET NOUN VERB AUX PUNCT"


def test_events_of_hindi_put_the_person_in_the_case_they_ask_for():
    boy, hindi = np("boy", "the"), module("hi")
    assert event_sentence(hindi, boy, "ill.c1") == "लड़के ने बासी मछली खाई।"
    assert event_sentence(hindi, boy, "wet.c2") == "लड़का नदी में गिर गया।"
    assert event_sentence(hindi, ANNA, "wet.c2", pronoun=True) == "वह नदी में गिर गई।"
    assert event_sentence(hindi, ANNA, "ill.c1", pronoun=True) == "उसने बासी मछली खाई।"
    assert event_sentence(hindi, ANNA, "thirst.e1", pronoun=True) == "उसे प्यास लगी।"
    assert event_sentence(hindi, TOM, "leg.e1", pronoun=True) == "उसकी टाँग टूट गई।"


def test_events_of_japanese():
    assert event_sentence(module("ja"), np("boy", "the"), "wet.c2") == "その少年は川に落ちました。"
    assert event_sentence(module("ja"), ANNA, "thirst.e1", pronoun=True) == "彼女は喉が渇きました。"


@pytest.mark.parametrize("language", ["hi", "ja"])
def test_every_concept_has_its_word(language):
    words, english = module(language, "words"), module("en", "words")
    concepts = {"NAMES": world.NAMES, "NOUNS": world.NOUNS, "PLACES": world.PLACES, "ADJECTIVES": world.ADJECTIVES}
    concepts |= {"TIMES": world.PAST + world.FUTURE, "VERBS": world.TRANSITIVE + world.INTRANSITIVE}
    for name, keys in concepts.items():
        table = rows(getattr(words, name))
        extra = OWN_VERBS[language] | set(world.PARTIES) if name == "VERBS" else set()
        assert set(keys) <= set(table) <= set(keys) | extra
        assert all(len(row) == len(next(iter(table.values()))) or name == "ADJECTIVES" for row in table.values())
    for name, field in (("NAMES", 0), ("NOUNS", 1 if language == "hi" else 0), ("PLACES", 0)):
        found = [row[field] for row in rows(getattr(words, name)).values()]
        assert len(set(found)) == len(found)
    assert set(phrases(words.EVENTS)) == set(phrases(english.EVENTS))
    assert len(set(phrases(words.EVENTS).values())) == 64


@pytest.mark.parametrize("language", ["hi", "ja"])
def test_every_sentence_is_well_formed(language):
    script = {"hi": "ऀ", "ja": "　"}[language]
    last = {"hi": "ॿ", "ja": "鿿"}[language]
    for index in range(300):
        sentence = numbered(free_sentence(item_random(1, "grammar", "test", index, 0), "test", 1 + index % 3))
        tokens = module(language).realise(sentence)
        assert {token.tag for token in tokens} <= TAGS
        assert all(token.text and " " not in token.text for token in tokens)
        letters = [letter for token in tokens for letter in token.text if letter not in ",-"]
        assert all(script <= letter <= last for letter in letters), detokenise(tokens)
        for number, clause in enumerate(sentence.clauses):
            slots = [slot for slot in ("subj", "obj", "place", "time") if getattr(clause, slot)]
            for slot in slots:
                found = [i for i, token in enumerate(tokens) if token.role == f"{number}.{slot}"]
                assert found and found == list(range(found[0], found[-1] + 1)), (slot, detokenise(tokens))
