"""The world: what there is, what is a kind of what, what excludes what, and what training never sees.

Two conventions make every label right: at one stated time a person is at one place, and a thing has one colour.
"""

from __future__ import annotations

from functools import cache

FEMALE = ("anna", "maria", "julia", "sara", "laura", "nina", "eva", "elena", "clara", "sofia")
MALE = ("david", "martin", "daniel", "tom", "paul", "victor", "adam", "leo", "robert", "simon")
NAMES = FEMALE + MALE

FAMILIES = ("weber", "novak", "garcia", "rossi", "kaya", "silva", "moreau", "lindgren", "berlin", "london")
"""Surnames; two of them are cities as well, so that a name's kind needs the context."""
BRANDS = ("nova", "orion", "delta", "alfa", "luna", "atlas", "sirius", "vega")
ORGANISATIONS = ("bank", "company", "newspaper", "hotel", "museum", "school")
"""Kinds of organisation; some are also plain sites, so that the word alone is no sign of a name."""

PARENT = {
    "boy": "child", "girl": "child", "child": "person", "woman": "person", "man": "person", "teacher": "person",
    "doctor": "person", "student": "person", "neighbour": "person", "farmer": "person", "singer": "person",
    "dog": "animal", "cat": "animal", "horse": "animal", "cow": "animal", "bird": "animal",
    "duck": "bird", "owl": "bird",
    "apple": "fruit", "pear": "fruit", "banana": "fruit", "lemon": "fruit", "rose": "flower", "tulip": "flower",
    "novel": "book", "dictionary": "book", "ball": "toy", "doll": "toy",
    "madrid": "spain", "paris": "france", "berlin": "germany", "rome": "italy", "moscow": "russia", "london": "england",
    "tokyo": "japan", "ankara": "turkey", "beijing": "china", "kitchen": "house",
    "yesterday_morning": "yesterday", "yesterday_evening": "yesterday",
    "tomorrow_morning": "tomorrow", "tomorrow_evening": "tomorrow",
}  # fmt: skip
"""The hierarchy of kinds, places and times: child concept -> the concept that contains it."""

PERSONS = ("person", "child", "boy", "girl", "woman", "man", "teacher", "doctor", "student", "neighbour",
           "farmer", "singer")  # fmt: skip
ANIMALS = ("animal", "dog", "cat", "horse", "cow", "bird", "duck", "owl")
FRUITS = ("fruit", "apple", "pear", "banana", "lemon")
FLOWERS = ("flower", "rose", "tulip")
BOOKS = ("book", "novel", "dictionary")
TOYS = ("toy", "ball", "doll")
THINGS = ("cup", "hat", "bag", "key", "letter", "bicycle", "chair", "table", "lamp", "picture", "clock")
SHOWS = ("play", "dance")
GOODS = FRUITS + FLOWERS + BOOKS + TOYS + THINGS
NOUNS = PERSONS + ANIMALS + GOODS + SHOWS

OBJECTS = {
    "see": PERSONS + ANIMALS + GOODS + SHOWS,
    "find": ANIMALS + GOODS,
    "buy": ANIMALS + GOODS,
    "sell": ANIMALS + GOODS,
    "draw": PERSONS + ANIMALS + FRUITS + FLOWERS + TOYS + THINGS,
    "lose": BOOKS + TOYS + ("hat", "bag", "key", "letter", "bicycle", "clock"),
    "wash": ("dog", "cat", "horse", *FRUITS, *TOYS, "cup", "hat", "bag", "bicycle", "chair", "table"),
    "hide": FRUITS + FLOWERS + BOOKS + TOYS + THINGS,
    "choose": ANIMALS + GOODS + SHOWS,
    "bring": ("dog", "cat", "horse", *GOODS),
    "eat": FRUITS,
    "read": (*BOOKS, "letter"),
    "feed": ANIMALS,
    "hug": (*PERSONS, "dog", "cat", "horse"),
    "call": PERSONS,
    "visit": PERSONS,
}
TRANSITIVE = tuple(OBJECTS)
INTRANSITIVE = ("sleep", "sing", "dance", "laugh", "work", "run", "wait", "cry", "swim", "play")
"""`dance` and `play` are nouns as well as verbs (as in English), so that tags need the context."""

