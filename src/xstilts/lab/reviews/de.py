"""Reviews in German."""

# what a review begins with
INTROS = """
film|Letzte Woche habe ich einen Film gesehen.
book|Letzte Woche habe ich ein Buch gelesen.
hotel|Letzte Woche habe ich in einem Hotel übernachtet.
restaurant|Letzte Woche habe ich in einem Restaurant gegessen.
phone|Letzte Woche habe ich ein Handy gekauft.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Die Geschichte war {}.|spannend|langweilig|nicht langweilig|nicht spannend
film.music|Die Musik war {}.|angenehm|nervig|nicht nervig|nicht angenehm
film.actors|Die Schauspieler waren {}.|überzeugend|hölzern|nicht hölzern|nicht überzeugend
book.story|Die Geschichte war {}.|klug|dumm|nicht dumm|nicht klug
book.ending|Das Ende war {}.|überraschend|vorhersehbar|nicht vorhersehbar|nicht überraschend
book.language|Die Sprache war {}.|klar|verwirrend|nicht verwirrend|nicht klar
hotel.room|Das Zimmer war {}.|ruhig|laut|nicht laut|nicht ruhig
hotel.breakfast|Das Frühstück war {}.|frisch|altbacken|nicht altbacken|nicht frisch
hotel.staff|Das Personal war {}.|freundlich|mürrisch|nicht mürrisch|nicht freundlich
restaurant.food|Das Essen war {}.|lecker|eklig|nicht eklig|nicht lecker
restaurant.waiter|Der Kellner war {}.|höflich|unhöflich|nicht unhöflich|nicht höflich
restaurant.prices|Die Preise waren {}.|fair|unverschämt|nicht unverschämt|nicht fair
phone.screen|Der Bildschirm war {}.|hell|dunkel|nicht dunkel|nicht hell
phone.camera|Die Kamera war {}.|gut|schlecht|nicht schlecht|nicht gut
phone.battery|Der Akku war {}.|stark|schwach|nicht schwach|nicht stark
"""
# verdict | positive | negative
VERDICTS = """
recommend|Ich würde es empfehlen.|Ich würde es nicht empfehlen.
disappointed|Ich war nicht enttäuscht.|Ich war enttäuscht.
happy|Ich war damit zufrieden.|Ich war damit nicht zufrieden.
regret|Ich bereue es nicht.|Ich bereue es.
worth|Es war das Geld wert.|Es war das Geld nicht wert.
complain|Ich möchte mich nicht beschweren.|Ich möchte mich beschweren.
again|Ich würde es wieder tun.|Ich würde es nicht wieder tun.
mistake|Es war kein Fehler.|Es war ein Fehler.
"""
# what others said, around an opinion
SOURCES = """
others|Andere haben geschrieben: „{}“
friend|Ein Freund hat mir gesagt: „{}“
newspaper|Die Zeitung hat geschrieben: „{}“
"""
# reply | agrees | disagrees
REPLIES = """
agree|Ich stimme zu.|Ich stimme nicht zu.
true|Das ist wahr.|Das ist nicht wahr.
right|Das finde ich auch.|Das finde ich nicht.
"""
