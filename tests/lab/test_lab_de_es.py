"""German and Spanish: sentences checked by hand, and tables that cover what English has."""

from dataclasses import replace
from importlib import import_module

import pytest

from xstilts.lab.grammar import answers, lexicon, tags_of_names
from xstilts.lab.makers import event_sentence, review_text
from xstilts.lab.meaning import NP, Clause, Sentence, detokenise, numbered

ANNA, TOM, EVA = (NP(noun=noun, det="name") for noun in ("anna", "tom", "eva"))
WEBER = replace(ANNA, family="weber")
HOTEL = NP(noun="hotel", det="org", of="london")
BANK = NP(noun="bank", det="org", of="nova")
IN_PARIS = Clause(subj=ANNA, verb="at", place="paris", time="yesterday")
TABLES = (
    "NAMES", "NOUNS", "VERBS", "PLACES", "TIMES", "EVENTS", "FAMILIES", "BRANDS", "ORGANISATIONS", "COMPARATIVES",
    "LINKS", "PARTIES",
)  # fmt: skip
REVIEWS = ("INTROS", "OPINIONS", "VERDICTS", "SOURCES", "REPLIES")


def tokens(language, *clauses, **more):
    module = import_module(f"xstilts.lab.languages.{language}")
    return module.realise(numbered(Sentence(clauses=clauses, **more)))


def said(language, *clauses, **more):
    return detokenise(tokens(language, *clauses, **more))


def does(verb, noun, det, n=0, adj="", **more):
    return Clause(subj=more.pop("subj", ANNA), verb=verb, obj=NP(noun=noun, det=det, n=n, adj=adj), **more)


def calls(subj, obj, **more):
    return Clause(subj=subj, verb="call", obj=obj, **more)