PARTIES = {"sell": "buy", "buy": "sell", "give": "get", "get": "give"}
"""Verbs with a second person, and what that person does: A sells B something when B buys it from A."""
TRANSFERRED = (*BOOKS, *TOYS, "cup", "hat", "bag", "key", "letter", "bicycle", "chair", "table", "lamp", "picture",
               "clock", "dog", "cat", "horse")  # fmt: skip

COLOURS = ("red", "white", "black", "green")
OPPOSITES = (("big", "small"), ("expensive", "cheap"), ("clean", "dirty"), ("heavy", "light"))
ADJECTIVES = (*COLOURS, "new", "beautiful", *(word for pair in OPPOSITES for word in pair))
COMPARED = {"big": "small", "small": "big", "expensive": "cheap", "cheap": "expensive", "heavy": "light",
            "light": "heavy"}  # fmt: skip
"""Adjectives that compare, and the one that says the same from the other side."""
MANNERS = ("quickly", "slowly", "quietly", "suddenly")

CITIES = ("madrid", "paris", "berlin", "rome", "moscow", "london", "tokyo", "ankara", "beijing")
COUNTRIES = tuple(PARENT[city] for city in CITIES)
SITES = ("kitchen", "garden", "school", "library", "hospital", "market", "park", "forest", "station", "hotel",
         "museum", "office")  # fmt: skip
PLACES = (*CITIES, *COUNTRIES, *SITES, "house")

PAST = ("yesterday", "yesterday_morning", "yesterday_evening", "last_week")
FUTURE = ("tomorrow", "tomorrow_morning", "tomorrow_evening", "next_week")

REVIEWED = ("film", "book", "hotel", "restaurant", "phone")
ASPECTS = {
    "film": ("story", "music", "actors"),
    "book": ("story", "ending", "language"),
    "hotel": ("room", "breakfast", "staff"),
    "restaurant": ("food", "waiter", "prices"),
    "phone": ("screen", "camera", "battery"),
}
"""What reviews speak of: an opinion is `film.story`."""
VERDICTS = ("recommend", "disappointed", "happy", "regret", "worth", "complain", "again", "mistake")
SOURCES = ("others", "friend", "newspaper")
REPLIES = ("agree", "true", "right")

HELD_NAMES = {"dev": ("clara", "simon"), "test": ("sofia", "elena", "robert", "leo")}
HELD_WORDS = frozenset(
    ("owl", "lemon", "tulip", "dictionary", "doll", "singer", "clock", "lamp", "hug", "hide", "swim", "green",
     "heavy", "light", "beijing", "china", "museum", "office",
     "moreau", "lindgren", "kaya", "sirius", "vega", "film.music", "hotel.breakfast", "phone.camera", "mistake")
)  # fmt: skip
"""Concepts that training items never use; dev and test do, and so does `text`, so that pretraining sees the words."""


@cache
def names(split: str) -> tuple[str, ...]:
    """The names of a split: train has its own; dev and test prefer theirs; `text` has all."""
    if split == "all":
        return NAMES
    held = {name for group in HELD_NAMES.values() for name in group}
    return HELD_NAMES.get(split) or tuple(name for name in NAMES if name not in held)


@cache
def allowed(pool: tuple[str, ...], split: str) -> tuple[str, ...]:
    """The concepts of `pool` that a split may use."""
    return tuple(word for word in pool if word not in HELD_WORDS) if split == "train" else pool


@cache
def children(concept: str, split: str = "all") -> tuple[str, ...]:
    """The direct members of a kind, place or time."""
    return allowed(tuple(child for child, parent in PARENT.items() if parent == concept), split)


def rivals(value: str) -> tuple[str, ...]:
    """Values that cannot hold of the same thing at the same time: places apart, another colour, the opposite."""
    if value in CITIES:
        return tuple(city for city in CITIES if city != value)
    if value in COUNTRIES:
        return tuple(country for country in COUNTRIES if country != value)
    if value in SITES:
        return tuple(site for site in SITES if site != value)
    if value in COLOURS:
        return tuple(colour for colour in COLOURS if colour != value)
    return tuple(pair[1 - pair.index(value)] for pair in OPPOSITES if value in pair)


@cache
def describable(noun: str) -> tuple[str, ...]:
    """The adjectives that fit a noun (none for persons)."""
    if noun in PERSONS or noun in SHOWS:
        return ()
    if noun in ANIMALS:
        return ("white", "black", "big", "small", "beautiful", "clean", "dirty")
    if noun in FRUITS or noun in FLOWERS:
        return ("red", "white", "big", "small", "beautiful", "expensive", "cheap")
    return ADJECTIVES
