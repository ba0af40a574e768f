"""The words of German."""

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
give|gegeben|geben
get|bekommen|bekommen
"""
# place | in it | to it when it is not nach
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
turkey|in/ADP der/DET Türkei/PROPN|in/ADP die/DET Türkei/PROPN
china|in/ADP China/PROPN
kitchen|in/ADP der/DET Küche/NOUN|in/ADP die/DET Küche/NOUN
garden|im/ADP Garten/NOUN|in/ADP den/DET Garten/NOUN
school|in/ADP der/DET Schule/NOUN|in/ADP die/DET Schule/NOUN
library|in/ADP der/DET Bibliothek/NOUN|in/ADP die/DET Bibliothek/NOUN
hospital|im/ADP Krankenhaus/NOUN|ins/ADP Krankenhaus/NOUN
market|auf/ADP dem/DET Markt/NOUN|auf/ADP den/DET Markt/NOUN
park|im/ADP Park/NOUN|in/ADP den/DET Park/NOUN
forest|im/ADP Wald/NOUN|in/ADP den/DET Wald/NOUN
station|am/ADP Bahnhof/NOUN|zum/ADP Bahnhof/NOUN
hotel|im/ADP Hotel/NOUN|ins/ADP Hotel/NOUN
museum|im/ADP Museum/NOUN|ins/ADP Museum/NOUN
office|im/ADP Büro/NOUN|ins/ADP Büro/NOUN
house|im/ADP Haus/NOUN|ins/ADP Haus/NOUN
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
LINKS = {"and": "und/CCONJ", "but": "aber/CCONJ", "because": "weil/SCONJ", "so": "deshalb/ADV"}
CAUSE_QUESTION = "Was war die Ursache?"
EFFECT_QUESTION = "Was ist daraufhin passiert?"
PRONOUNS = ("Er", "Sie")
# surname
FAMILIES = """
weber|Weber
novak|Novak
garcia|Garcia
rossi|Rossi
kaya|Kaya
silva|Silva
moreau|Moreau
lindgren|Lindgren
berlin|Berlin
london|London
"""
# brand, the same in every case
BRANDS = """
nova|Nova
orion|Orion
delta|Delta
alfa|Alfa
luna|Luna
atlas|Atlas
sirius|Sirius
vega|Vega
"""
# organisation | article (nominative and accusative) and kind | at it | to it
ORGANISATIONS = """
bank|die/DET Bank/NOUN|bei/ADP der/DET|zur/ADP
company|die/DET Firma/NOUN|bei/ADP der/DET|zur/ADP
newspaper|die/DET Zeitung/NOUN|bei/ADP der/DET|zur/ADP
hotel|das/DET Hotel/NOUN|im/ADP|ins/ADP
museum|das/DET Museum/NOUN|im/ADP|ins/ADP
school|die/DET Schule/NOUN|in/ADP der/DET|in/ADP die/DET
"""
COMPARATIVES = """
big|größer/ADJ
small|kleiner/ADJ
expensive|teurer/ADJ
cheap|billiger/ADJ
heavy|schwerer/ADJ
light|leichter/ADJ
"""
# the word that asks for a constituent: who by case, a place by rest and motion
QUESTIONS = {
    "subj": "wer/PRON",
    "who": "wen/PRON",
    "what": "was/PRON",
    "place": "wo/ADV",
    "to": "wohin/ADV",
    "time": "wann/ADV",
}
# verb | the adposition of its second person; none where the dative says it
PARTIES = {"sell": "an/ADP", "give": "", "buy": "von/ADP", "get": "von/ADP"}
# Causal events: `{male|female}` where the form follows the person.
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
