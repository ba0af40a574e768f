"""The words of Finnish."""

# name | nominative | genitive | partitive
NAMES = """
anna|Anna|Annan|Annaa
maria|Maria|Marian|Mariaa
julia|Julia|Julian|Juliaa
sara|Sara|Saran|Saraa
laura|Laura|Lauran|Lauraa
nina|Niina|Niinan|Niinaa
eva|Eeva|Eevan|Eevaa
elena|Elena|Elenan|Elenaa
clara|Klaara|Klaaran|Klaaraa
sofia|Sofia|Sofian|Sofiaa
david|David|Davidin|Davidia
martin|Martin|Martinin|Martinia
daniel|Daniel|Danielin|Danielia
tom|Tom|Tomin|Tomia
paul|Paul|Paulin|Paulia
victor|Viktor|Viktorin|Viktoria
adam|Adam|Adamin|Adamia
leo|Leo|Leon|Leoa
robert|Robert|Robertin|Robertia
simon|Simon|Simonin|Simonia
"""
# noun | nominative | genitive | partitive | plural nominative | plural partitive | (persons) plural genitive | allative
NOUNS = """
person|ihminen|ihmisen|ihmistä|ihmiset|ihmisiä|ihmisten|ihmisille
child|lapsi|lapsen|lasta|lapset|lapsia|lasten|lapsille
boy|poika|pojan|poikaa|pojat|poikia|poikien|pojille
girl|tyttö|tytön|tyttöä|tytöt|tyttöjä|tyttöjen|tytöille
woman|nainen|naisen|naista|naiset|naisia|naisten|naisille
man|mies|miehen|miestä|miehet|miehiä|miesten|miehille
teacher|opettaja|opettajan|opettajaa|opettajat|opettajia|opettajien|opettajille
doctor|lääkäri|lääkärin|lääkäriä|lääkärit|lääkäreitä|lääkärien|lääkäreille
student|opiskelija|opiskelijan|opiskelijaa|opiskelijat|opiskelijoita|opiskelijoiden|opiskelijoille
neighbour|naapuri|naapurin|naapuria|naapurit|naapureita|naapurien|naapureille
farmer|maanviljelijä|maanviljelijän|maanviljelijää|maanviljelijät|maanviljelijöitä|maanviljelijöiden|maanviljelijöille
singer|laulaja|laulajan|laulajaa|laulajat|laulajia|laulajien|laulajille
animal|eläin|eläimen|eläintä|eläimet|eläimiä
dog|koira|koiran|koiraa|koirat|koiria
cat|kissa|kissan|kissaa|kissat|kissoja
horse|hevonen|hevosen|hevosta|hevoset|hevosia
cow|lehmä|lehmän|lehmää|lehmät|lehmiä
bird|lintu|linnun|lintua|linnut|lintuja
duck|ankka|ankan|ankkaa|ankat|ankkoja
owl|pöllö|pöllön|pöllöä|pöllöt|pöllöjä
fruit|hedelmä|hedelmän|hedelmää|hedelmät|hedelmiä
apple|omena|omenan|omenaa|omenat|omenoita
pear|päärynä|päärynän|päärynää|päärynät|päärynöitä
banana|banaani|banaanin|banaania|banaanit|banaaneja
lemon|sitruuna|sitruunan|sitruunaa|sitruunat|sitruunoita
flower|kukka|kukan|kukkaa|kukat|kukkia
rose|ruusu|ruusun|ruusua|ruusut|ruusuja
tulip|tulppaani|tulppaanin|tulppaania|tulppaanit|tulppaaneja
book|kirja|kirjan|kirjaa|kirjat|kirjoja
novel|romaani|romaanin|romaania|romaanit|romaaneja
dictionary|sanakirja|sanakirjan|sanakirjaa|sanakirjat|sanakirjoja
toy|lelu|lelun|lelua|lelut|leluja
ball|pallo|pallon|palloa|pallot|palloja
doll|nukke|nuken|nukkea|nuket|nukkeja
cup|kuppi|kupin|kuppia|kupit|kuppeja
hat|hattu|hatun|hattua|hatut|hattuja
bag|laukku|laukun|laukkua|laukut|laukkuja
key|avain|avaimen|avainta|avaimet|avaimia
letter|kirje|kirjeen|kirjettä|kirjeet|kirjeitä
bicycle|polkupyörä|polkupyörän|polkupyörää|polkupyörät|polkupyöriä
chair|tuoli|tuolin|tuolia|tuolit|tuoleja
table|pöytä|pöydän|pöytää|pöydät|pöytiä
lamp|lamppu|lampun|lamppua|lamput|lamppuja
picture|kuva|kuvan|kuvaa|kuvat|kuvia
clock|kello|kellon|kelloa|kellot|kelloja
play|näytelmä|näytelmän|näytelmää|näytelmät|näytelmiä
dance|tanssi|tanssin|tanssia|tanssit|tansseja
"""
# verb | past singular, plural | past participle singular, plural (after the negation verb)
#   | present singular, plural | connegative | object case (acc, par, all; gen with luona) | local case (in, from, to)
VERBS = """
see|näki|näkivät|nähnyt|nähneet|näkee|näkevät|näe|acc|in
find|löysi|löysivät|löytänyt|löytäneet|löytää|löytävät|löydä|acc|from
buy|osti|ostivat|ostanut|ostaneet|ostaa|ostavat|osta|acc|from
sell|myi|myivät|myynyt|myyneet|myy|myyvät|myy|acc|in
draw|piirsi|piirsivät|piirtänyt|piirtäneet|piirtää|piirtävät|piirrä|acc|in
lose|hukkasi|hukkasivat|hukannut|hukanneet|hukkaa|hukkaavat|hukkaa|acc|to
wash|pesi|pesivät|pessyt|pesseet|pesee|pesevät|pese|acc|in
hide|piilotti|piilottivat|piilottanut|piilottaneet|piilottaa|piilottavat|piilota|acc|to
choose|valitsi|valitsivat|valinnut|valinneet|valitsee|valitsevat|valitse|acc|in
bring|toi|toivat|tuonut|tuoneet|tuo|tuovat|tuo|acc|to
eat|söi|söivät|syönyt|syöneet|syö|syövät|syö|acc|in
read|luki|lukivat|lukenut|lukeneet|lukee|lukevat|lue|acc|in
feed|ruokki|ruokkivat|ruokkinut|ruokkineet|ruokkii|ruokkivat|ruoki|acc|in
hug|halasi|halasivat|halannut|halanneet|halaa|halaavat|halaa|par|in
call|soitti|soittivat|soittanut|soittaneet|soittaa|soittavat|soita|all|in
visit|vieraili|vierailivat|vieraillut|vierailleet|vierailee|vierailevat|vieraile|gen|in
sleep|nukkui|nukkuivat|nukkunut|nukkuneet|nukkuu|nukkuvat|nuku||in
sing|lauloi|lauloivat|laulanut|laulaneet|laulaa|laulavat|laula||in
dance|tanssi|tanssivat|tanssinut|tanssineet|tanssii|tanssivat|tanssi||in
laugh|nauroi|nauroivat|nauranut|nauraneet|nauraa|nauravat|naura||in
work|työskenteli|työskentelivät|työskennellyt|työskennelleet|työskentelee|työskentelevät|työskentele||in
run|juoksi|juoksivat|juossut|juosseet|juoksee|juoksevat|juokse||in
wait|odotti|odottivat|odottanut|odottaneet|odottaa|odottavat|odota||in
cry|itki|itkivät|itkenyt|itkeneet|itkee|itkevät|itke||in
swim|ui|uivat|uinut|uineet|ui|uivat|ui||in
play|leikki|leikkivät|leikkinyt|leikkineet|leikkii|leikkivät|leiki||in
give|antoi|antoivat|antanut|antaneet|antaa|antavat|anna|acc|in
get|sai|saivat|saanut|saaneet|saa|saavat|saa|acc|in
"""
# olla, as a verb of the table above
COPULA = ("oli", "olivat", "ollut", "olleet", "on", "ovat", "ole", "", "in")
# place | in it | from it | to it | nominative | genitive (cities)
PLACES = """
madrid|Madridissa|Madridista|Madridiin|Madrid|Madridin
paris|Pariisissa|Pariisista|Pariisiin|Pariisi|Pariisin
berlin|Berliinissä|Berliinistä|Berliiniin|Berliini|Berliinin
rome|Roomassa|Roomasta|Roomaan|Rooma|Rooman
moscow|Moskovassa|Moskovasta|Moskovaan|Moskova|Moskovan
london|Lontoossa|Lontoosta|Lontooseen|Lontoo|Lontoon
tokyo|Tokiossa|Tokiosta|Tokioon|Tokio|Tokion
ankara|Ankarassa|Ankarasta|Ankaraan|Ankara|Ankaran
beijing|Pekingissä|Pekingistä|Pekingiin|Peking|Pekingin
spain|Espanjassa|Espanjasta|Espanjaan
france|Ranskassa|Ranskasta|Ranskaan
germany|Saksassa|Saksasta|Saksaan
italy|Italiassa|Italiasta|Italiaan
russia|Venäjällä|Venäjältä|Venäjälle
england|Englannissa|Englannista|Englantiin
japan|Japanissa|Japanista|Japaniin
turkey|Turkissa|Turkista|Turkkiin
china|Kiinassa|Kiinasta|Kiinaan
kitchen|keittiössä|keittiöstä|keittiöön
garden|puutarhassa|puutarhasta|puutarhaan
school|koulussa|koulusta|kouluun
library|kirjastossa|kirjastosta|kirjastoon
hospital|sairaalassa|sairaalasta|sairaalaan
market|torilla|torilta|torille
park|puistossa|puistosta|puistoon
forest|metsässä|metsästä|metsään
station|asemalla|asemalta|asemalle
hotel|hotellissa|hotellista|hotelliin
museum|museossa|museosta|museoon
office|toimistossa|toimistosta|toimistoon
house|talossa|talosta|taloon
"""
TIMES = """
yesterday|eilen/ADV
yesterday_morning|eilen/ADV aamulla/NOUN
yesterday_evening|eilen/ADV illalla/NOUN
last_week|viime/ADJ viikolla/NOUN
tomorrow|huomenna/ADV
tomorrow_morning|huomenna/ADV aamulla/NOUN
tomorrow_evening|huomenna/ADV illalla/NOUN
next_week|ensi/ADJ viikolla/NOUN
"""
# adjective | nominative | genitive | partitive | plural nominative | plural partitive
ADJECTIVES = """
red|punainen|punaisen|punaista|punaiset|punaisia
white|valkoinen|valkoisen|valkoista|valkoiset|valkoisia
black|musta|mustan|mustaa|mustat|mustia
green|vihreä|vihreän|vihreää|vihreät|vihreitä
new|uusi|uuden|uutta|uudet|uusia
beautiful|kaunis|kauniin|kaunista|kauniit|kauniita
big|suuri|suuren|suurta|suuret|suuria
small|pieni|pienen|pientä|pienet|pieniä
expensive|kallis|kalliin|kallista|kalliit|kalliita
cheap|halpa|halvan|halpaa|halvat|halpoja
clean|puhdas|puhtaan|puhdasta|puhtaat|puhtaita
dirty|likainen|likaisen|likaista|likaiset|likaisia
heavy|painava|painavan|painavaa|painavat|painavia
light|kevyt|kevyen|kevyttä|kevyet|kevyitä
"""
COMPARATIVES = """
big|suurempi/ADJ
small|pienempi/ADJ
expensive|kalliimpi/ADJ
cheap|halvempi/ADJ
heavy|painavampi/ADJ
light|kevyempi/ADJ
"""
MANNERS = {"quickly": "nopeasti", "slowly": "hitaasti", "quietly": "hiljaa", "suddenly": "yhtäkkiä"}
# number by case: nominative (also of the total object), genitive, partitive, allative
NUMBERS = {
    "nom": ("", "yksi", "kaksi", "kolme", "neljä", "viisi", "kuusi", "seitsemän", "kahdeksan", "yhdeksän"),
    "gen": ("", "yhden", "kahden", "kolmen", "neljän", "viiden", "kuuden", "seitsemän", "kahdeksan", "yhdeksän"),
    "par": ("", "yhtä", "kahta", "kolmea", "neljää", "viittä", "kuutta", "seitsemää", "kahdeksaa", "yhdeksää"),
    "all": ("", "yhdelle", "kahdelle", "kolmelle", "neljälle", "viidelle", "kuudelle", "seitsemälle", "kahdeksalle",
            "yhdeksälle"),
}  # fmt: skip
# determiner by case; the total object of jotkut is in the partitive
DETERMINERS = {
    "this": {"nom": "tämä", "acc": "tämän", "gen": "tämän", "par": "tätä", "all": "tälle"},
    "all": {"nom": "kaikki", "acc": "kaikki", "gen": "kaikkien", "par": "kaikkia", "all": "kaikille"},
    "some": {"nom": "jotkut", "acc": "joitakin", "gen": "joidenkin", "par": "joitakin", "all": "joillekin"},
    "no": {"nom": "yksikään", "acc": "yhtäkään", "gen": "yhdenkään", "par": "yhtäkään", "all": "yhdellekään"},
}
LINKS = {"and": "ja/CCONJ", "but": "mutta/CCONJ", "because": "koska/SCONJ", "so": "joten/SCONJ"}
CAUSE_QUESTION = "Mikä oli syynä?"
EFFECT_QUESTION = "Mitä siitä seurasi?"
PRONOUNS = ("Hän", "Hän")
# family | nominative | genitive | partitive
FAMILIES = """
weber|Weber|Weberin|Weberiä
novak|Novak|Novakin|Novakia
garcia|Garcia|Garcian|Garciaa
rossi|Rossi|Rossin|Rossia
kaya|Kaya|Kayan|Kayaa
silva|Silva|Silvan|Silvaa
moreau|Moreau|Moreaun|Moreauta
lindgren|Lindgren|Lindgrenin|Lindgreniä
berlin|Berlin|Berlinin|Berliniä
london|London|Londonin|Londonia
"""
# brand | nominative | genitive
BRANDS = """
nova|Nova|Novan
orion|Orion|Orionin
delta|Delta|Deltan
alfa|Alfa|Alfan
luna|Luna|Lunan
atlas|Atlas|Atlaksen
sirius|Sirius|Siriuksen
vega|Vega|Vegan
"""
# organisation | nominative | genitive | partitive | in it | from it | to it
ORGANISATIONS = """
bank|pankki|pankin|pankkia|pankissa|pankista|pankkiin
company|yhtiö|yhtiön|yhtiötä|yhtiössä|yhtiöstä|yhtiöön
newspaper|sanomalehti|sanomalehden|sanomalehteä|sanomalehdessä|sanomalehdestä|sanomalehteen
hotel|hotelli|hotellin|hotellia|hotellissa|hotellista|hotelliin
museum|museo|museon|museota|museossa|museosta|museoon
school|koulu|koulun|koulua|koulussa|koulusta|kouluun
"""
# who by case; where by local case
WHO = {"acc": "kenet/PRON", "par": "ketä/PRON", "gen": "kenen/PRON luona/ADP", "all": "kenelle/PRON"}
WHERE = {"in": "missä/ADV", "from": "mistä/ADV", "to": "mihin/ADV"}
QUESTIONS = {"who": "kuka/PRON", "what": "mitä/PRON", "when": "milloin/ADV"}
PARTIES = {"sell": "lle", "give": "lle", "buy": "lta", "get": "lta"}
# Causal events: no form follows the gender of the person.
EVENTS = """
ill.c1|söi vanhaa kalaa
ill.c2|söi aivan liikaa kakkua
ill.e1|sai vatsakipuja
ill.e2|tunsi olonsa huonoksi aterian jälkeen
wet.c1|käveli sateessa ilman sateenvarjoa
wet.c2|putosi jokeen
wet.e1|kastui läpimäräksi
wet.e2|puki ylleen kuivat vaatteet
exam.c1|luki ahkerasti kokeeseen
exam.c2|teki kaikki kotitehtävät
exam.e1|läpäisi kokeen
exam.e2|sai hyvän arvosanan
late.c1|heräsi liian myöhään
late.c2|istui pitkään liikenneruuhkassa
late.e1|myöhästyi junasta
late.e2|tuli töihin myöhässä
tired.c1|työskenteli koko yön
tired.c2|ei nukkunut kahteen päivään
tired.e1|oli hyvin väsynyt
tired.e2|nukahti sohvalle
hungry.c1|ei syönyt mitään koko päivänä
hungry.c2|ei syönyt aamiaista
hungry.e1|oli hyvin nälkäinen
hungry.e2|söi kaksi lautasellista keittoa
leg.c1|kaatui polkupyörällä
leg.c2|liukastui jäällä
leg.e1|mursi jalkansa
leg.e2|ei pystynyt kävelemään
rich.c1|voitti lotossa
rich.c2|peri paljon rahaa
rich.e1|rikastui
rich.e2|osti kalliin auton
key.c1|hukkasi kotiavaimensa
key.c2|jätti avaimen toimistoon
key.e1|ei saanut ovea auki
key.e2|odotti oven ulkopuolella
cold.c1|sairastui influenssaan
cold.c2|sai korkean kuumeen
cold.e1|jäi sänkyyn lepäämään
cold.e2|otti lääkettä
thirst.c1|söi hyvin suolaista ruokaa
thirst.c2|juoksi kymmenen kilometriä
thirst.e1|oli janoinen
thirst.e2|joi paljon vettä
joy.c1|sai kauniin lahjan
joy.c2|kuuli hyviä uutisia
joy.e1|oli hyvin iloinen
joy.e2|hymyili
sad.c1|kuuli surullisia uutisia
sad.c2|menetti parhaan ystävänsä
sad.e1|oli hyvin surullinen
sad.e2|itki pitkään
phone.c1|pudotti puhelimen veteen
phone.c2|rikkoi vanhan puhelimensa
phone.e1|ei voinut soittaa kenellekään
phone.e2|osti uuden puhelimen
burn.c1|kosketti kuumaa uunia
burn.c2|läikytti kuumaa teetä kädelleen
burn.e1|poltti kätensä
burn.e2|piti kättään kylmän veden alla
fine.c1|ajoi liian lujaa
fine.c2|pysäköi väärään paikkaan
fine.e1|joutui maksamaan sakon
fine.e2|joutui poliisin pysäyttämäksi
"""