THE_CHAIR = NP(noun="chair", det="the")
BIGGER = Clause(subj=NP(noun="table", det="the"), verb="is", adj="big", than=THE_CHAIR)
BUYS = does("buy", "apple", "the", place="paris", time="yesterday")
SELLS = does("sell", "hat", "a", adj="red", party=TOM, time="yesterday", place="park")
GETS = does("get", "book", "a", party=TOM, time="yesterday", place="office")
BRINGS = does("bring", "ball", "a", time="yesterday")
NO_BIRD = does("see", "bird", "any", adj="white", neg=True)
CASES = [
    ("de", calls(WEBER, replace(TOM, family="kaya")), "Anna Weber hat Tom Kaya angerufen."),
    ("de", Clause(subj=BANK, verb="lose", obj=NP(noun="key", det="a")), "Die Bank Nova hat einen Schlüssel verloren."),
    ("de", Clause(subj=ANNA, verb="see", obj=HOTEL, neg=True), "Anna hat das Hotel London nicht gesehen."),
    ("de", calls(ANNA, EVA, venue=BANK, place="rome"), "Anna hat Eva bei der Bank Nova in Rom angerufen."),
    ("de", Clause(subj=ANNA, verb="at", venue=HOTEL, tense="future"), "Anna wird im Hotel London sein."),
    ("de", SELLS, "Anna hat gestern im Park einen roten Hut an Tom verkauft."),
    ("de", replace(SELLS, verb="buy"), "Anna hat gestern von Tom im Park einen roten Hut gekauft."),
    ("de", replace(SELLS, verb="give", front=True), "Gestern hat Anna Tom im Park einen roten Hut gegeben."),
    ("de", GETS, "Anna hat gestern von Tom im Büro ein Buch bekommen."),
    ("de", BIGGER, "Der Tisch war größer als der Stuhl."),
    ("de", replace(BUYS, asked="subj"), "Wer hat den Apfel gestern in Paris gekauft?"),
    ("de", replace(BUYS, asked="obj"), "Was hat Anna gestern in Paris gekauft?"),
    ("de", replace(BUYS, asked="place"), "Wo hat Anna den Apfel gestern gekauft?"),
    ("de", replace(BUYS, asked="time", tense="future"), "Wann wird Anna den Apfel in Paris kaufen?"),
    ("de", calls(ANNA, TOM, asked="obj", time="tomorrow", tense="future"), "Wen wird Anna morgen anrufen?"),
    ("de", replace(IN_PARIS, asked="place"), "Wo war Anna gestern?"),
    ("de", replace(BRINGS, place="garden"), "Anna hat gestern einen Ball in den Garten mitgebracht."),
    ("de", replace(BRINGS, place="rome"), "Anna hat gestern einen Ball nach Rom mitgebracht."),
    ("de", replace(BRINGS, venue=BANK), "Anna hat gestern einen Ball zur Bank Nova mitgebracht."),
    ("de", does("bring", "ball", "the", place="house", asked="place"), "Wohin hat Anna den Ball mitgebracht?"),
    ("de", does("bring", "ball", "the", place="turkey", neg=True),
     "Anna hat den Ball nicht in die Türkei mitgebracht."),
    ("es", calls(WEBER, replace(TOM, family="garcia")), "Ana Weber llamó a Tomás García."),
    ("es", Clause(subj=BANK, verb="lose", obj=NP(noun="key", det="a")), "El Banco Nova perdió una llave."),
    ("es", Clause(subj=ANNA, verb="see", obj=HOTEL, neg=True), "Ana no vio el Hotel Londres."),
    ("es", calls(ANNA, EVA, venue=BANK, place="rome"), "Ana llamó a Eva en el Banco Nova en Roma."),
    ("es", Clause(subj=ANNA, verb="at", venue=HOTEL, tense="future"), "Ana estará en el Hotel Londres."),
    ("es", SELLS, "Ana le vendió un sombrero rojo a Tomás en el parque ayer."),
    ("es", replace(SELLS, verb="buy"), "Ana le compró un sombrero rojo a Tomás en el parque ayer."),
    ("es", replace(SELLS, verb="give", front=True), "Ayer Ana le dio un sombrero rojo a Tomás en el parque."),
    ("es", GETS, "Ana recibió de Tomás un libro en la oficina ayer."),
    ("es", BIGGER, "La mesa era más grande que la silla."),
    ("es", replace(BIGGER, adj="cheap"), "La mesa era más barata que la silla."),
    ("es", replace(BUYS, asked="subj"), "¿Quién compró la manzana en París ayer?"),
    ("es", replace(BUYS, asked="obj"), "¿Qué compró Ana en París ayer?"),
    ("es", replace(BUYS, asked="place"), "¿Dónde compró Ana la manzana ayer?"),
    ("es", replace(BUYS, asked="time", tense="future"), "¿Cuándo comprará Ana la manzana en París?"),
    ("es", calls(ANNA, TOM, asked="obj", time="tomorrow", tense="future"), "¿A quién llamará Ana mañana?"),
    ("es", does("feed", "cow", "the", asked="obj"), "¿A qué animal alimentó Ana?"),
    ("es", replace(IN_PARIS, asked="place"), "¿Dónde estuvo Ana ayer?"),
    ("es", replace(BRINGS, place="garden"), "Ana trajo una pelota al jardín ayer."),
    ("es", replace(BRINGS, venue=HOTEL), "Ana trajo una pelota al Hotel Londres ayer."),
    ("es", does("bring", "ball", "the", place="rome", asked="place"), "¿Adónde trajo Ana la pelota?"),
    ("es", does("hug", "dog", "the"), "Ana abrazó al perro."),
    ("es", does("find", "dog", "the"), "Ana encontró el perro."),
    ("es", NO_BIRD, "Ana no vio ningún ave blanca."),
    ("es", does("draw", "bird", "the", adj="small"), "Ana dibujó el ave pequeña."),
    ("es", does("draw", "bird", "this"), "Ana dibujó esta ave."),
    ("es", does("see", "play", "a", adj="new"), "Ana vio una obra de teatro nueva."),
    ("es", does("see", "play", "num", n=2), "Ana vio dos obras de teatro."),
]  # fmt: skip


