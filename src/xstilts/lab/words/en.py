"""The words of English."""

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
give|gave
get|got
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
LINKS = {"and": "and/CCONJ", "but": "but/CCONJ", "because": "because/SCONJ", "so": "so/CCONJ"}
CAUSE_QUESTION = "What was the cause?"
EFFECT_QUESTION = "What happened as a result?"
PRONOUNS = ("He", "She")
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
# kind of organisation as part of its name
ORGANISATIONS = """
bank|Bank
company|Company
newspaper|Newspaper
hotel|Hotel
museum|Museum
school|School
"""
# the word that asks for a constituent
QUESTIONS = {"who": "who/PRON", "what": "what/PRON", "where": "where/ADV", "when": "when/ADV"}
# verb | the adposition of its second person
PARTIES = {"sell": "to/ADP", "give": "to/ADP", "buy": "from/ADP", "get": "from/ADP"}
COMPARATIVES = """
big|bigger/ADJ
small|smaller/ADJ
expensive|more/ADV expensive/ADJ
cheap|cheaper/ADJ
heavy|heavier/ADJ
light|lighter/ADJ
"""
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
