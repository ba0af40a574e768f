"""The words of Swahili. Agreement classes are numbered as Bantuists do; living things agree as classes 1 and 2."""

NAMES = """
anna|Anna
maria|Maria
julia|Julia
sara|Sara
laura|Laura
nina|Nina
eva|Eva
elena|Elena
clara|Klara
sofia|Sofia
david|David
martin|Martin
daniel|Daniel
tom|Tom
paul|Paul
victor|Victor
adam|Adam
leo|Leon
robert|Robert
simon|Simon
"""
# noun | singular | plural | class of agreement in the singular | in the plural
NOUNS = """
person|mtu|watu|1|2
child|mtoto|watoto|1|2
boy|mvulana|wavulana|1|2
girl|msichana|wasichana|1|2
woman|mwanamke|wanawake|1|2
man|mwanamume|wanaume|1|2
teacher|mwalimu|walimu|1|2
doctor|daktari|madaktari|1|2
student|mwanafunzi|wanafunzi|1|2
neighbour|jirani|majirani|1|2
farmer|mkulima|wakulima|1|2
singer|mwimbaji|waimbaji|1|2
animal|mnyama|wanyama|1|2
dog|mbwa|mbwa|1|2
cat|paka|paka|1|2
horse|farasi|farasi|1|2
cow|ng'ombe|ng'ombe|1|2
bird|ndege|ndege|1|2
duck|bata|mabata|1|2
owl|bundi|bundi|1|2
fruit|tunda|matunda|5|6
apple|tofaa|matofaa|5|6
pear|peasi|mapeasi|5|6
banana|ndizi|ndizi|9|10
lemon|limau|malimau|5|6
flower|ua|maua|5|6
rose|waridi|mawaridi|5|6
tulip|tulipu|tulipu|9|10
book|kitabu|vitabu|7|8
novel|riwaya|riwaya|9|10
dictionary|kamusi|kamusi|9|10
toy|kichezeo|vichezeo|7|8
ball|mpira|mipira|3|4
doll|mdoli|midoli|3|4
cup|kikombe|vikombe|7|8
hat|kofia|kofia|9|10
bag|mfuko|mifuko|3|4
key|ufunguo|funguo|3|10
letter|barua|barua|9|10
bicycle|baiskeli|baiskeli|9|10
chair|kiti|viti|7|8
table|meza|meza|9|10
lamp|taa|taa|9|10
picture|picha|picha|9|10
clock|saa|saa|9|10
play|tamthilia|tamthilia|9|10
dance|dansi|dansi|9|10
"""
# verb | stem | stem in the negative past when it has -ku- itself | complement
VERBS = """
see|ona||
find|pata||
buy|nunua||
sell|uza||
draw|chora||
lose|poteza||
wash|osha||
hide|ficha||
choose|chagua||
bring|leta||
eat|kula|kula|
read|soma||
feed|lisha||
hug|kumbatia||
call|ita||
visit|tembelea||
sleep|lala||
sing|imba||
dance|cheza||dansi/NOUN
laugh|cheka||
work|fanya||kazi/NOUN
run|kimbia||
wait|subiri||
cry|lia||
swim|ogelea||
play|cheza||
give|pa||
get|pokea||
"""
# Stems that an object asks for: one watches (tazama) a play, launders (fua) a hat.
SPECIAL_VERBS = {("see", "play"): "tazama", ("see", "dance"): "tazama", ("wash", "hat"): "fua"}
COPULA = ("kuwa", "kuwa", "")
# class | subject prefix | negative subject prefix | relative | this | all (whole) | any | connective
CLASSES = """
1|a|ha|ye|huyu|wote|yeyote|wa
2|wa|hawa|o|hawa|wote|wowote|wa
3|u|hau|o|huu|wote|wowote|wa
4|i|hai|yo|hii|yote|yoyote|ya
5|li|hali|lo|hili|lote|lolote|la
6|ya|haya|yo|haya|yote|yoyote|ya
7|ki|haki|cho|hiki|chote|chochote|cha
8|vi|havi|vyo|hivi|vyote|vyovyote|vya
9|i|hai|yo|hii|yote|yoyote|ya
10|zi|hazi|zo|hizi|zote|zozote|za
"""
# class | one to nine, as they agree with a noun of the class
NUMBERS = """
1|mmoja
2||wawili|watatu|wanne|watano|sita|saba|wanane|tisa
4||miwili|mitatu|minne|mitano|sita|saba|minane|tisa
6||mawili|matatu|manne|matano|sita|saba|manane|tisa
8||viwili|vitatu|vinne|vitano|sita|saba|vinane|tisa
10||mbili|tatu|nne|tano|sita|saba|nane|tisa
"""
# adjective | classes 1 to 10, or one form for all, or a phrase that the connective joins
ADJECTIVES = """
red|mwekundu|wekundu|mwekundu|myekundu|jekundu|mekundu|chekundu|vyekundu|nyekundu|nyekundu
white|mweupe|weupe|mweupe|myeupe|jeupe|meupe|cheupe|vyeupe|nyeupe|nyeupe
black|mweusi|weusi|mweusi|myeusi|jeusi|meusi|cheusi|vyeusi|nyeusi|nyeusi
green|kijani/NOUN
new|mpya|wapya|mpya|mipya|jipya|mapya|kipya|vipya|mpya|mpya
beautiful|mzuri|wazuri|mzuri|mizuri|zuri|mazuri|kizuri|vizuri|nzuri|nzuri
big|mkubwa|wakubwa|mkubwa|mikubwa|kubwa|makubwa|kikubwa|vikubwa|kubwa|kubwa
small|mdogo|wadogo|mdogo|midogo|dogo|madogo|kidogo|vidogo|ndogo|ndogo
expensive|ghali
cheap|bei/NOUN nafuu/ADJ
clean|safi
dirty|mchafu|wachafu|mchafu|michafu|chafu|machafu|kichafu|vichafu|chafu|chafu
heavy|mzito|wazito|mzito|mizito|zito|mazito|kizito|vizito|nzito|nzito
light|mwepesi|wepesi|mwepesi|myepesi|jepesi|mepesi|chepesi|vyepesi|nyepesi|nyepesi
"""
PLACES = """
madrid|jijini/NOUN Madrid/PROPN
paris|jijini/NOUN Paris/PROPN
berlin|jijini/NOUN Berlin/PROPN
rome|jijini/NOUN Roma/PROPN
moscow|jijini/NOUN Moscow/PROPN
london|jijini/NOUN London/PROPN
tokyo|jijini/NOUN Tokyo/PROPN
ankara|jijini/NOUN Ankara/PROPN
beijing|jijini/NOUN Beijing/PROPN
spain|nchini/NOUN Uhispania/PROPN
france|nchini/NOUN Ufaransa/PROPN
germany|nchini/NOUN Ujerumani/PROPN
italy|nchini/NOUN Italia/PROPN
russia|nchini/NOUN Urusi/PROPN
england|nchini/NOUN Uingereza/PROPN
japan|nchini/NOUN Japani/PROPN
turkey|nchini/NOUN Uturuki/PROPN
china|nchini/NOUN China/PROPN
kitchen|jikoni/NOUN
garden|bustanini/NOUN
school|shuleni/NOUN
library|maktabani/NOUN
hospital|hospitalini/NOUN
market|sokoni/NOUN
park|kwenye/ADP bustani/NOUN ya/ADP umma/NOUN
forest|msituni/NOUN
station|kituoni/NOUN
hotel|hotelini/NOUN
museum|kwenye/ADP makumbusho/NOUN
office|ofisini/NOUN
house|ndani/ADP ya/ADP nyumba/NOUN
"""
TIMES = """
yesterday|jana/ADV
yesterday_morning|jana/ADV asubuhi/NOUN
yesterday_evening|jana/ADV jioni/NOUN
last_week|wiki/NOUN iliyopita/VERB
tomorrow|kesho/ADV
tomorrow_morning|kesho/ADV asubuhi/NOUN
tomorrow_evening|kesho/ADV jioni/NOUN
next_week|wiki/NOUN ijayo/VERB
"""
MANNERS = {"quickly": "haraka", "slowly": "polepole", "quietly": "kimyakimya", "suddenly": "ghafla"}
LINKS = {
    "and": "na/CCONJ",
    "but": "lakini/CCONJ",
    "because": "kwa/ADP sababu/NOUN",
    "so": "kwa/ADP hiyo/PRON",
}
CAUSE_QUESTION = "Sababu ilikuwa nini?"
EFFECT_QUESTION = "Matokeo yalikuwa nini?"
PRONOUNS = ("Yeye", "Yeye")
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
# organisation | noun | class
ORGANISATIONS = """
bank|Benki|9
company|Kampuni|9
newspaper|Gazeti|5
hotel|Hoteli|9
museum|Makumbusho|6
school|Shule|9
"""
QUESTIONS = {
    "subj": "nani/PRON",
    "who": "nani/PRON",
    "obj": "nini/PRON",
    "animal": "mnyama/NOUN gani/DET",
    "place": "wapi/ADV",
    "time": "lini/ADV",
}
PARTIES = {"sell": "kwa/ADP", "give": "", "buy": "kutoka/ADP kwa/ADP", "get": "kutoka/ADP kwa/ADP"}
# Causal events: no form follows the gender of the person.
EVENTS = """
ill.c1|alikula samaki aliyeharibika
ill.c2|alikula keki nyingi kupita kiasi
ill.e1|aliumwa na tumbo
ill.e2|alijisikia vibaya baada ya mlo
wet.c1|alitembea kwenye mvua bila mwavuli
wet.c2|alianguka mtoni
wet.e1|alilowa chapachapa
wet.e2|alivaa nguo kavu
exam.c1|alijiandaa kwa bidii kwa ajili ya mtihani
exam.c2|alifanya kazi zote za nyumbani
exam.e1|alifaulu mtihani
exam.e2|alipata alama nzuri
late.c1|alichelewa sana kuamka
late.c2|alikwama kwenye foleni ya magari kwa muda mrefu
late.e1|alikosa treni
late.e2|alichelewa kufika kazini
tired.c1|alifanya kazi usiku kucha
tired.c2|hakulala kwa siku mbili
tired.e1|alichoka sana
tired.e2|alilala usingizi kwenye sofa
hungry.c1|hakula chochote siku nzima
hungry.c2|hakula kifungua kinywa
hungry.e1|alikuwa na njaa kali
hungry.e2|alikunywa mabakuli mawili ya supu
leg.c1|alianguka kutoka kwenye baiskeli
leg.c2|aliteleza kwenye barafu
leg.e1|alivunjika mguu
leg.e2|hakuweza kutembea
rich.c1|alishinda bahati nasibu
rich.c2|alirithi pesa nyingi
rich.e1|alitajirika
rich.e2|alinunua gari la bei ghali
key.c1|alipoteza ufunguo wa nyumba
key.c2|aliacha ufunguo ofisini
key.e1|hakuweza kufungua mlango
key.e2|alisubiri nje ya mlango
cold.c1|aliambukizwa mafua
cold.c2|alikuwa na homa kali
cold.e1|alibaki kitandani
cold.e2|alimeza dawa
thirst.c1|alikula chakula chenye chumvi nyingi sana
thirst.c2|alikimbia kilomita kumi
thirst.e1|alikuwa na kiu
thirst.e2|alikunywa maji mengi
joy.c1|alipata zawadi nzuri
joy.c2|alisikia habari njema
joy.e1|alifurahi sana
joy.e2|alitabasamu
sad.c1|alisikia habari za kusikitisha
sad.c2|alimpoteza rafiki yake wa karibu zaidi
sad.e1|alihuzunika sana
sad.e2|alilia kwa muda mrefu
phone.c1|aliangusha simu majini
phone.c2|aliharibu simu yake ya zamani
phone.e1|hakuweza kumpigia mtu yeyote simu
phone.e2|alinunua simu mpya
burn.c1|aligusa jiko lenye moto
burn.c2|alijimwagia chai ya moto mkononi
burn.e1|aliungua mkono
burn.e2|aliweka mkono wake chini ya maji baridi
fine.c1|aliendesha gari kwa kasi mno
fine.c2|aliegesha gari mahali pasiporuhusiwa
fine.e1|alilazimika kulipa faini
fine.e2|alisimamishwa na polisi
"""
