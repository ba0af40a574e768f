"""The words of Spanish."""

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
# noun | gender (fa: feminine, with el and un before the stressed a) | singular | plural
# A girl is no niño and a duck is no pájaro: the kinds are menor and ave.
NOUNS = """
person|f|persona|personas
child|m|menor|menores
boy|m|niño|niños
girl|f|niña|niñas
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
bird|fa|ave|aves
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
play|f|obra de teatro|obras de teatro
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
give|dio|dieron|dar
get|recibió|recibieron|recibir
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
LINKS = {"and": "y/CCONJ", "but": "pero/CCONJ", "because": "porque/SCONJ", "so": "así/ADV que/SCONJ"}
CAUSE_QUESTION = "¿Cuál fue la causa?"
EFFECT_QUESTION = "¿Qué pasó como resultado?"
PRONOUNS = ("Él", "Ella")
# surname
FAMILIES = """
weber|Weber
novak|Novak
garcia|García
rossi|Rossi
kaya|Kaya
silva|Silva
moreau|Moreau
lindgren|Lindgren
berlin|Berlín
london|Londres
"""
# brand
BRANDS = """
nova|Nova
orion|Orión
delta|Delta
alfa|Alfa
luna|Luna
atlas|Atlas
sirius|Sirius
vega|Vega
"""
# organisation | article and kind, before the name
ORGANISATIONS = """
bank|el/DET Banco/PROPN
company|la/DET Compañía/PROPN
newspaper|el/DET Diario/PROPN
hotel|el/DET Hotel/PROPN
museum|el/DET Museo/PROPN
school|la/DET Escuela/PROPN
"""
# adjectives that compare, all with más; the form follows the noun
COMPARATIVES = """
big|más/ADV
small|más/ADV
expensive|más/ADV
cheap|más/ADV
heavy|más/ADV
light|más/ADV
"""
# the words that ask for a constituent: an object by what it is, a place by rest and motion
QUESTIONS = {
    "subj": "quién/PRON",
    "who": "a/ADP quién/PRON",
    "animal": "a/ADP qué/DET animal/NOUN",
    "what": "qué/PRON",
    "place": "dónde/ADV",
    "to": "adónde/ADV",
    "time": "cuándo/ADV",
}
# verb | the adposition of its second person; a has le before the verb as well
PARTIES = {"sell": "a/ADP", "give": "a/ADP", "buy": "a/ADP", "get": "de/ADP"}
# Causal events: `{male|female}` where the form follows the person.
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
cold.c1|contrajo la gripe
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
fine.e2|fue {parado|parada} por la policía
"""
