"""Turkish: verb last, case by suffix with vowel harmony (stored whole), negation inside the verb, no gender."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, rows, words

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
# noun | nominative | accusative | plural
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
doll|bebek|bebeği|bebekler
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
CAUSE_QUESTION = "Bunun nedeni neydi?"
EFFECT_QUESTION = "Bunun sonucunda ne oldu?"
PRONOUNS = ("O", "O")
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


@cache
def lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """One of the tables above, read once."""
    return rows(table)


def events() -> dict[str, str]:
    """Event id -> verb phrase, with `{male|female}` alternatives."""
    return {event: "|".join(fields) for event, fields in lexicon(EVENTS).items()}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return (lexicon(NAMES) if np.det == "name" else lexicon(NOUNS))[np.noun][0]


def noun_phrase(np: NP, case: str = "nom") -> list[Token]:
    """Determiner, adjective, noun; numbers take the singular, only definite objects the accusative."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][case == "acc"], "PROPN")]
    if np.det == "pron":
        return [Token("o", "PRON")]
    nominative, accusative, plural = lexicon(NOUNS)[np.noun]
    definite = np.det in ("the", "this")
    noun = plural if np.det in ("all", "some") else accusative if case == "acc" and definite else nominative
    adj = words(lexicon(ADJECTIVES)[np.adj][0] + "/ADJ") if np.adj else []
    if np.det == "a":
        return [*adj, Token("bir", "DET"), Token(noun, "NOUN")]
    number = [Token(NUMBERS[np.n], "NUM")]
    before = {
        "this": words("bu/DET"),
        "num": number,
        "least": [*words("en/ADV az/ADV"), *number],
        "exact": [*words("tam/ADV"), *number],
        "all": words("bütün/DET"),
        "some": words("bazı/DET"),
        "no": words("hiçbir/DET"),
        "any": words("hiç/ADV"),
    }
    return [*before.get(np.det, []), *adj, Token(noun, "NOUN")]


def predicate(c: Clause, place: list[Token]) -> list[Token]:
    """The verb, or the place or adjective with its copula."""
    future = c.tense == "future"
    if c.verb == "is":
        form, past = lexicon(ADJECTIVES)[c.adj]
        return [Token(form, "ADJ"), Token("değildi", "AUX")] if c.neg else [Token(past, "ADJ")]
    if c.verb == "at":
        if future:
            return [*place, Token("olmayacak" if c.denied else "olacak", "VERB")]
        if c.denied:
            return [*place, Token("değildi", "AUX")]
        last = place[-1]
        return [*place[:-1], last._replace(text=last.text + ("ydi" if last.text[-1] == "e" else "ydı"))]
    light, *forms = lexicon(VERBS)[c.verb]
    verb = Token(forms[2 * future + c.denied], "VERB")
    return [*([Token(light, "NOUN")] if light else []), verb]


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, place, definite object, manner, indefinite object, verb."""
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    subject = noun_phrase(c.subj)
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    out = [*time, *subject] if c.front else [*subject, *time]
    if c.verb in ("at", "is"):
        return [*out, *predicate(c, place)]
    obj = noun_phrase(c.obj, "acc") if c.obj else []
    manner = [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    definite = c.obj is not None and c.obj.det in ("the", "this", "name")
    middle = [*obj, *manner] if definite else [*manner, *obj]
    return [*out, *place, *middle, *predicate(c, place)]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "dedi", "know": "biliyor"}[s.link]
        head = [Token(lexicon(NAMES)[s.holder][0], "PROPN"), Token(verb, "VERB"), Token("ki", "SCONJ")]
        return capitalised(head + clause(s.clauses[0]))
    out = clause(s.clauses[0])
    if s.link:
        link = {"and": "ve", "but": "ama", "because": "çünkü"}[s.link]
        comma = [Token(",", "PUNCT", True)] if s.link != "and" else []
        out += [*comma, Token(link, "CCONJ"), *clause(s.clauses[1])]
    return capitalised(out)


def capitalised(tokens: list[Token]) -> list[Token]:
    """`finish` with the dotted capital of Turkish: i becomes İ."""
    return finish(tokens, "İ" if tokens[0].text[0] == "i" else None)
