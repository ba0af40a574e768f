"""Russian: six noun forms, animacy, forms after numerals, gender in the past tense, no articles."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, rows, words
from xstilts.lab.world import FEMALE

# name | accusative
NAMES = """
anna|Анна|Анну
maria|Мария|Марию
julia|Юлия|Юлию
sara|Сара|Сару
laura|Лаура|Лауру
nina|Нина|Нину
eva|Ева|Еву
elena|Елена|Елену
clara|Клара|Клару
sofia|София|Софию
david|Давид|Давида
martin|Мартин|Мартина
daniel|Даниэль|Даниэля
tom|Том|Тома
paul|Пол|Пола
victor|Виктор|Виктора
adam|Адам|Адама
leo|Лео|Лео
robert|Роберт|Роберта
simon|Симон|Симона
"""
# noun | gender, animacy | nom | gen | nom pl | gen pl | acc if like a feminine ("-": by rule) | after 2-4 | after 5-9
NOUNS = """
person|ma|человек|человека|люди|людей|-|человека|человек
child|ma|ребёнок|ребёнка|дети|детей
boy|ma|мальчик|мальчика|мальчики|мальчиков
girl|fa|девочка|девочки|девочки|девочек|девочку
woman|fa|женщина|женщины|женщины|женщин|женщину
man|ma|мужчина|мужчины|мужчины|мужчин|мужчину
teacher|ma|учитель|учителя|учителя|учителей
doctor|ma|врач|врача|врачи|врачей
student|ma|студент|студента|студенты|студентов
neighbour|ma|сосед|соседа|соседи|соседей
farmer|ma|фермер|фермера|фермеры|фермеров
singer|ma|певец|певца|певцы|певцов
animal|na|животное|животного|животные|животных|-|животных|животных
dog|fa|собака|собаки|собаки|собак|собаку
cat|fa|кошка|кошки|кошки|кошек|кошку
horse|fa|лошадь|лошади|лошади|лошадей|лошадь
cow|fa|корова|коровы|коровы|коров|корову
bird|fa|птица|птицы|птицы|птиц|птицу
duck|fa|утка|утки|утки|уток|утку
owl|fa|сова|совы|совы|сов|сову
fruit|mi|фрукт|фрукта|фрукты|фруктов
apple|ni|яблоко|яблока|яблоки|яблок
pear|fi|груша|груши|груши|груш|грушу
banana|mi|банан|банана|бананы|бананов
lemon|mi|лимон|лимона|лимоны|лимонов
flower|mi|цветок|цветка|цветы|цветов
rose|fi|роза|розы|розы|роз|розу
tulip|mi|тюльпан|тюльпана|тюльпаны|тюльпанов
book|fi|книга|книги|книги|книг|книгу
novel|mi|роман|романа|романы|романов
dictionary|mi|словарь|словаря|словари|словарей
toy|fi|игрушка|игрушки|игрушки|игрушек|игрушку
ball|mi|мяч|мяча|мячи|мячей
doll|fi|кукла|куклы|куклы|кукол|куклу
cup|fi|чашка|чашки|чашки|чашек|чашку
hat|fi|шляпа|шляпы|шляпы|шляп|шляпу
bag|fi|сумка|сумки|сумки|сумок|сумку
key|mi|ключ|ключа|ключи|ключей
letter|ni|письмо|письма|письма|писем
bicycle|mi|велосипед|велосипеда|велосипеды|велосипедов
chair|mi|стул|стула|стулья|стульев
table|mi|стол|стола|столы|столов
lamp|fi|лампа|лампы|лампы|ламп|лампу
picture|fi|картина|картины|картины|картин|картину
clock|mi|будильник|будильника|будильники|будильников
play|fi|пьеса|пьесы|пьесы|пьес|пьесу
dance|mi|танец|танца|танцы|танцев
"""
# verb | past masculine | past stem elsewhere | future singular, or infinitive when imperfective | future plural
VERBS = """
see|увидел|увидел|увидит|увидят
find|нашёл|нашл|найдёт|найдут
buy|купил|купил|купит|купят
sell|продал|продал|продаст|продадут
draw|нарисовал|нарисовал|нарисует|нарисуют
lose|потерял|потерял|потеряет|потеряют
wash|вымыл|вымыл|вымоет|вымоют
hide|спрятал|спрятал|спрячет|спрячут
choose|выбрал|выбрал|выберет|выберут
bring|принёс|принесл|принесёт|принесут
eat|съел|съел|съест|съедят
read|прочитал|прочитал|прочитает|прочитают
feed|накормил|накормил|накормит|накормят
hug|обнял|обнял|обнимет|обнимут
call|позвал|позвал|позовёт|позовут
visit|навестил|навестил|навестит|навестят
sleep|спал|спал|спать
sing|пел|пел|петь
dance|танцевал|танцевал|танцевать
laugh|смеялся|смеял|смеяться
work|работал|работал|работать
run|бегал|бегал|бегать
wait|ждал|ждал|ждать
cry|плакал|плакал|плакать
swim|плавал|плавал|плавать
play|играл|играл|играть
"""
PLACES = """
madrid|в/ADP Мадриде/PROPN
paris|в/ADP Париже/PROPN
berlin|в/ADP Берлине/PROPN
rome|в/ADP Риме/PROPN
moscow|в/ADP Москве/PROPN
london|в/ADP Лондоне/PROPN
tokyo|в/ADP Токио/PROPN
ankara|в/ADP Анкаре/PROPN
beijing|в/ADP Пекине/PROPN
spain|в/ADP Испании/PROPN
france|во/ADP Франции/PROPN
germany|в/ADP Германии/PROPN
italy|в/ADP Италии/PROPN
russia|в/ADP России/PROPN
england|в/ADP Англии/PROPN
japan|в/ADP Японии/PROPN
turkey|в/ADP Турции/PROPN
china|в/ADP Китае/PROPN
kitchen|на/ADP кухне/NOUN
garden|в/ADP саду/NOUN
school|в/ADP школе/NOUN
library|в/ADP библиотеке/NOUN
hospital|в/ADP больнице/NOUN
market|на/ADP рынке/NOUN
park|в/ADP парке/NOUN
forest|в/ADP лесу/NOUN
station|на/ADP вокзале/NOUN
hotel|в/ADP гостинице/NOUN
museum|в/ADP музее/NOUN
office|в/ADP офисе/NOUN
house|в/ADP доме/NOUN
"""
TIMES = """
yesterday|вчера/ADV
yesterday_morning|вчера/ADV утром/NOUN
yesterday_evening|вчера/ADV вечером/NOUN
last_week|на/ADP прошлой/ADJ неделе/NOUN
tomorrow|завтра/ADV
tomorrow_morning|завтра/ADV утром/NOUN
tomorrow_evening|завтра/ADV вечером/NOUN
next_week|на/ADP следующей/ADJ неделе/NOUN
"""
# adjective | stem | masculine ending | the vowel of the plural and instrumental
ADJECTIVES = """
red|красн|ый|ы
white|бел|ый|ы
black|чёрн|ый|ы
green|зелён|ый|ы
new|нов|ый|ы
beautiful|красив|ый|ы
big|больш|ой|и
small|маленьк|ий|и
expensive|дорог|ой|и
cheap|дешёв|ый|ы
clean|чист|ый|ы
dirty|грязн|ый|ы
heavy|тяжёл|ый|ы
light|лёгк|ий|и
"""
MANNERS = {"quickly": "быстро", "slowly": "медленно", "quietly": "тихо", "suddenly": "вдруг"}
NUMBERS = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
ANIMATE_NUMBERS = {2: "двух", 3: "трёх", 4: "четырёх"}
CAUSE_QUESTION = "Что было причиной?"
EFFECT_QUESTION = "Что произошло в результате?"
PRONOUNS = ("Он", "Она")
EVENTS = """
ill.c1|{съел|съела} несвежую рыбу
ill.c2|{съел|съела} слишком много торта
ill.e1|{жаловался|жаловалась} на боль в животе
ill.e2|плохо {чувствовал|чувствовала} себя после еды
wet.c1|{гулял|гуляла} под дождём без зонта
wet.c2|{упал|упала} в реку
wet.e1|совсем {промок|промокла}
wet.e2|{надел|надела} сухую одежду
exam.c1|усердно {готовился|готовилась} к экзамену
exam.c2|{сделал|сделала} все домашние задания
exam.e1|{сдал|сдала} экзамен
exam.e2|{получил|получила} хорошую оценку
late.c1|{проснулся|проснулась} слишком поздно
late.c2|долго {стоял|стояла} в пробке
late.e1|{опоздал|опоздала} на поезд
late.e2|поздно {пришёл|пришла} на работу
tired.c1|{работал|работала} всю ночь
tired.c2|не {спал|спала} два дня
tired.e1|очень {устал|устала}
tired.e2|{заснул|заснула} на диване
hungry.c1|весь день ничего не {ел|ела}
hungry.c2|не {завтракал|завтракала}
hungry.e1|{был очень голоден|была очень голодна}
hungry.e2|{съел|съела} две тарелки супа
leg.c1|{упал|упала} с велосипеда
leg.c2|{поскользнулся|поскользнулась} на льду
leg.e1|{сломал|сломала} ногу
leg.e2|не {мог|могла} ходить
rich.c1|{выиграл|выиграла} в лотерею
rich.c2|{унаследовал|унаследовала} много денег
rich.e1|{стал богатым|стала богатой}
rich.e2|{купил|купила} дорогую машину
key.c1|{потерял|потеряла} ключ от дома
key.c2|{забыл|забыла} ключ в офисе
key.e1|не {мог|могла} открыть дверь
key.e2|{ждал|ждала} перед дверью
cold.c1|{заболел|заболела} гриппом
cold.c2|{лежал|лежала} с высокой температурой
cold.e1|{остался|осталась} в постели
cold.e2|{принял|приняла} лекарство
thirst.c1|{съел|съела} очень солёную еду
thirst.c2|{пробежал|пробежала} десять километров
thirst.e1|{захотел|захотела} пить
thirst.e2|{выпил|выпила} много воды
joy.c1|{получил|получила} красивый подарок
joy.c2|{услышал|услышала} хорошую новость
joy.e1|{был очень счастлив|была очень счастлива}
joy.e2|{улыбнулся|улыбнулась}
sad.c1|{услышал|услышала} грустную новость
sad.c2|{потерял|потеряла} лучшего друга
sad.e1|{был очень грустным|была очень грустной}
sad.e2|долго {плакал|плакала}
phone.c1|{уронил|уронила} телефон в воду
phone.c2|{сломал|сломала} старый телефон
phone.e1|никому не {мог|могла} позвонить
phone.e2|{купил|купила} новый телефон
burn.c1|{дотронулся|дотронулась} до горячей плиты
burn.c2|{пролил|пролила} горячий чай на руку
burn.e1|{обжёг|обожгла} руку
burn.e2|{держал|держала} руку под холодной водой
fine.c1|{ехал|ехала} слишком быстро
fine.c2|{поставил|поставила} машину в неправильном месте
fine.e1|{должен был|должна была} заплатить штраф
fine.e2|{был остановлен|была остановлена} полицией
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
    return lexicon(NAMES)[np.noun][0] if np.det == "name" else lexicon(NOUNS)[np.noun][1]


