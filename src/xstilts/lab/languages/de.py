"""German: four-way agreement, verb second in main clauses and last in dependent ones, perfect tense, `kein`."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, rows, words

NAMES = """
anna|Anna
maria|Maria
julia|Julia
sara|Sara
laura|Laura
nina|Nina
eva|Eva
elena|Elena
clara|Clara
sofia|Sofia
david|David
martin|Martin
daniel|Daniel
tom|Tom
paul|Paul
victor|Viktor
adam|Adam
leo|Leo
robert|Robert
simon|Simon
"""
# noun | gender | nominative | plural | accusative when it differs
NOUNS = """
person|f|Person|Personen
child|n|Kind|Kinder
boy|m|Junge|Jungen|Jungen
girl|n|Mädchen|Mädchen
woman|f|Frau|Frauen
man|m|Mann|Männer
teacher|m|Lehrer|Lehrer
doctor|m|Arzt|Ärzte
student|m|Student|Studenten|Studenten
neighbour|m|Nachbar|Nachbarn|Nachbarn
farmer|m|Bauer|Bauern|Bauern
singer|m|Sänger|Sänger
animal|n|Tier|Tiere
dog|m|Hund|Hunde
cat|f|Katze|Katzen
horse|n|Pferd|Pferde
cow|f|Kuh|Kühe
bird|m|Vogel|Vögel
duck|f|Ente|Enten
owl|f|Eule|Eulen
fruit|f|Frucht|Früchte
apple|m|Apfel|Äpfel
pear|f|Birne|Birnen
banana|f|Banane|Bananen
lemon|f|Zitrone|Zitronen
flower|f|Blume|Blumen
rose|f|Rose|Rosen
tulip|f|Tulpe|Tulpen
book|n|Buch|Bücher
novel|m|Roman|Romane
dictionary|n|Wörterbuch|Wörterbücher
toy|n|Spielzeug|Spielzeuge
ball|m|Ball|Bälle
doll|f|Puppe|Puppen
cup|f|Tasse|Tassen
hat|m|Hut|Hüte
bag|f|Tasche|Taschen
key|m|Schlüssel|Schlüssel
letter|m|Brief|Briefe
bicycle|n|Fahrrad|Fahrräder
chair|m|Stuhl|Stühle
table|m|Tisch|Tische
lamp|f|Lampe|Lampen
picture|n|Bild|Bilder
clock|f|Uhr|Uhren
play|n|Theaterstück|Theaterstücke
dance|m|Tanz|Tänze
"""
# verb | participle | infinitive | auxiliary when it is not haben
VERBS = """
see|gesehen|sehen
find|gefunden|finden
buy|gekauft|kaufen
sell|verkauft|verkaufen
draw|gezeichnet|zeichnen
lose|verloren|verlieren
wash|gewaschen|waschen
hide|versteckt|verstecken
choose|ausgewählt|auswählen
bring|mitgebracht|mitbringen
eat|gegessen|essen
read|gelesen|lesen
feed|gefüttert|füttern
hug|umarmt|umarmen
call|angerufen|anrufen
visit|besucht|besuchen
sleep|geschlafen|schlafen
sing|gesungen|singen
dance|getanzt|tanzen
laugh|gelacht|lachen
work|gearbeitet|arbeiten
run|gelaufen|laufen|sein
wait|gewartet|warten
cry|geweint|weinen
swim|geschwommen|schwimmen|sein
play|gespielt|spielen
"""
PLACES = """
madrid|in/ADP Madrid/PROPN
paris|in/ADP Paris/PROPN
berlin|in/ADP Berlin/PROPN
rome|in/ADP Rom/PROPN
moscow|in/ADP Moskau/PROPN
london|in/ADP London/PROPN
tokyo|in/ADP Tokio/PROPN
ankara|in/ADP Ankara/PROPN
beijing|in/ADP Peking/PROPN
spain|in/ADP Spanien/PROPN
france|in/ADP Frankreich/PROPN
germany|in/ADP Deutschland/PROPN
italy|in/ADP Italien/PROPN
russia|in/ADP Russland/PROPN
england|in/ADP England/PROPN
japan|in/ADP Japan/PROPN
turkey|in/ADP der/DET Türkei/PROPN
china|in/ADP China/PROPN
kitchen|in/ADP der/DET Küche/NOUN
garden|im/ADP Garten/NOUN
school|in/ADP der/DET Schule/NOUN
library|in/ADP der/DET Bibliothek/NOUN
hospital|im/ADP Krankenhaus/NOUN
market|auf/ADP dem/DET Markt/NOUN
park|im/ADP Park/NOUN
forest|im/ADP Wald/NOUN
station|am/ADP Bahnhof/NOUN
hotel|im/ADP Hotel/NOUN
museum|im/ADP Museum/NOUN
office|im/ADP Büro/NOUN
house|im/ADP Haus/NOUN
"""
TIMES = """
yesterday|gestern/ADV
yesterday_morning|gestern/ADV Morgen/NOUN
yesterday_evening|gestern/ADV Abend/NOUN
last_week|letzte/ADJ Woche/NOUN
tomorrow|morgen/ADV
tomorrow_morning|morgen/ADV früh/ADV
tomorrow_evening|morgen/ADV Abend/NOUN
next_week|nächste/ADJ Woche/NOUN
"""
# adjective | stem for endings | predicate form when it differs
ADJECTIVES = """
red|rot
white|weiß
black|schwarz
green|grün
new|neu
beautiful|schön
big|groß
small|klein
expensive|teur|teuer
cheap|billig
clean|sauber
dirty|schmutzig
heavy|schwer
light|leicht
"""
MANNERS = {"quickly": "schnell", "slowly": "langsam", "quietly": "leise", "suddenly": "plötzlich"}
NUMBERS = ("", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
CAUSE_QUESTION = "Was war die Ursache?"
EFFECT_QUESTION = "Was ist daraufhin passiert?"
PRONOUNS = ("Er", "Sie")
EVENTS = """
ill.c1|hat alten Fisch gegessen
ill.c2|hat viel zu viel Kuchen gegessen
ill.e1|hatte Bauchschmerzen
ill.e2|hat sich nach dem Essen schlecht gefühlt
wet.c1|ist ohne Regenschirm durch den Regen gegangen
wet.c2|ist in den Fluss gefallen
wet.e1|ist ganz nass geworden
wet.e2|hat trockene Kleidung angezogen
exam.c1|hat fleißig für die Prüfung gelernt
exam.c2|hat alle Hausaufgaben gemacht
exam.e1|hat die Prüfung bestanden
exam.e2|hat eine gute Note bekommen
late.c1|ist zu spät aufgewacht
late.c2|hat lange im Stau gestanden
late.e1|hat den Zug verpasst
late.e2|ist zu spät zur Arbeit gekommen
tired.c1|hat die ganze Nacht gearbeitet
tired.c2|hat zwei Tage lang nicht geschlafen
tired.e1|war sehr müde
tired.e2|ist auf dem Sofa eingeschlafen
hungry.c1|hat den ganzen Tag nichts gegessen
hungry.c2|hat nicht gefrühstückt
hungry.e1|war sehr hungrig
hungry.e2|hat zwei Teller Suppe gegessen
leg.c1|ist vom Fahrrad gefallen
leg.c2|ist auf dem Eis ausgerutscht
leg.e1|hat sich das Bein gebrochen
leg.e2|konnte nicht gehen
rich.c1|hat im Lotto gewonnen
rich.c2|hat viel Geld geerbt
rich.e1|ist reich geworden
rich.e2|hat ein teures Auto gekauft
key.c1|hat den Hausschlüssel verloren
key.c2|hat den Schlüssel im Büro vergessen
key.e1|konnte die Tür nicht öffnen
key.e2|hat vor der Tür gewartet
cold.c1|hat die Grippe bekommen
cold.c2|hatte hohes Fieber
cold.e1|ist im Bett geblieben
cold.e2|hat Medizin genommen
thirst.c1|hat sehr salzig gegessen
thirst.c2|ist zehn Kilometer gelaufen
thirst.e1|hatte Durst
thirst.e2|hat viel Wasser getrunken
joy.c1|hat ein schönes Geschenk bekommen
joy.c2|hat eine gute Nachricht gehört
joy.e1|war sehr glücklich
joy.e2|hat gelächelt
sad.c1|hat eine traurige Nachricht gehört
sad.c2|hat {seinen besten Freund|ihren besten Freund} verloren
sad.e1|war sehr traurig
sad.e2|hat lange geweint
phone.c1|hat das Handy ins Wasser fallen lassen
phone.c2|hat das alte Handy kaputt gemacht
phone.e1|konnte niemanden anrufen
phone.e2|hat ein neues Handy gekauft
burn.c1|hat den heißen Ofen berührt
burn.c2|hat sich heißen Tee über die Hand geschüttet
burn.e1|hat sich die Hand verbrannt
burn.e2|hat die Hand unter kaltes Wasser gehalten
fine.c1|ist zu schnell gefahren
fine.c2|hat am falschen Ort geparkt
fine.e1|musste eine Geldstrafe zahlen
fine.e2|wurde von der Polizei angehalten
"""
# determiner stem -> ending by (gender or plural, case); endings of the definite article and its like
STRONG = {"m": "er", "f": "e", "n": "es", "p": "e"}
ARTICLE = {"m": "der", "f": "die", "n": "das", "p": "die"}


@cache
def lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """One of the tables above, read once."""
    return rows(table)


def events() -> dict[str, str]:
    """Event id -> verb phrase, with `{male|female}` alternatives."""
    return {event: "|".join(fields) for event, fields in lexicon(EVENTS).items()}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return " ".join(token.text for token in noun_phrase(np, "nom"))


def adjective(stem: str, gender: str, case: str, kind: str) -> str:
    """Endings: `weak` after der-words, `mixed` after ein-words, `strong` after nothing or a number."""
    if gender == "p":
        ending = "e" if kind == "strong" else "en"
    elif gender == "m" and case == "acc":
        ending = "en"
    elif kind == "weak":
        ending = "e"
    else:
        ending = STRONG[gender]
    return stem + ending


def determiner(np: NP, gender: str, case: str) -> tuple[list[Token], str]:
    """The determiner and which adjective endings follow it."""
    masculine_acc = gender == "m" and case == "acc"
    if np.det in ("a", "no", "any"):
        ending = "en" if masculine_acc else "e" if gender == "f" else ""
        return [Token(("ein" if np.det == "a" else "kein") + ending, "DET")], "mixed"
    if np.det == "the":
        return [Token("den" if masculine_acc else ARTICLE[gender], "DET")], "weak"
    if np.det == "this":
        return [Token("dies" + ("en" if masculine_acc else STRONG[gender]), "DET")], "weak"
    if np.det in ("all", "some"):
        return [Token("alle" if np.det == "all" else "einige", "DET")], "weak" if np.det == "all" else "strong"
    before = {"least": words("mindestens/ADV"), "exact": words("genau/ADV")}.get(np.det, [])
    return [*before, Token(NUMBERS[np.n], "NUM")], "strong"


def noun_phrase(np: NP, case: str) -> list[Token]:
    """Determiner, adjective, noun in the nominative ("nom") or accusative ("acc")."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][0], "PROPN")]
    if np.det == "pron":
        return [Token({"he": "er", "she": "sie"}[np.noun], "PRON")]
    gender, singular, plural, *accusative = lexicon(NOUNS)[np.noun]
    gender = "p" if np.plural else gender
    noun = plural if np.plural else accusative[0] if accusative and case == "acc" else singular
    before, kind = determiner(np, gender, case)
    stem = [Token(adjective(lexicon(ADJECTIVES)[np.adj][0], gender, case, kind), "ADJ")] if np.adj else []
    return [*before, *stem, Token(noun, "NOUN")]


