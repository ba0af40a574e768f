"""English."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, rows, words

NAMES = """
anna|Anna
maria|Maria
julia|Julia
sara|Sarah
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
victor|Victor
adam|Adam
leo|Leo
robert|Robert
simon|Simon
"""
# noun | plural when it is not regular
NOUNS = """
person|people
child|children
boy|
girl|
woman|women
man|men
teacher|
doctor|
student|
neighbour|
farmer|
singer|
animal|
dog|
cat|
horse|
cow|
bird|
duck|
owl|
fruit|
apple|
pear|
banana|
lemon|
flower|
rose|
tulip|
book|
novel|
dictionary|dictionaries
toy|
ball|
doll|
cup|
hat|
bag|
key|
letter|
bicycle|
chair|
table|
lamp|
picture|
clock|
play|
dance|
"""
# verb | past (the key is the base form)
VERBS = """
see|saw
find|found
buy|bought
sell|sold
draw|drew
lose|lost
wash|washed
hide|hid
choose|chose
bring|brought
eat|ate
read|read
feed|fed
hug|hugged
call|called
visit|visited
sleep|slept
sing|sang
dance|danced
laugh|laughed
work|worked
run|ran
wait|waited
cry|cried
swim|swam
play|played
"""
PLACES = """
madrid|in/ADP Madrid/PROPN
paris|in/ADP Paris/PROPN
berlin|in/ADP Berlin/PROPN
rome|in/ADP Rome/PROPN
moscow|in/ADP Moscow/PROPN
london|in/ADP London/PROPN
tokyo|in/ADP Tokyo/PROPN
ankara|in/ADP Ankara/PROPN
beijing|in/ADP Beijing/PROPN
spain|in/ADP Spain/PROPN
france|in/ADP France/PROPN
germany|in/ADP Germany/PROPN
italy|in/ADP Italy/PROPN
russia|in/ADP Russia/PROPN
england|in/ADP England/PROPN
japan|in/ADP Japan/PROPN
turkey|in/ADP Turkey/PROPN
china|in/ADP China/PROPN
kitchen|in/ADP the/DET kitchen/NOUN
garden|in/ADP the/DET garden/NOUN
school|at/ADP the/DET school/NOUN
library|in/ADP the/DET library/NOUN
hospital|in/ADP the/DET hospital/NOUN
market|at/ADP the/DET market/NOUN
park|in/ADP the/DET park/NOUN
forest|in/ADP the/DET forest/NOUN
station|at/ADP the/DET station/NOUN
hotel|in/ADP the/DET hotel/NOUN
museum|in/ADP the/DET museum/NOUN
office|in/ADP the/DET office/NOUN
house|in/ADP the/DET house/NOUN
"""
TIMES = """
yesterday|yesterday/NOUN
yesterday_morning|yesterday/NOUN morning/NOUN
yesterday_evening|yesterday/NOUN evening/NOUN
last_week|last/ADJ week/NOUN
tomorrow|tomorrow/NOUN
tomorrow_morning|tomorrow/NOUN morning/NOUN
tomorrow_evening|tomorrow/NOUN evening/NOUN
next_week|next/ADJ week/NOUN
"""
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LINKS = {"and": "and/CCONJ", "but": "but/CCONJ", "because": "because/SCONJ"}
CAUSE_QUESTION = "What was the cause?"
EFFECT_QUESTION = "What happened as a result?"
PRONOUNS = ("He", "She")
# Causal events: `{male|female}` where the form follows the person.
EVENTS = """
ill.c1|ate old fish
ill.c2|ate far too much cake
ill.e1|had a stomach ache
ill.e2|felt sick after the meal
wet.c1|walked in the rain without an umbrella
wet.c2|fell into the river
wet.e1|got completely wet
wet.e2|put on dry clothes
exam.c1|studied hard for the exam
exam.c2|did all the homework
exam.e1|passed the exam
exam.e2|got a good grade
late.c1|woke up too late
late.c2|was stuck in traffic for a long time
late.e1|missed the train
late.e2|came late to work
tired.c1|worked all night
tired.c2|did not sleep for two days
tired.e1|was very tired
tired.e2|fell asleep on the sofa
hungry.c1|ate nothing all day
hungry.c2|had no breakfast
hungry.e1|was very hungry
hungry.e2|ate two bowls of soup
leg.c1|fell off the bicycle
leg.c2|slipped on the ice
leg.e1|broke {his|her} leg
leg.e2|could not walk
rich.c1|won the lottery
rich.c2|inherited a lot of money
rich.e1|became rich
rich.e2|bought an expensive car
key.c1|lost the house key
key.c2|left the key in the office
key.e1|could not open the door
key.e2|waited outside the door
cold.c1|caught the flu
cold.c2|had a high fever
cold.e1|stayed in bed
cold.e2|took medicine
thirst.c1|ate very salty food
thirst.c2|ran ten kilometres
thirst.e1|was thirsty
thirst.e2|drank a lot of water
joy.c1|got a beautiful present
joy.c2|heard good news
joy.e1|was very happy
joy.e2|smiled
sad.c1|heard sad news
sad.c2|lost {his|her} best friend
sad.e1|was very sad
sad.e2|cried for a long time
phone.c1|dropped the phone into the water
phone.c2|broke the old phone
phone.e1|could not call anyone
phone.e2|bought a new phone
burn.c1|touched the hot oven
burn.c2|spilled hot tea on {his|her} hand
burn.e1|burned {his|her} hand
burn.e2|held {his|her} hand under cold water
fine.c1|drove too fast
fine.c2|parked in the wrong place
fine.e1|had to pay a fine
fine.e2|was stopped by the police
"""


@cache
def lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """One of the tables above, read once."""
    return rows(table)


def events() -> dict[str, str]:
    """Event id -> verb phrase, with `{male|female}` alternatives."""
    return {event: "|".join(fields) for event, fields in lexicon(EVENTS).items()}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return lexicon(NAMES)[np.noun][0] if np.det == "name" else f"the {np.noun}"


def noun_phrase(np: NP, case: str = "nom") -> list[Token]:
    """Determiner, adjective, noun. `case` matters for pronouns only."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][0], "PROPN")]
    if np.det == "pron":
        return [Token(np.noun, "PRON")]
    plural = np.plural or (np.det == "any")
    noun = (lexicon(NOUNS)[np.noun][0] or np.noun + "s") if plural else np.noun
    body = [*([Token(np.adj, "ADJ")] if np.adj else []), Token(noun, "NOUN")]
    if np.det == "a":
        return [Token("an" if body[0].text[0] in "aeio" else "a", "DET"), *body]
    number = [Token(NUMBERS[np.n], "NUM")]
    before = {
        "num": number,
        "least": [*words("at/ADP least/ADJ"), *number],
        "exact": [Token("exactly", "ADV"), *number],
    }
    return [*before.get(np.det, [Token(np.det, "DET")]), *body]


def clause(c: Clause) -> list[Token]:
    """Time? subject auxiliaries verb object manner place time."""
    out = noun_phrase(c.subj)
    negation = [Token("not", "PART")] if c.neg else []
    future = [Token("will", "AUX"), *negation] if c.tense == "future" else []
    if c.verb in ("at", "is"):
        be = "be" if future else "were" if c.subj.plural else "was"
        out += [*future, Token(be, "AUX"), *([] if future else negation)]
        out += [Token(c.adj, "ADJ")] if c.adj else []
    elif future or c.neg:
        out += [*(future or [Token("did", "AUX"), *negation]), Token(c.verb, "VERB")]
    else:
        out.append(Token(lexicon(VERBS)[c.verb][0], "VERB"))
    if c.obj:
        out += noun_phrase(c.obj, "acc")
    out += [Token(c.manner, "ADV")] if c.manner else []
    out += words(lexicon(PLACES)[c.place][0]) if c.place else []
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    return [*time, *out] if c.front else [*out, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "said", "know": "knows"}[s.link]
        head = [Token(lexicon(NAMES)[s.holder][0], "PROPN"), Token(verb, "VERB"), Token("that", "SCONJ")]
        return finish(head + clause(s.clauses[0]))
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link != "because" else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out)