def adjective(adj: str, gender: str, case: str) -> str:
    """An adjective; gender m, f, n, p and case nom, gen, ins, acc (inanimate), aca (animate accusative)."""
    stem, masculine, vowel = lexicon(ADJECTIVES)[adj]
    if gender == "p":
        return stem + (vowel + "х" if case in ("gen", "aca") else vowel + "е")
    if gender == "f":
        return stem + {"nom": "ая", "acc": "ую", "aca": "ую"}.get(case, "ой")
    if case == "gen" or (case == "aca" and gender == "m"):
        return stem + "ого"
    if case == "ins":
        return stem + vowel + "м"
    return stem + ("ое" if gender == "n" else masculine)


def counted(np: NP, row: tuple[str, ...], case: str) -> list[Token]:
    """A number with its noun: genitive singular after 2-4, plural after 5-9 and in animate accusatives."""
    kind, _, genitive, _, plural = row[:5]
    few, many = (row[6], row[7]) if len(row) > 7 else (genitive, plural)
    gender, animate = kind[0], kind[1]
    number = NUMBERS[np.n]
    if np.n == 2 and gender == "f":
        number = "две"
    if np.n >= 5:
        noun, adj_case = many, "gen"
    elif case == "acc" and animate == "a":
        number, noun, adj_case = ANIMATE_NUMBERS[np.n], many, "gen"
    else:
        noun, adj_case = few, "nom" if gender == "f" else "gen"
    before = {"least": words("по/ADP меньшей/ADJ мере/NOUN"), "exact": words("ровно/ADV")}.get(np.det, [])
    adj = [Token(adjective(np.adj, "p", adj_case), "ADJ")] if np.adj else []
    return [*before, Token(number, "NUM"), *adj, Token(noun, "NOUN")]


