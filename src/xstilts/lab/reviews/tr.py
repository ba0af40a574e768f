"""Reviews in Turkish."""

# what a review begins with
INTROS = """
film|Geçen hafta bir film izledim.
book|Geçen hafta bir kitap okudum.
hotel|Geçen hafta bir otelde kaldım.
restaurant|Geçen hafta bir restoranda yemek yedim.
phone|Geçen hafta bir telefon satın aldım.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Hikâye {}.|heyecanlıydı|sıkıcıydı|sıkıcı değildi|heyecanlı değildi
film.music|Müzik {}.|güzeldi|berbattı|berbat değildi|güzel değildi
film.actors|Oyuncular {}.|iyiydi|kötüydü|kötü değildi|iyi değildi
book.story|Hikâye {}.|zekiceydi|aptalcaydı|aptalca değildi|zekice değildi
book.ending|Kitabın sonu {}.|şaşırtıcıydı|sönüktü|sönük değildi|şaşırtıcı değildi
book.language|Kitabın dili {}.|açıktı|karmaşıktı|karmaşık değildi|açık değildi
hotel.room|Oda {}.|sessizdi|gürültülüydü|gürültülü değildi|sessiz değildi
hotel.breakfast|Kahvaltı {}.|tazeydi|bayattı|bayat değildi|taze değildi
hotel.staff|Personel {}.|güler yüzlüydü|kabaydı|kaba değildi|güler yüzlü değildi
restaurant.food|Yemek {}.|lezzetliydi|iğrençti|iğrenç değildi|lezzetli değildi
restaurant.waiter|Garson {}.|kibardı|saygısızdı|saygısız değildi|kibar değildi
restaurant.prices|Fiyatlar {}.|makuldü|fahişti|fahiş değildi|makul değildi
phone.screen|Ekran {}.|parlaktı|soluktu|soluk değildi|parlak değildi
phone.camera|Kamera {}.|kaliteliydi|kalitesizdi|kalitesiz değildi|kaliteli değildi
phone.battery|Batarya {}.|güçlüydü|zayıftı|zayıf değildi|güçlü değildi
"""
# verdict | positive | negative
VERDICTS = """
recommend|Bunu tavsiye ederim.|Bunu tavsiye etmem.
disappointed|Hayal kırıklığına uğramadım.|Hayal kırıklığına uğradım.
happy|Bundan memnun kaldım.|Bundan memnun kalmadım.
regret|Pişman değilim.|Pişmanım.
worth|Parasına değdi.|Parasına değmedi.
complain|Şikâyet etmek istemiyorum.|Şikâyet etmek istiyorum.
again|Bunu tekrar yaparım.|Bunu tekrar yapmam.
mistake|Bu bir hata değildi.|Bu bir hataydı.
"""
# what others said, around an opinion
SOURCES = """
others|Başkaları şöyle yazdı: “{}”
friend|Bir arkadaşım bana şöyle dedi: “{}”
newspaper|Gazete şöyle yazdı: “{}”
"""
# reply | agrees | disagrees
REPLIES = """
agree|Katılıyorum.|Katılmıyorum.
true|Bu doğru.|Bu doğru değil.
right|Ben de öyle düşünüyorum.|Ben öyle düşünmüyorum.
"""
