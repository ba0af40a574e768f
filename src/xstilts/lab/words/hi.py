"""Hindi: the words. Spelled without the dots of Persian sounds (खरीदा), as most print and UD Hindi-PUD do."""

STOP = "।"
# name | Devanagari (names do not inflect)
NAMES = """
anna|अन्ना
maria|मारिया
julia|जूलिया
sara|सारा
laura|लौरा
nina|नीना
eva|ईवा
elena|एलेना
clara|क्लारा
sofia|सोफिया
david|डेविड
martin|मार्टिन
daniel|डैनियल
tom|टॉम
paul|पॉल
victor|विक्टर
adam|एडम
leo|लियो
robert|रॉबर्ट
simon|साइमन
"""
# noun | gender | direct singular | oblique singular | direct plural | oblique plural
NOUNS = """
person|m|व्यक्ति|व्यक्ति|लोग|लोगों
child|m|बच्चा|बच्चे|बच्चे|बच्चों
boy|m|लड़का|लड़के|लड़के|लड़कों
girl|f|लड़की|लड़की|लड़कियाँ|लड़कियों
woman|f|महिला|महिला|महिलाएँ|महिलाओं
man|m|आदमी|आदमी|आदमी|आदमियों
teacher|m|शिक्षक|शिक्षक|शिक्षक|शिक्षकों
doctor|m|डॉक्टर|डॉक्टर|डॉक्टर|डॉक्टरों
student|m|छात्र|छात्र|छात्र|छात्रों
neighbour|m|पड़ोसी|पड़ोसी|पड़ोसी|पड़ोसियों
farmer|m|किसान|किसान|किसान|किसानों
singer|m|गायक|गायक|गायक|गायकों
animal|m|जानवर|जानवर|जानवर|जानवरों
dog|m|कुत्ता|कुत्ते|कुत्ते|कुत्तों
cat|f|बिल्ली|बिल्ली|बिल्लियाँ|बिल्लियों
horse|m|घोड़ा|घोड़े|घोड़े|घोड़ों
cow|f|गाय|गाय|गायें|गायों
bird|m|पक्षी|पक्षी|पक्षी|पक्षियों
duck|f|बतख|बतख|बतखें|बतखों
owl|m|उल्लू|उल्लू|उल्लू|उल्लुओं
fruit|m|फल|फल|फल|फलों
apple|m|सेब|सेब|सेब|सेबों
pear|f|नाशपाती|नाशपाती|नाशपातियाँ|नाशपातियों
banana|m|केला|केले|केले|केलों
lemon|m|नींबू|नींबू|नींबू|नींबुओं
flower|m|फूल|फूल|फूल|फूलों
rose|m|गुलाब|गुलाब|गुलाब|गुलाबों
tulip|m|ट्यूलिप|ट्यूलिप|ट्यूलिप|ट्यूलिपों
book|f|किताब|किताब|किताबें|किताबों
novel|m|उपन्यास|उपन्यास|उपन्यास|उपन्यासों
dictionary|m|शब्दकोश|शब्दकोश|शब्दकोश|शब्दकोशों
toy|m|खिलौना|खिलौने|खिलौने|खिलौनों
ball|f|गेंद|गेंद|गेंदें|गेंदों
doll|f|गुड़िया|गुड़िया|गुड़ियाँ|गुड़ियों
cup|m|प्याला|प्याले|प्याले|प्यालों
hat|f|टोपी|टोपी|टोपियाँ|टोपियों
bag|m|थैला|थैले|थैले|थैलों
key|f|चाबी|चाबी|चाबियाँ|चाबियों
letter|f|चिट्ठी|चिट्ठी|चिट्ठियाँ|चिट्ठियों
bicycle|f|साइकिल|साइकिल|साइकिलें|साइकिलों
chair|f|कुर्सी|कुर्सी|कुर्सियाँ|कुर्सियों
table|f|मेज|मेज|मेजें|मेजों
lamp|m|लैंप|लैंप|लैंप|लैंपों
picture|f|तस्वीर|तस्वीर|तस्वीरें|तस्वीरों
clock|f|घड़ी|घड़ी|घड़ियाँ|घड़ियों
play|m|नाटक|नाटक|नाटक|नाटकों
dance|m|नृत्य|नृत्य|नृत्य|नृत्यों
"""
# verb | postposition of the subject (ने in the past only) | object: bare, free (को of persons and definite animals),
# affected (को of all that is definite), or its postposition | words before the verb | root | helper root when affirmed
VERBS = """
see|ने|free||देख|
find|को|bare||मिल|
buy|ने|free||खरीद|
sell|ने|free||बेच|दे
draw|ने|का|चित्र/NOUN|बना|
lose|ने|free||खो|दे
wash|ने|affected||धो|
hide|ने|affected||छिपा|दे
choose|ने|affected||चुन|
bring||free||ला|
eat|ने|free||खा|
read|ने|free||पढ़|
feed|ने|को|खाना/NOUN|खिला|
hug|ने|को|गले/NOUN|लगा|
call|ने|को||बुला|
visit||से|मिलने/VERB|जा|
sleep||||सो|
sing|ने||गाना/NOUN|गा|
dance||||नाच|
laugh||||हँस|
work|ने||काम/NOUN|कर|
run||||दौड़|
wait|ने||इंतजार/NOUN|कर|
cry||||रो|
swim||||तैर|
play||||खेल|
give|ने|free||दे|
get|को|bare||मिल|
"""
# verbs that a verb of the world becomes with some objects
OTHER_VERBS = """
make|ने|bare||बना|
bathe|ने|को||नहला|
"""
PLACES = """
madrid|मैड्रिड/PROPN में/ADP
paris|पेरिस/PROPN में/ADP
berlin|बर्लिन/PROPN में/ADP
rome|रोम/PROPN में/ADP
moscow|मॉस्को/PROPN में/ADP
london|लंदन/PROPN में/ADP
tokyo|टोक्यो/PROPN में/ADP
ankara|अंकारा/PROPN में/ADP
beijing|बीजिंग/PROPN में/ADP
spain|स्पेन/PROPN में/ADP
france|फ्रांस/PROPN में/ADP
germany|जर्मनी/PROPN में/ADP
italy|इटली/PROPN में/ADP
russia|रूस/PROPN में/ADP
england|इंग्लैंड/PROPN में/ADP
japan|जापान/PROPN में/ADP
turkey|तुर्की/PROPN में/ADP
china|चीन/PROPN में/ADP
kitchen|रसोई/NOUN में/ADP
garden|बगीचे/NOUN में/ADP
school|स्कूल/NOUN में/ADP
library|पुस्तकालय/NOUN में/ADP
hospital|अस्पताल/NOUN में/ADP
market|बाजार/NOUN में/ADP
park|पार्क/NOUN में/ADP
forest|जंगल/NOUN में/ADP
station|स्टेशन/NOUN पर/ADP
hotel|होटल/NOUN में/ADP
museum|संग्रहालय/NOUN में/ADP
office|दफ्तर/NOUN में/ADP
house|घर/NOUN में/ADP
"""
# कल is the day next to this one: the tense tells which.
TIMES = """
yesterday|कल/NOUN
yesterday_morning|कल/NOUN सुबह/NOUN
yesterday_evening|कल/NOUN शाम/NOUN
last_week|पिछले/ADJ सप्ताह/NOUN
tomorrow|कल/NOUN
tomorrow_morning|कल/NOUN सुबह/NOUN
tomorrow_evening|कल/NOUN शाम/NOUN
next_week|अगले/ADJ सप्ताह/NOUN
"""
# adjective | masculine direct singular | masculine otherwise | feminine (one field: does not inflect)
ADJECTIVES = """
red|लाल
white|सफेद
black|काला|काले|काली
green|हरा|हरे|हरी
new|नया|नए|नई
beautiful|सुंदर
big|बड़ा|बड़े|बड़ी
small|छोटा|छोटे|छोटी
expensive|महँगा|महँगे|महँगी
cheap|सस्ता|सस्ते|सस्ती
clean|साफ
dirty|गंदा|गंदे|गंदी
heavy|भारी
light|हल्का|हल्के|हल्की
"""
MANNERS = {
    "quickly": "जल्दी/ADV से/ADP",
    "slowly": "धीरे-धीरे/ADV",
    "quietly": "चुपचाप/ADV",
    "suddenly": "अचानक/ADV",
}
NUMBERS = ("", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ")
LINKS = {"and": "और/CCONJ", "but": "लेकिन/CCONJ", "because": "क्योंकि/SCONJ", "so": "इसलिए/SCONJ"}
CAUSE_QUESTION = "इसका कारण क्या था?"
EFFECT_QUESTION = "इसके परिणामस्वरूप क्या हुआ?"
PRONOUNS = ("वह", "वह")
# surname (surnames do not inflect)
FAMILIES = """
weber|वेबर
novak|नोवाक
garcia|गार्सिया
rossi|रोसी
kaya|काया
silva|सिल्वा
moreau|मोरो
lindgren|लिंडग्रेन
berlin|बर्लिन
london|लंदन
"""
BRANDS = """
nova|नोवा
orion|ओरियन
delta|डेल्टा
alfa|अल्फा
luna|लूना
atlas|एटलस
sirius|सीरियस
vega|वेगा
"""
# kind of organisation | gender | noun, the same in both cases | "at"
ORGANISATIONS = """
bank|m|बैंक|में/ADP
company|f|कंपनी|में/ADP
newspaper|m|अखबार|के/ADP यहाँ/ADP
hotel|m|होटल|में/ADP
museum|m|संग्रहालय|में/ADP
school|m|स्कूल|में/ADP
"""
# what asks for a person, by the postposition; for a thing, a place and a time
WHO = {"": "कौन", "ने": "किसने", "को": "किसे", "का": "किसका", "से": "किससे"}
QUESTIONS = {"obj": "क्या", "place": "कहाँ", "time": "कब"}
# verb -> the postposition of its second person
PARTIES = {"sell": "को", "give": "को", "buy": "से", "get": "से"}
# root -> perfective (m. sg., m. pl., f. sg., f. pl.) where it is not regular
PERFECTIVES = {
    "कर": ("किया", "किए", "की", "कीं"),
    "जा": ("गया", "गए", "गई", "गईं"),
    "दे": ("दिया", "दिए", "दी", "दीं"),
}
# the pronoun "he, she" with its postposition, one word
PRONOUN_FORMS = {"": "वह", "ने": "उसने", "को": "उसे", "का": "उसका", "के": "उसके", "की": "उसकी", "से": "उससे"}
# Causal events: a first postposition belongs to the person; `{male|female}` where the form follows the person.
EVENTS = """
ill.c1|ने बासी मछली खाई
ill.c2|ने बहुत ज्यादा केक खा लिया
ill.e1|के पेट में दर्द हुआ
ill.e2|को खाने के बाद मितली आने लगी
wet.c1|बिना छाते के बारिश में पैदल {चला|चली}
wet.c2|नदी में गिर {गया|गई}
wet.e1|पूरी तरह भीग {गया|गई}
wet.e2|ने सूखे कपड़े पहने
exam.c1|ने परीक्षा के लिए खूब पढ़ाई की
exam.c2|ने सारा गृहकार्य पूरा किया
exam.e1|परीक्षा में पास हो {गया|गई}
exam.e2|को अच्छे अंक मिले
late.c1|बहुत देर से {उठा|उठी}
late.c2|देर तक ट्रैफिक जाम में {फँसा रहा|फँसी रही}
late.e1|की ट्रेन छूट गई
late.e2|काम पर देर से {पहुँचा|पहुँची}
tired.c1|ने पूरी रात काम किया
tired.c2|दो दिन तक नहीं {सोया|सोई}
tired.e1|बहुत थक {गया|गई}
tired.e2|सोफे पर सो {गया|गई}
hungry.c1|ने दिन भर कुछ नहीं खाया
hungry.c2|ने नाश्ता नहीं किया
hungry.e1|को बहुत भूख लगी
hungry.e2|ने दो कटोरी सूप पिया
leg.c1|साइकिल से गिर {गया|गई}
leg.c2|बर्फ पर फिसल {गया|गई}
leg.e1|की टाँग टूट गई
leg.e2|चल नहीं {पाया|पाई}
rich.c1|की लॉटरी लग गई
rich.c2|को विरासत में बहुत सारा पैसा मिला
rich.e1|अमीर बन {गया|गई}
rich.e2|ने एक महँगी गाड़ी खरीदी
key.c1|ने घर की चाबी खो दी
key.c2|चाबी दफ्तर में भूल {गया|गई}
key.e1|दरवाजा नहीं खोल {पाया|पाई}
key.e2|ने दरवाजे के बाहर इंतजार किया
cold.c1|को फ्लू हो गया
cold.c2|को तेज बुखार हुआ
cold.e1|बिस्तर पर {लेटा रहा|लेटी रही}
cold.e2|ने दवा ली
thirst.c1|ने बहुत नमकीन खाना खाया
thirst.c2|दस किलोमीटर {दौड़ा|दौड़ी}
thirst.e1|को प्यास लगी
thirst.e2|ने बहुत सारा पानी पिया
joy.c1|को एक सुंदर उपहार मिला
joy.c2|ने एक अच्छी खबर सुनी
joy.e1|बहुत खुश {हुआ|हुई}
joy.e2|{मुस्कुराया|मुस्कुराई}
sad.c1|ने एक दुखद खबर सुनी
sad.c2|ने अपने सबसे अच्छे दोस्त को खो दिया
sad.e1|बहुत दुखी {हुआ|हुई}
sad.e2|देर तक {रोता रहा|रोती रही}
phone.c1|ने फोन पानी में गिरा दिया
phone.c2|ने पुराना फोन तोड़ दिया
phone.e1|किसी को फोन नहीं कर {पाया|पाई}
phone.e2|ने नया फोन खरीदा
burn.c1|ने गर्म ओवन छू लिया
burn.c2|ने अपने हाथ पर गर्म चाय गिरा ली
burn.e1|का हाथ जल गया
burn.e2|ने अपना हाथ ठंडे पानी के नीचे रखा
fine.c1|ने बहुत तेज गाड़ी चलाई
fine.c2|ने गलत जगह गाड़ी खड़ी की
fine.e1|को जुर्माना भरना पड़ा
fine.e2|को पुलिस ने रोका
"""
