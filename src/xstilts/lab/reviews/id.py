"""Reviews in Indonesian."""

# what a review begins with
INTROS = """
film|Minggu lalu saya menonton sebuah film.
book|Minggu lalu saya membaca sebuah buku.
hotel|Minggu lalu saya menginap di sebuah hotel.
restaurant|Minggu lalu saya makan di sebuah restoran.
phone|Minggu lalu saya membeli sebuah ponsel.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Ceritanya {}.|seru|membosankan|tidak membosankan|tidak seru
film.music|Musiknya {}.|indah|jelek|tidak jelek|tidak indah
film.actors|Para aktornya {}.|bagus|buruk|tidak buruk|tidak bagus
book.story|Ceritanya {}.|cerdas|konyol|tidak konyol|tidak cerdas
book.ending|Akhir ceritanya {}.|mengejutkan|hambar|tidak hambar|tidak mengejutkan
book.language|Bahasanya {}.|jelas|membingungkan|tidak membingungkan|tidak jelas
hotel.room|Kamarnya {}.|tenang|bising|tidak bising|tidak tenang
hotel.breakfast|Sarapannya {}.|segar|basi|tidak basi|tidak segar
hotel.staff|Karyawannya {}.|ramah|kasar|tidak kasar|tidak ramah
restaurant.food|Makanannya {}.|lezat|menjijikkan|tidak menjijikkan|tidak lezat
restaurant.waiter|Pelayannya {}.|sopan|ketus|tidak ketus|tidak sopan
restaurant.prices|Harganya {}.|wajar|keterlaluan|tidak keterlaluan|tidak wajar
phone.screen|Layarnya {}.|terang|gelap|tidak gelap|tidak terang
phone.camera|Kameranya {}.|hebat|payah|tidak payah|tidak hebat
phone.battery|Baterainya {}.|kuat|lemah|tidak lemah|tidak kuat
"""
# verdict | positive | negative
VERDICTS = """
recommend|Saya akan merekomendasikannya.|Saya tidak akan merekomendasikannya.
disappointed|Saya tidak kecewa.|Saya kecewa.
happy|Saya puas dengan pilihan saya.|Saya tidak puas dengan pilihan saya.
regret|Saya tidak menyesalinya.|Saya menyesalinya.
worth|Ini sepadan dengan harganya.|Ini tidak sepadan dengan harganya.
complain|Saya tidak punya keluhan.|Saya punya keluhan.
again|Saya mau melakukannya lagi.|Saya tidak mau melakukannya lagi.
mistake|Ini bukan kesalahan.|Ini kesalahan.
"""
# what others said, around an opinion
SOURCES = """
others|Orang lain menulis, "{}"
friend|Seorang teman berkata kepada saya, "{}"
newspaper|Sebuah koran menulis, "{}"
"""
# reply | agrees | disagrees
REPLIES = """
agree|Saya setuju.|Saya tidak setuju.
true|Itu benar.|Itu tidak benar.
right|Saya juga berpikir begitu.|Saya tidak berpikir begitu.
"""
