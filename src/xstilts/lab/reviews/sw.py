"""Reviews in Swahili."""

# what a review begins with
INTROS = """
film|Wiki iliyopita nilitazama filamu.
book|Wiki iliyopita nilisoma kitabu.
hotel|Wiki iliyopita nilikaa katika hoteli.
restaurant|Wiki iliyopita nilikula katika mkahawa.
phone|Wiki iliyopita nilinunua simu.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Hadithi {}.|ilikuwa ya kusisimua|ilikuwa ya kuchosha|haikuwa ya kuchosha|haikuwa ya kusisimua
film.music|Muziki {}.|ulikuwa wa kupendeza|ulikuwa wa kukera|haukuwa wa kukera|haukuwa wa kupendeza
film.actors|Waigizaji {}.|walikuwa wazuri|walikuwa wabaya|hawakuwa wabaya|hawakuwa wazuri
book.story|Hadithi {}.|ilikuwa ya busara|ilikuwa ya kijinga|haikuwa ya kijinga|haikuwa ya busara
book.ending|Mwisho {}.|ulikuwa wa kushangaza|ulikuwa wa kuchosha|haukuwa wa kuchosha|haukuwa wa kushangaza
book.language|Lugha {}.|ilikuwa wazi|ilikuwa ya kutatanisha|haikuwa ya kutatanisha|haikuwa wazi
hotel.room|Chumba {}.|kilikuwa na utulivu|kilikuwa na kelele|hakikuwa na kelele|hakikuwa na utulivu
hotel.breakfast|Kifungua kinywa {}.|kilikuwa safi|kilikuwa kimeharibika|hakikuwa kimeharibika|hakikuwa safi
hotel.staff|Wafanyakazi {}.|walikuwa wakarimu|walikuwa wajeuri|hawakuwa wajeuri|hawakuwa wakarimu
restaurant.food|Chakula {}.|kilikuwa kitamu|kilikuwa cha kuchukiza|hakikuwa cha kuchukiza|hakikuwa kitamu
restaurant.waiter|Mhudumu {}.|alikuwa na adabu|alikuwa mkorofi|hakuwa mkorofi|hakuwa na adabu
restaurant.prices|Bei {}.|zilikuwa za haki|zilikuwa za wizi|hazikuwa za wizi|hazikuwa za haki
phone.screen|Skrini {}.|ilikuwa angavu|ilikuwa na giza|haikuwa na giza|haikuwa angavu
phone.camera|Kamera {}.|ilikuwa bora|ilikuwa duni|haikuwa duni|haikuwa bora
phone.battery|Betri {}.|ilikuwa imara|ilikuwa dhaifu|haikuwa dhaifu|haikuwa imara
"""
# verdict | positive | negative
VERDICTS = """
recommend|Ningewashauri wengine wafanye hivyo.|Nisingewashauri wengine wafanye hivyo.
disappointed|Sikukatishwa tamaa.|Nilikatishwa tamaa.
happy|Niliridhika.|Sikuridhika.
regret|Sijuti.|Ninajuta.
worth|Pesa zangu hazikupotea bure.|Pesa zangu zilipotea bure.
complain|Sitaki kulalamika.|Ninataka kulalamika.
again|Ningefanya hivyo tena.|Nisingefanya hivyo tena.
mistake|Halikuwa kosa.|Lilikuwa kosa.
"""
# what others said, around an opinion
SOURCES = """
others|Wengine waliandika: "{}"
friend|Rafiki yangu aliniambia: "{}"
newspaper|Gazeti liliandika: "{}"
"""
# reply | agrees | disagrees
REPLIES = """
agree|Ninakubali.|Sikubali.
true|Hiyo ni kweli.|Hiyo si kweli.
right|Mimi pia ninafikiri hivyo.|Mimi sifikiri hivyo.
"""
