"""Spanish: gender and number agreement, preterite and future, personal a, contractions, ser and estar."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, rows, words
from xstilts.lab.world import PERSONS

NAMES = """
anna|Ana
maria|María
julia|Julia
sara|Sara
laura|Laura
nina|Nina
eva|Eva
elena|Elena
clara|Clara
sofia|Sofía
david|David
martin|Martín
daniel|Daniel
tom|Tomás
paul|Pablo
victor|Víctor
adam|Adam
leo|Leo
robert|Roberto
simon|Simón
"""
# noun | gender | singular | plural
NOUNS = """
person|f|persona|personas
child|m|niño|niños
boy|m|chico|chicos
girl|f|chica|chicas
woman|f|mujer|mujeres
man|m|hombre|hombres
teacher|m|profesor|profesores
doctor|m|médico|médicos
student|m|estudiante|estudiantes
neighbour|m|vecino|vecinos
farmer|m|granjero|granjeros
singer|m|cantante|cantantes
animal|m|animal|animales
dog|m|perro|perros
cat|m|gato|gatos
horse|m|caballo|caballos
cow|f|vaca|vacas
bird|m|pájaro|pájaros
duck|m|pato|patos
owl|m|búho|búhos
fruit|f|fruta|frutas
apple|f|manzana|manzanas
pear|f|pera|peras
banana|m|plátano|plátanos
lemon|m|limón|limones
flower|f|flor|flores
rose|f|rosa|rosas
tulip|m|tulipán|tulipanes
book|m|libro|libros
novel|f|novela|novelas
dictionary|m|diccionario|diccionarios
toy|m|juguete|juguetes
ball|f|pelota|pelotas
doll|f|muñeca|muñecas
cup|f|taza|tazas
hat|m|sombrero|sombreros
bag|f|bolsa|bolsas
key|f|llave|llaves
letter|f|carta|cartas
bicycle|f|bicicleta|bicicletas
chair|f|silla|sillas
table|f|mesa|mesas
lamp|f|lámpara|lámparas
picture|m|cuadro|cuadros
clock|m|reloj|relojes
play|f|obra|obras
dance|m|baile|bailes
"""
# verb | preterite singular | preterite plural | infinitive or stem of the future
VERBS = """
see|vio|vieron|ver
find|encontró|encontraron|encontrar
buy|compró|compraron|comprar
sell|vendió|vendieron|vender
draw|dibujó|dibujaron|dibujar
lose|perdió|perdieron|perder
wash|lavó|lavaron|lavar
hide|escondió|escondieron|esconder
choose|eligió|eligieron|elegir
bring|trajo|trajeron|traer
eat|comió|comieron|comer
read|leyó|leyeron|leer
feed|alimentó|alimentaron|alimentar
hug|abrazó|abrazaron|abrazar
call|llamó|llamaron|llamar
visit|visitó|visitaron|visitar
sleep|durmió|durmieron|dormir
sing|cantó|cantaron|cantar
dance|bailó|bailaron|bailar
laugh|rio|rieron|reir
work|trabajó|trabajaron|trabajar
run|corrió|corrieron|correr
wait|esperó|esperaron|esperar
cry|lloró|lloraron|llorar
swim|nadó|nadaron|nadar
play|jugó|jugaron|jugar
"""
PLACES = """
madrid|en/ADP Madrid/PROPN
paris|en/ADP París/PROPN
berlin|en/ADP Berlín/PROPN
rome|en/ADP Roma/PROPN
moscow|en/ADP Moscú/PROPN
london|en/ADP Londres/PROPN
tokyo|en/ADP Tokio/PROPN
ankara|en/ADP Ankara/PROPN
beijing|en/ADP Pekín/PROPN
spain|en/ADP España/PROPN
france|en/ADP Francia/PROPN
germany|en/ADP Alemania/PROPN
italy|en/ADP Italia/PROPN
russia|en/ADP Rusia/PROPN
england|en/ADP Inglaterra/PROPN
japan|en/ADP Japón/PROPN
turkey|en/ADP Turquía/PROPN
china|en/ADP China/PROPN
kitchen|en/ADP la/DET cocina/NOUN
garden|en/ADP el/DET jardín/NOUN
school|en/ADP la/DET escuela/NOUN
library|en/ADP la/DET biblioteca/NOUN
hospital|en/ADP el/DET hospital/NOUN
market|en/ADP el/DET mercado/NOUN
park|en/ADP el/DET parque/NOUN
forest|en/ADP el/DET bosque/NOUN
station|en/ADP la/DET estación/NOUN
hotel|en/ADP el/DET hotel/NOUN
museum|en/ADP el/DET museo/NOUN
office|en/ADP la/DET oficina/NOUN
house|en/ADP la/DET casa/NOUN
"""
TIMES = """
yesterday|ayer/ADV
yesterday_morning|ayer/ADV por/ADP la/DET mañana/NOUN
yesterday_evening|ayer/ADV por/ADP la/DET noche/NOUN
last_week|la/DET semana/NOUN pasada/ADJ
tomorrow|mañana/ADV
tomorrow_morning|mañana/ADV por/ADP la/DET mañana/NOUN
tomorrow_evening|mañana/ADV por/ADP la/DET noche/NOUN
next_week|la/DET próxima/ADJ semana/NOUN
"""
# adjective | masculine singular | copula for states
ADJECTIVES = """
red|rojo|ser
white|blanco|ser
black|negro|ser
green|verde|ser
new|nuevo|ser
beautiful|bonito|ser
big|grande|ser
small|pequeño|ser
expensive|caro|ser
cheap|barato|ser
clean|limpio|estar
dirty|sucio|estar
heavy|pesado|ser
light|ligero|ser
"""
MANNERS = {
    "quickly": "rápidamente",
    "slowly": "lentamente",
    "quietly": "silenciosamente",
    "suddenly": "repentinamente",
}
NUMBERS = ("", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
CAUSE_QUESTION = "¿Cuál fue la causa?"
EFFECT_QUESTION = "¿Qué pasó como resultado?"
PRONOUNS = ("Él", "Ella")
EVENTS = """
ill.c1|comió pescado en mal estado
ill.c2|comió demasiado pastel
ill.e1|tuvo dolor de estómago
ill.e2|se sintió mal después de comer
wet.c1|caminó bajo la lluvia sin paraguas
wet.c2|se cayó al río
wet.e1|se mojó por completo
wet.e2|se puso ropa seca
exam.c1|estudió mucho para el examen
exam.c2|hizo todos los deberes
exam.e1|aprobó el examen
exam.e2|sacó una buena nota
late.c1|se despertó demasiado tarde
late.c2|estuvo mucho tiempo en un atasco
late.e1|perdió el tren
late.e2|llegó tarde al trabajo
tired.c1|trabajó toda la noche
tired.c2|no durmió durante dos días
tired.e1|estaba muy {cansado|cansada}
tired.e2|se durmió en el sofá
hungry.c1|no comió nada en todo el día
hungry.c2|no desayunó
hungry.e1|tenía mucha hambre
hungry.e2|comió dos platos de sopa
leg.c1|se cayó de la bicicleta
leg.c2|resbaló en el hielo
leg.e1|se rompió la pierna
leg.e2|no podía caminar
rich.c1|ganó la lotería
rich.c2|heredó mucho dinero
rich.e1|se hizo {rico|rica}
rich.e2|compró un coche caro
key.c1|perdió la llave de casa
key.c2|olvidó la llave en la oficina
key.e1|no pudo abrir la puerta
key.e2|esperó delante de la puerta
cold.c1|cogió la gripe
cold.c2|tuvo mucha fiebre
cold.e1|se quedó en la cama
cold.e2|tomó un medicamento
thirst.c1|comió comida muy salada
thirst.c2|corrió diez kilómetros
thirst.e1|tenía sed
thirst.e2|bebió mucha agua
joy.c1|recibió un regalo bonito
joy.c2|escuchó una buena noticia
joy.e1|estaba muy feliz
joy.e2|sonrió
sad.c1|escuchó una noticia triste
sad.c2|perdió a su mejor amigo
sad.e1|estaba muy triste
sad.e2|lloró durante mucho tiempo
phone.c1|dejó caer el teléfono al agua
phone.c2|rompió el teléfono viejo
phone.e1|no pudo llamar a nadie
phone.e2|compró un teléfono nuevo
burn.c1|tocó el horno caliente
burn.c2|se echó té caliente en la mano
burn.e1|se quemó la mano
burn.e2|puso la mano bajo el agua fría
fine.c1|condujo demasiado rápido
fine.c2|aparcó en un lugar prohibido
fine.e1|tuvo que pagar una multa
fine.e2|fue {detenido|detenida} por la policía
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
    return " ".join(token.text for token in noun_phrase(np))