def noun_phrase(np: NP, case: str) -> list[Token]:
    """A noun phrase in the nominative ("nom") or accusative ("acc"; "not any" takes the genitive)."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][case == "acc"], "PROPN")]
    if np.det == "pron":
        return [Token({"he": "он", "she": "она"}[np.noun], "PRON")]
    row = lexicon(NOUNS)[np.noun]
    kind, nominative, genitive, plural, _ = row[:5]
    gender, animate = kind[0], kind[1]
    if np.det in ("num", "least", "exact"):
        return counted(np, row, case)
    if np.det in ("all", "some"):
        adj = [Token(adjective(np.adj, "p", "nom"), "ADJ")] if np.adj else []
        return [Token("все" if np.det == "all" else "некоторые", "DET"), *adj, Token(plural, "NOUN")]
    if np.det in ("no", "any"):
        one = (
            {"m": "один", "f": "одна", "n": "одно"} if np.det == "no" else {"m": "одного", "f": "одной", "n": "одного"}
        )
        noun, form = (nominative, "nom") if np.det == "no" else (genitive, "gen")
        adj = [Token(adjective(np.adj, gender, form), "ADJ")] if np.adj else []
        return [Token("ни", "PART"), Token(one[gender], "NUM"), *adj, Token(noun, "NOUN")]
    living = case == "acc" and animate == "a"
    accusative = row[5] if len(row) > 5 and row[5] != "-" else genitive if living and gender == "m" else nominative
    adj = [Token(adjective(np.adj, gender, "aca" if living else case), "ADJ")] if np.adj else []
    this = {"m": "этого" if living else "этот", "f": "эту" if case == "acc" else "эта", "n": "это"}[gender]
    return [
        *([Token(this, "DET")] if np.det == "this" else []),
        *adj,
        Token(accusative if case == "acc" else nominative, "NOUN"),
    ]


def gender_of(np: NP) -> str:
    """The gender a past tense agrees with: m, f, n, or p for the plural."""
    if np.plural:
        return "p"
    if np.det == "name":
        return "f" if np.noun in FEMALE else "m"
    return {"he": "m", "she": "f"}.get(np.noun) or lexicon(NOUNS)[np.noun][0][0]


def verb_form(c: Clause) -> list[Token]:
    """The predicate without objects: past in gender and number, future perfective or with the auxiliary."""
    gender = gender_of(c.subj)
    negation = [Token("не", "PART")] if c.denied else []
    be = {"m": "был", "f": "была", "n": "было", "p": "были"}[gender]
    auxiliary = Token("будут" if gender == "p" else "будет", "AUX")
    if c.verb == "is":
        return [*negation, Token(be, "AUX"), Token(adjective(c.adj, gender, "ins"), "ADJ")]
    if c.verb == "at":
        return [*negation, auxiliary._replace(tag="VERB") if c.tense == "future" else Token(be, "VERB")]
    masculine, stem, *future = lexicon(VERBS)[c.verb]
    if c.tense == "future":
        if len(future) == 1:
            return [*negation, auxiliary, Token(future[0], "VERB")]
        return [*negation, Token(future[gender == "p"], "VERB")]
    reflexive = masculine.endswith("ся")
    other = stem + {"m": "", "f": "а", "n": "о", "p": "и"}[gender] + ("сь" if reflexive else "")
    return [*negation, Token(masculine if gender == "m" else other, "VERB")]


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, manner, verb, object, place."""
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    subject = noun_phrase(c.subj, "nom")
    lead = [*time, *subject] if c.front else [*subject, *time]
    manner = [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    return [*lead, *manner, *verb_form(c), *(noun_phrase(c.obj, "acc") if c.obj else []), *place]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma before every dependent clause and every contrast."""
    comma = Token(",", "PUNCT", True)
    if s.holder:
        feminine = s.holder in FEMALE
        verb = ("сказала" if feminine else "сказал") if s.link == "say" else "знает"
        head = [
            Token(lexicon(NAMES)[s.holder][0], "PROPN"),
            Token(verb, "VERB"),
            comma,
            Token("что", "SCONJ"),
        ]
        return finish(head + clause(s.clauses[0]))
    out = clause(s.clauses[0])
    if s.link:
        link = {"and": "и/CCONJ", "but": "но/CCONJ", "because": "потому/ADV что/SCONJ"}[s.link]
        out += [comma, *words(link), *clause(s.clauses[1])]
    return finish(out)