def verb_parts(c: Clause) -> tuple[Token, list[Token]]:
    """The finite verb, and what stands at the end of the clause."""
    plural = c.subj.plural
    if c.verb in ("at", "is") and c.tense == "past":
        return Token("waren" if plural else "war", "AUX"), []
    if c.tense == "future":
        last = [Token("sein", "AUX")] if c.verb in ("at", "is") else words(lexicon(VERBS)[c.verb][1] + "/VERB")
        return Token("werden" if plural else "wird", "AUX"), last
    participle, _, *auxiliary = lexicon(VERBS)[c.verb]
    forms = ("ist", "sind") if auxiliary else ("hat", "haben")
    return Token(forms[plural], "AUX"), [Token(participle, "VERB")]


def clause(c: Clause, dependent: bool = False) -> list[Token]:
    """Verb second, or verb last when dependent; definite objects before the adverbials, indefinite ones after."""
    finite, last = verb_parts(c)
    subject = noun_phrase(c.subj, "nom")
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    manner = [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    obj = noun_phrase(c.obj, "acc") if c.obj else []
    early = obj if c.obj and c.obj.det in ("the", "this", "name") else []
    late = [] if early else obj
    negation = [Token("nicht", "PART")] if c.neg and not (c.obj and c.obj.det == "any") else []
    if c.verb in ("at", "is"):
        predicate = place
        if c.adj:
            predicate = [*place, Token(lexicon(ADJECTIVES)[c.adj][-1], "ADJ")]
        middle = [*negation, *predicate]
    else:
        middle = [*early, *place, *negation, *manner, *late] if early else [*place, *late, *negation, *manner]
        if c.manner and late:
            middle = [*place, *manner, *late, *negation]
    if early and time:
        middle = [*early, *([] if c.front else time), *middle[len(early) :]]
    elif time and not c.front:
        middle = [*time, *middle]
    if dependent:
        lead = time if c.front else []
        return [*subject, *lead, *middle, *last, finite]
    return [*time, finite, *subject, *middle, *last] if c.front else [*subject, finite, *middle, *last]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; commas before every dependent clause and before aber."""
    comma = Token(",", "PUNCT", True)
    if s.holder:
        holder = Token(lexicon(NAMES)[s.holder][0], "PROPN")
        verbs = [Token("hat", "AUX"), Token("gesagt", "VERB")] if s.link == "say" else [Token("weiß", "VERB")]
        return finish([holder, *verbs, comma, Token("dass", "SCONJ"), *clause(s.clauses[0], dependent=True)])
    out = clause(s.clauses[0])
    if s.link:
        link = {"and": "und/CCONJ", "but": "aber/CCONJ", "because": "weil/SCONJ"}[s.link]
        out += [comma] if s.link != "and" else []
        out += [*words(link), *clause(s.clauses[1], dependent=s.link == "because")]
    return finish(out)