def adjective(adj: str, gender: str, plural: bool) -> str:
    """Agreement: -o changes with gender, -e does not."""
    form = lexicon(ADJECTIVES)[adj][0]
    form = form[:-1] + "a" if gender == "f" and form.endswith("o") else form
    return form + "s" if plural else form


def determiner(np: NP, gender: str) -> list[Token]:
    """Articles, demonstratives, quantifiers, numbers."""
    feminine = gender == "f"
    number = [Token(NUMBERS[np.n], "NUM")]
    article = "las" if feminine else "los"
    return {
        "a": [Token("una" if feminine else "un", "DET")],
        "the": [Token("la" if feminine else "el", "DET")],
        "this": [Token("esta" if feminine else "este", "DET")],
        "no": [Token("ninguna" if feminine else "ningún", "DET")],
        "any": [Token("ninguna" if feminine else "ningún", "DET")],
        "all": [Token("todas" if feminine else "todos", "DET"), Token(article, "DET")],
        "some": [Token("algunas" if feminine else "algunos", "DET")],
        "num": number,
        "least": [*words("al/ADP menos/ADV"), *number],
        "exact": [*words("exactamente/ADV"), *number],
    }[np.det]


def noun_phrase(np: NP) -> list[Token]:
    """Determiner, noun, adjective."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][0], "PROPN")]
    if np.det == "pron":
        return [Token({"he": "él", "she": "ella"}[np.noun], "PRON")]
    gender, singular, plural = lexicon(NOUNS)[np.noun]
    adj = [Token(adjective(np.adj, gender, np.plural), "ADJ")] if np.adj else []
    return [*determiner(np, gender), Token(plural if np.plural else singular, "NOUN"), *adj]


def object_phrase(np: NP) -> list[Token]:
    """A direct object, with the personal a (contracted with el) before persons."""
    phrase = noun_phrase(np)
    if np.det != "name" and np.noun not in PERSONS:
        return phrase
    return [Token("al", "ADP"), *phrase[1:]] if phrase[0].text == "el" else [Token("a", "ADP"), *phrase]


def verb_form(c: Clause) -> list[Token]:
    """The finite verb, with its copula for states."""
    plural = c.subj.plural
    if c.verb == "is":
        gender = lexicon(NOUNS)[c.subj.noun][0]
        copula = {"ser": ("era", "eran"), "estar": ("estaba", "estaban")}[lexicon(ADJECTIVES)[c.adj][1]][plural]
        return [Token(copula, "AUX"), Token(adjective(c.adj, gender, plural), "ADJ")]
    if c.verb == "at":
        forms = ("estarán" if plural else "estará") if c.tense == "future" else ("estaban" if plural else "estaba")
        return [Token(forms, "AUX")]
    singular, many, stem = lexicon(VERBS)[c.verb]
    if c.tense == "future":
        return [Token(stem + ("án" if plural else "á"), "VERB")]
    return [Token(many if plural else singular, "VERB")]


def clause(c: Clause) -> list[Token]:
    """Time? subject no? verb object manner place time."""
    subject = noun_phrase(c.subj)
    negation = [Token("no", "ADV")] if c.neg else []
    out = [*subject, *negation, *verb_form(c), *(object_phrase(c.obj) if c.obj else [])]
    out += [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    out += words(lexicon(PLACES)[c.place][0]) if c.place else []
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    return [*time, *out] if c.front else [*out, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "dijo", "know": "sabe"}[s.link]
        head = [Token(lexicon(NAMES)[s.holder][0], "PROPN"), Token(verb, "VERB"), Token("que", "SCONJ")]
        return finish(head + clause(s.clauses[0]))
    out = clause(s.clauses[0])
    if s.link:
        link = {"and": "y/CCONJ", "but": "pero/CCONJ", "because": "porque/SCONJ"}[s.link]
        comma = [Token(",", "PUNCT", True)] if s.link == "but" else []
        out += [*comma, *words(link), *clause(s.clauses[1])]
    return finish(out)