@pytest.mark.parametrize("language, clause, sentence", CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_german_and_spanish_checked_by_hand(language, clause, sentence):
    assert said(language, clause) == sentence


def test_a_consequence_turns_the_german_clause_round_and_a_cause_puts_its_verb_last():
    first, second = calls(ANNA, TOM), does("give", "book", "a", subj=EVA, party=TOM, time="yesterday", front=True)
    german = "Anna hat Tom angerufen, deshalb hat Eva gestern Tom ein Buch gegeben."
    assert said("de", first, second, link="so") == german
    assert said("de", second, first, link="because").endswith(", weil Anna Tom angerufen hat.")
    assert said("es", first, calls(EVA, ANNA), link="so") == "Ana llamó a Tomás, así que Eva llamó a Ana."
    assert said("es", first, calls(EVA, ANNA), link="because") == "Ana llamó a Tomás porque Eva llamó a Ana."


def test_an_answer_leaves_out_its_adposition_and_a_name_its_article():
    for language, core, whole in [("de", "der Bank Nova", "bei der Bank Nova"), ("es", "el Banco Nova", None)]:
        found = tokens(language, calls(ANNA, EVA, venue=BANK, place="rome"))
        text = detokenise(found)
        spans = [text[start:end] for start, end in answers(found, "0.venue")]
        assert spans == [core, whole or f"en {core}"]
        names = [token.text for token, tag in zip(found, tags_of_names(found), strict=True) if tag.endswith("-ORG")]
        assert names == core.split()[1:]


def test_a_kind_covers_its_members_whatever_their_gender():
    nouns = lexicon(import_module("xstilts.lab.words.es").NOUNS)
    assert nouns["child"][1] not in (nouns["boy"][1], nouns["girl"][1])
    assert nouns["boy"][1][:-1] == nouns["girl"][1][:-1]


@pytest.mark.parametrize("language", ["de", "es"])
@pytest.mark.parametrize("room, names", [("words", TABLES), ("reviews", REVIEWS)])
def test_german_and_spanish_tables_have_the_keys_of_english(language, room, names):
    ours, english = (import_module(f"xstilts.lab.{room}.{code}") for code in (language, "en"))
    for name in names:
        one, two = (getattr(module, name) for module in (ours, english))
        keys = [(table if isinstance(table, dict) else lexicon(table)).keys() for table in (one, two)]
        assert keys[0] == keys[1], name


@pytest.mark.parametrize("language", ["de", "es"])
def test_an_opinion_is_denied_with_the_same_adjective(language):
    reviews = import_module(f"xstilts.lab.reviews.{language}")
    negation = {"de": "nicht ", "es": "no "}[language]
    for key, (_, positive, negative, not_negative, not_positive) in lexicon(reviews.OPINIONS).items():
        assert (not_negative, not_positive) == (negation + negative, negation + positive), key


QUOTED = [
    ("de", "Andere haben geschrieben: „Das Zimmer war laut.“ Das ist wahr."),
    ("es", "Otros escribieron: «La habitación era ruidosa». Es verdad."),
    ("ru", "Другие писали: «Номер был шумным». Это так."),
]


@pytest.mark.parametrize("language, end", QUOTED, ids=[case[0] for case in QUOTED])
def test_the_full_stop_of_a_quotation_stands_where_the_language_has_it(language, end):
    module = import_module(f"xstilts.lab.languages.{language}")
    assert review_text(module, "hotel", (("quote", "others", "hotel.room", "1", "true", "0"),)).endswith(end)


def test_spanish_stops_a_driver_without_an_arrest_and_stale_food_is_in_a_state():
    module = import_module("xstilts.lab.languages.es")
    assert event_sentence(module, EVA, "fine.e2") == "Eva fue parada por la policía."
    assert review_text(module, "hotel", (("opinion", "hotel.breakfast", "1"),)).endswith(" estaba rancia.")
