"""The words of Turkish."""

# name | accusative
NAMES = """
anna|Anna|Anna'yı
maria|Maria|Maria'yı
julia|Julia|Julia'yı
sara|Sara|Sara'yı
laura|Laura|Laura'yı
nina|Nina|Nina'yı
eva|Eva|Eva'yı
elena|Elena|Elena'yı
clara|Clara|Clara'yı
sofia|Sofia|Sofia'yı
david|David|David'i
martin|Martin|Martin'i
daniel|Daniel|Daniel'i
tom|Tom|Tom'u
paul|Paul|Paul'u
victor|Victor|Victor'u
adam|Adam|Adam'ı
leo|Leo|Leo'yu
robert|Robert|Robert'i
simon|Simon|Simon'u
"""
# noun | nominative | accusative | plural (bebek alone would be a baby)
NOUNS = """
person|insan|insanı|insanlar
child|çocuk|çocuğu|çocuklar
boy|oğlan|oğlanı|oğlanlar
girl|kız|kızı|kızlar
woman|kadın|kadını|kadınlar
man|adam|adamı|adamlar
teacher|öğretmen|öğretmeni|öğretmenler
doctor|doktor|doktoru|doktorlar
student|öğrenci|öğrenciyi|öğrenciler
neighbour|komşu|komşuyu|komşular
farmer|çiftçi|çiftçiyi|çiftçiler
singer|şarkıcı|şarkıcıyı|şarkıcılar
animal|hayvan|hayvanı|hayvanlar
dog|köpek|köpeği|köpekler
cat|kedi|kediyi|kediler
horse|at|atı|atlar
cow|inek|ineği|inekler
bird|kuş|kuşu|kuşlar
duck|ördek|ördeği|ördekler
owl|baykuş|baykuşu|baykuşlar
fruit|meyve|meyveyi|meyveler
apple|elma|elmayı|elmalar
pear|armut|armudu|armutlar
banana|muz|muzu|muzlar
lemon|limon|limonu|limonlar
flower|çiçek|çiçeği|çiçekler
rose|gül|gülü|güller
tulip|lale|laleyi|laleler
book|kitap|kitabı|kitaplar
novel|roman|romanı|romanlar
dictionary|sözlük|sözlüğü|sözlükler
toy|oyuncak|oyuncağı|oyuncaklar
ball|top|topu|toplar
doll|oyuncak bebek|oyuncak bebeği|oyuncak bebekler
cup|fincan|fincanı|fincanlar
hat|şapka|şapkayı|şapkalar
bag|çanta|çantayı|çantalar
key|anahtar|anahtarı|anahtarlar
letter|mektup|mektubu|mektuplar
bicycle|bisiklet|bisikleti|bisikletler
chair|sandalye|sandalyeyi|sandalyeler
table|masa|masayı|masalar
lamp|lamba|lambayı|lambalar
picture|resim|resmi|resimler
clock|saat|saati|saatler
play|oyun|oyunu|oyunlar
dance|dans|dansı|danslar
"""
# verb | light noun or "" | past | past negative | future | future negative
VERBS = """
see||gördü|görmedi|görecek|görmeyecek
find||buldu|bulmadı|bulacak|bulmayacak
buy|satın|aldı|almadı|alacak|almayacak
sell||sattı|satmadı|satacak|satmayacak
draw||çizdi|çizmedi|çizecek|çizmeyecek
lose||kaybetti|kaybetmedi|kaybedecek|kaybetmeyecek
wash||yıkadı|yıkamadı|yıkayacak|yıkamayacak
hide||sakladı|saklamadı|saklayacak|saklamayacak
choose||seçti|seçmedi|seçecek|seçmeyecek
bring||getirdi|getirmedi|getirecek|getirmeyecek
eat||yedi|yemedi|yiyecek|yemeyecek
read||okudu|okumadı|okuyacak|okumayacak
feed||besledi|beslemedi|besleyecek|beslemeyecek
hug||kucakladı|kucaklamadı|kucaklayacak|kucaklamayacak
call||çağırdı|çağırmadı|çağıracak|çağırmayacak
visit|ziyaret|etti|etmedi|edecek|etmeyecek
sleep||uyudu|uyumadı|uyuyacak|uyumayacak
sing|şarkı|söyledi|söylemedi|söyleyecek|söylemeyecek
dance|dans|etti|etmedi|edecek|etmeyecek
laugh||güldü|gülmedi|gülecek|gülmeyecek
work||çalıştı|çalışmadı|çalışacak|çalışmayacak
run||koştu|koşmadı|koşacak|koşmayacak
wait||bekledi|beklemedi|bekleyecek|beklemeyecek
cry||ağladı|ağlamadı|ağlayacak|ağlamayacak
swim||yüzdü|yüzmedi|yüzecek|yüzmeyecek
play||oynadı|oynamadı|oynayacak|oynamayacak
give||verdi|vermedi|verecek|vermeyecek
get||aldı|almadı|alacak|almayacak
"""
# place | locative
PLACES = """
madrid|Madrid'de/PROPN
paris|Paris'te/PROPN
berlin|Berlin'de/PROPN
rome|Roma'da/PROPN
moscow|Moskova'da/PROPN
london|Londra'da/PROPN
tokyo|Tokyo'da/PROPN
ankara|Ankara'da/PROPN
beijing|Pekin'de/PROPN
spain|İspanya'da/PROPN
france|Fransa'da/PROPN
germany|Almanya'da/PROPN
italy|İtalya'da/PROPN
russia|Rusya'da/PROPN
england|İngiltere'de/PROPN
japan|Japonya'da/PROPN
turkey|Türkiye'de/PROPN
china|Çin'de/PROPN
kitchen|mutfakta/NOUN
garden|bahçede/NOUN
school|okulda/NOUN
library|kütüphanede/NOUN
hospital|hastanede/NOUN
market|pazarda/NOUN
park|parkta/NOUN
forest|ormanda/NOUN
station|istasyonda/NOUN
hotel|otelde/NOUN
museum|müzede/NOUN
office|ofiste/NOUN
house|evde/NOUN
"""
TIMES = """
yesterday|dün/ADV
yesterday_morning|dün/ADV sabah/NOUN
yesterday_evening|dün/ADV akşam/NOUN
last_week|geçen/ADJ hafta/NOUN
tomorrow|yarın/ADV
tomorrow_morning|yarın/ADV sabah/NOUN
tomorrow_evening|yarın/ADV akşam/NOUN
next_week|gelecek/ADJ hafta/NOUN
"""
# adjective | form | with the past copula
ADJECTIVES = """
red|kırmızı|kırmızıydı
white|beyaz|beyazdı
black|siyah|siyahtı
green|yeşil|yeşildi
new|yeni|yeniydi
beautiful|güzel|güzeldi
big|büyük|büyüktü
small|küçük|küçüktü
expensive|pahalı|pahalıydı
cheap|ucuz|ucuzdu
clean|temiz|temizdi
dirty|kirli|kirliydi
heavy|ağır|ağırdı
light|hafif|hafifti
"""
MANNERS = {"quickly": "hızla", "slowly": "yavaşça", "quietly": "sessizce", "suddenly": "aniden"}
NUMBERS = ("", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
LINKS = {
    "and": "ve/CCONJ",
    "but": ",/PUNCT ama/CCONJ",
    "because": ",/PUNCT çünkü/CCONJ",
    "so": ",/PUNCT bu/DET yüzden/NOUN",
}
CAUSE_QUESTION = "Bunun nedeni neydi?"
EFFECT_QUESTION = "Bunun sonucunda ne oldu?"
# with a comma, so that it is not read as "that" with the noun that follows
PRONOUNS = ("O,", "O,")
# surname | accusative; the one that is a city as well is spelt as the city
FAMILIES = """
weber|Weber|Weber'i
novak|Novak|Novak'ı
garcia|Garcia|Garcia'yı
rossi|Rossi|Rossi'yi
kaya|Kaya|Kaya'yı
silva|Silva|Silva'yı
moreau|Moreau|Moreau'yu
lindgren|Lindgren|Lindgren'i
berlin|Berlin|Berlin'i
london|Londra|Londra'yı
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
# kind of organisation with the possessive of a name | accusative | locative (no apostrophe: not after organisations)
ORGANISATIONS = """
bank|Bankası|Bankasını|Bankasında
company|Şirketi|Şirketini|Şirketinde
newspaper|Gazetesi|Gazetesini|Gazetesinde
hotel|Oteli|Otelini|Otelinde
museum|Müzesi|Müzesini|Müzesinde
school|Okulu|Okulunu|Okulunda
"""
# the word that asks for a constituent; the accusatives ask for somebody, and for the thing of a verb in SPECIFIC
QUESTIONS = {
    "subj": "kim/PRON",
    "whom": "kimi/PRON",
    "what": "ne/PRON",
    "which": "neyi/PRON",
    "place": "nerede/ADV",
    "time": "ne/DET zaman/NOUN",
}
# verb | the case of its second person
PARTIES = {"sell": "dat", "give": "dat", "buy": "abl", "get": "abl"}
SPECIFIC = ("hug", "visit", "feed")
"""Verbs whose object takes the accusative even when it is indefinite (`bir doktor ziyaret etti`: a doctor visited)."""
EVENTS = """
ill.c1|bayat balık yedi
ill.c2|çok fazla pasta yedi
ill.e1|karın ağrısı çekti
ill.e2|yemekten sonra kendini kötü hissetti
wet.c1|yağmurda şemsiyesiz yürüdü
wet.c2|nehre düştü
wet.e1|tamamen ıslandı
wet.e2|kuru kıyafetler giydi
exam.c1|sınav için çok çalıştı
exam.c2|bütün ödevleri yaptı
exam.e1|sınavı geçti
exam.e2|iyi bir not aldı
late.c1|çok geç uyandı
late.c2|uzun süre trafikte kaldı
late.e1|treni kaçırdı
late.e2|işe geç geldi
tired.c1|bütün gece çalıştı
tired.c2|iki gün uyumadı
tired.e1|çok yoruldu
tired.e2|kanepede uyuyakaldı
hungry.c1|bütün gün hiçbir şey yemedi
hungry.c2|kahvaltı yapmadı
hungry.e1|çok acıktı
hungry.e2|iki tabak çorba içti
leg.c1|bisikletten düştü
leg.c2|buzda kaydı
leg.e1|bacağını kırdı
leg.e2|yürüyemedi
rich.c1|piyangoyu kazandı
rich.c2|miras olarak çok para aldı
rich.e1|zengin oldu
rich.e2|pahalı bir araba satın aldı
key.c1|evin anahtarını kaybetti
key.c2|anahtarı ofiste unuttu
key.e1|kapıyı açamadı
key.e2|kapının önünde bekledi
cold.c1|grip oldu
cold.c2|yüksek ateşle hastalandı
cold.e1|yatakta kaldı
cold.e2|ilaç aldı
thirst.c1|çok tuzlu yemek yedi
thirst.c2|on kilometre koştu
thirst.e1|susadı
thirst.e2|çok su içti
joy.c1|güzel bir hediye aldı
joy.c2|iyi bir haber duydu
joy.e1|çok mutlu oldu
joy.e2|gülümsedi
sad.c1|üzücü bir haber duydu
sad.c2|en iyi arkadaşını kaybetti
sad.e1|çok üzüldü
sad.e2|uzun süre ağladı
phone.c1|telefonu suya düşürdü
phone.c2|eski telefonu bozdu
phone.e1|kimseyi arayamadı
phone.e2|yeni bir telefon satın aldı
burn.c1|sıcak fırına dokundu
burn.c2|eline sıcak çay döktü
burn.e1|elini yaktı
burn.e2|elini soğuk suyun altında tuttu
fine.c1|arabayı çok hızlı sürdü
fine.c2|yanlış yere park etti
fine.e1|ceza ödemek zorunda kaldı
fine.e2|polis tarafından durduruldu
"""
