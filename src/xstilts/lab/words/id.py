"""Indonesian: the tables. The grammar is in `languages/id.py`."""

from __future__ import annotations

# concept | name
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
victor|Victor
adam|Adam
leo|Leo
robert|Robert
simon|Simon
"""
# concept | noun | classifier (buah for things, ekor for animals, orang for persons, tangkai for flowers, ...)
NOUNS = """
person|orang|orang
child|anak|orang
boy|anak laki-laki|orang
girl|anak perempuan|orang
woman|wanita|orang
man|pria|orang
teacher|guru|orang
doctor|dokter|orang
student|siswa|orang
neighbour|tetangga|orang
farmer|petani|orang
singer|penyanyi|orang
animal|hewan|ekor
dog|anjing|ekor
cat|kucing|ekor
horse|kuda|ekor
cow|sapi|ekor
bird|burung|ekor
duck|bebek|ekor
owl|burung hantu|ekor
fruit|buah|butir
apple|apel|buah
pear|pir|buah
banana|pisang|buah
lemon|lemon|buah
flower|bunga|tangkai
rose|mawar|tangkai
tulip|tulip|tangkai
book|buku|buah
novel|novel|buah
dictionary|kamus|buah
toy|mainan|buah
ball|bola|buah
doll|boneka|buah
cup|cangkir|buah
hat|topi|buah
bag|tas|buah
key|kunci|buah
letter|surat|pucuk
bicycle|sepeda|buah
chair|kursi|buah
table|meja|buah
lamp|lampu|buah
picture|gambar|buah
clock|jam|buah
play|drama|buah
dance|tarian|buah
"""
# concept | active form | passive form, with which questions ask for the object (empty: the question keeps the active)
VERBS = """
see|melihat/VERB|dilihat/VERB
find|menemukan/VERB|ditemukan/VERB
buy|membeli/VERB|dibeli/VERB
sell|menjual/VERB|dijual/VERB
draw|menggambar/VERB|digambar/VERB
lose|kehilangan/VERB|
wash|mencuci/VERB|dicuci/VERB
hide|menyembunyikan/VERB|disembunyikan/VERB
choose|memilih/VERB|dipilih/VERB
bring|membawa/VERB|dibawa/VERB
eat|memakan/VERB|dimakan/VERB
read|membaca/VERB|dibaca/VERB
feed|memberi/VERB makan/VERB|diberi/VERB makan/VERB
hug|memeluk/VERB|dipeluk/VERB
call|memanggil/VERB|dipanggil/VERB
visit|mengunjungi/VERB|dikunjungi/VERB
sleep|tidur/VERB|
sing|bernyanyi/VERB|
dance|menari/VERB|
laugh|tertawa/VERB|
work|bekerja/VERB|
run|berlari/VERB|
wait|menunggu/VERB|
cry|menangis/VERB|
swim|berenang/VERB|
play|bermain/VERB|
give|memberikan/VERB|diberikan/VERB
get|menerima/VERB|diterima/VERB
"""
# Verbs that an object asks for: one watches a play, bathes an animal, makes a picture.
SPECIAL_VERBS = {
    ("see", "play"): ("menonton/VERB", "ditonton/VERB"),
    ("see", "dance"): ("menonton/VERB", "ditonton/VERB"),
    ("wash", "dog"): ("memandikan/VERB", "dimandikan/VERB"),
    ("wash", "cat"): ("memandikan/VERB", "dimandikan/VERB"),
    ("wash", "horse"): ("memandikan/VERB", "dimandikan/VERB"),
    ("draw", "picture"): ("membuat/VERB", "dibuat/VERB"),
}
# concept | place after the preposition di
PLACES = """
madrid|Madrid/PROPN
paris|Paris/PROPN
berlin|Berlin/PROPN
rome|Roma/PROPN
moscow|Moskwa/PROPN
london|London/PROPN
tokyo|Tokyo/PROPN
ankara|Ankara/PROPN
beijing|Beijing/PROPN
spain|Spanyol/PROPN
france|Prancis/PROPN
germany|Jerman/PROPN
italy|Italia/PROPN
russia|Rusia/PROPN
england|Inggris/PROPN
japan|Jepang/PROPN
turkey|Turki/PROPN
china|Tiongkok/PROPN
kitchen|dapur/NOUN
garden|kebun/NOUN
school|sekolah/NOUN
library|perpustakaan/NOUN
hospital|rumah/NOUN sakit/ADJ
market|pasar/NOUN
park|taman/NOUN
forest|hutan/NOUN
station|stasiun/NOUN
hotel|hotel/NOUN
museum|museum/NOUN
office|kantor/NOUN
house|rumah/NOUN
"""
# concept | adverbial
TIMES = """
yesterday|kemarin/ADV
yesterday_morning|kemarin/ADV pagi/NOUN
yesterday_evening|kemarin/ADV malam/NOUN
last_week|minggu/NOUN lalu/ADJ
tomorrow|besok/ADV
tomorrow_morning|besok/ADV pagi/NOUN
tomorrow_evening|besok/ADV malam/NOUN
next_week|minggu/NOUN depan/ADJ
"""
# concept | attribute | predicate
ADJECTIVES = """
red|merah/ADJ|berwarna/VERB merah/ADJ
white|putih/ADJ|berwarna/VERB putih/ADJ
black|hitam/ADJ|berwarna/VERB hitam/ADJ
green|hijau/ADJ|berwarna/VERB hijau/ADJ
new|baru/ADJ|baru/ADJ
beautiful|indah/ADJ|indah/ADJ
big|besar/ADJ|besar/ADJ
small|kecil/ADJ|kecil/ADJ
expensive|mahal/ADJ|mahal/ADJ
cheap|murah/ADJ|murah/ADJ
clean|bersih/ADJ|bersih/ADJ
dirty|kotor/ADJ|kotor/ADJ
heavy|berat/ADJ|berat/ADJ
light|ringan/ADJ|ringan/ADJ
"""
# concept | before the verb | after the object
MANNERS = """
quickly||dengan/ADP cepat/ADJ
slowly||perlahan-lahan/ADV
quietly||dengan/ADP tenang/ADJ
suddenly|tiba-tiba/ADV|
"""
NUMBERS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
LINKS = {"and": "dan/CCONJ", "but": "tetapi/CCONJ", "because": "karena/SCONJ", "so": "sehingga/SCONJ"}
CAUSE_QUESTION = "Apa penyebabnya?"
EFFECT_QUESTION = "Apa akibatnya?"
PRONOUNS = ("Dia", "Dia")
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
# brand
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
# kind of organisation as part of its name, before what it is called after
ORGANISATIONS = """
bank|Bank/PROPN
company|Perusahaan/PROPN
newspaper|Koran/PROPN
hotel|Hotel/PROPN
museum|Museum/PROPN
school|Sekolah/PROPN
"""
# the word that asks for a constituent
QUESTIONS = {
    "who": "siapa/PRON",
    "what": "apa/PRON",
    "animal": "hewan/NOUN apa/PRON",
    "place": "di/ADP mana/PRON",
    "goal": "ke/ADP mana/PRON",
    "time": "kapan/ADV",
}
# verb | the adposition of its second person
PARTIES = {"sell": "kepada/ADP", "give": "kepada/ADP", "buy": "dari/ADP", "get": "dari/ADP"}
# adjective | comparative
COMPARATIVES = """
big|lebih/ADV besar/ADJ
small|lebih/ADV kecil/ADJ
expensive|lebih/ADV mahal/ADJ
cheap|lebih/ADV murah/ADJ
heavy|lebih/ADV berat/ADJ
light|lebih/ADV ringan/ADJ
"""
# Causal events: event | predicate
EVENTS = """
ill.c1|makan ikan basi
ill.c2|makan terlalu banyak kue
ill.e1|sakit perut
ill.e2|merasa mual setelah makan
wet.c1|berjalan di tengah hujan tanpa payung
wet.c2|jatuh ke sungai
wet.e1|basah kuyup
wet.e2|mengenakan pakaian kering
exam.c1|belajar dengan giat untuk ujian
exam.c2|mengerjakan semua pekerjaan rumah
exam.e1|lulus ujian
exam.e2|mendapat nilai bagus
late.c1|bangun kesiangan
late.c2|terjebak kemacetan dalam waktu lama
late.e1|ketinggalan kereta
late.e2|terlambat masuk kerja
tired.c1|bekerja sepanjang malam
tired.c2|tidak tidur selama dua hari
tired.e1|sangat lelah
tired.e2|tertidur di sofa
hungry.c1|tidak makan apa-apa sepanjang hari
hungry.c2|tidak sarapan
hungry.e1|sangat lapar
hungry.e2|menghabiskan dua mangkuk sup
leg.c1|jatuh dari sepeda
leg.c2|terpeleset di atas es
leg.e1|mengalami patah kaki
leg.e2|tidak bisa berjalan
rich.c1|memenangkan lotre
rich.c2|mewarisi banyak uang
rich.e1|menjadi kaya
rich.e2|membeli mobil mahal
key.c1|kehilangan kunci rumah
key.c2|meninggalkan kunci di kantor
key.e1|tidak bisa membuka pintu
key.e2|menunggu di depan pintu
cold.c1|terserang flu
cold.c2|menderita demam tinggi
cold.e1|berbaring di tempat tidur
cold.e2|minum obat
thirst.c1|makan makanan yang sangat asin
thirst.c2|berlari sejauh sepuluh kilometer
thirst.e1|merasa haus
thirst.e2|minum banyak air
joy.c1|mendapat hadiah yang indah
joy.c2|mendengar kabar baik
joy.e1|sangat bahagia
joy.e2|tersenyum
sad.c1|mendengar kabar sedih
sad.c2|kehilangan sahabat terbaiknya
sad.e1|sangat sedih
sad.e2|menangis lama sekali
phone.c1|menjatuhkan ponsel ke dalam air
phone.c2|merusakkan ponsel lamanya
phone.e1|tidak bisa menelepon siapa pun
phone.e2|membeli ponsel baru
burn.c1|menyentuh oven yang panas
burn.c2|menumpahkan teh panas ke tangannya
burn.e1|mengalami luka bakar di tangan
burn.e2|mengguyur tangannya dengan air dingin
fine.c1|mengemudi terlalu cepat
fine.c2|memarkir mobil di tempat yang salah
fine.e1|harus membayar denda
fine.e2|dihentikan oleh polisi
"""
