"""Reviews in Finnish."""

# what a review begins with
INTROS = """
film|Viime viikolla näin elokuvan.
book|Viime viikolla luin kirjan.
hotel|Viime viikolla yövyin hotellissa.
restaurant|Viime viikolla söin ravintolassa.
phone|Viime viikolla ostin puhelimen.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Tarina {}.|oli jännittävä|oli tylsä|ei ollut tylsä|ei ollut jännittävä
film.music|Musiikki {}.|oli ihanaa|oli hirveää|ei ollut hirveää|ei ollut ihanaa
film.actors|Näyttelijät {}.|olivat hyviä|olivat huonoja|eivät olleet huonoja|eivät olleet hyviä
book.story|Tarina {}.|oli nokkela|oli typerä|ei ollut typerä|ei ollut nokkela
book.ending|Loppu {}.|oli yllättävä|oli lattea|ei ollut lattea|ei ollut yllättävä
book.language|Kieli {}.|oli selkeää|oli sekavaa|ei ollut sekavaa|ei ollut selkeää
hotel.room|Huone {}.|oli hiljainen|oli meluisa|ei ollut meluisa|ei ollut hiljainen
hotel.breakfast|Aamiainen {}.|oli tuoretta|oli pilaantunutta|ei ollut pilaantunutta|ei ollut tuoretta
hotel.staff|Henkilökunta {}.|oli ystävällistä|oli töykeää|ei ollut töykeää|ei ollut ystävällistä
restaurant.food|Ruoka {}.|oli herkullista|oli kuvottavaa|ei ollut kuvottavaa|ei ollut herkullista
restaurant.waiter|Tarjoilija {}.|oli kohtelias|oli epäkohtelias|ei ollut epäkohtelias|ei ollut kohtelias
restaurant.prices|Hinnat {}.|olivat reiluja|olivat häpeämättömiä|eivät olleet häpeämättömiä|eivät olleet reiluja
phone.screen|Näyttö {}.|oli kirkas|oli himmeä|ei ollut himmeä|ei ollut kirkas
phone.camera|Kamera {}.|oli erinomainen|oli surkea|ei ollut surkea|ei ollut erinomainen
phone.battery|Akku {}.|oli tehokas|oli heikko|ei ollut heikko|ei ollut tehokas
"""
# verdict | positive | negative
VERDICTS = """
recommend|Suosittelisin sitä.|En suosittelisi sitä.
disappointed|En ollut pettynyt.|Olin pettynyt.
happy|Olin siihen tyytyväinen.|En ollut siihen tyytyväinen.
regret|En kadu sitä.|Kadun sitä.
worth|Se oli rahan arvoinen.|Se ei ollut rahan arvoinen.
complain|En halua valittaa.|Haluan valittaa.
again|Tekisin sen uudelleen.|En tekisi sitä uudelleen.
mistake|Se ei ollut virhe.|Se oli virhe.
"""
# what others said, around an opinion
SOURCES = """
others|Muut kirjoittivat: ”{}”
friend|Ystäväni sanoi minulle: ”{}”
newspaper|Sanomalehti kirjoitti: ”{}”
"""
# reply | agrees | disagrees
REPLIES = """
agree|Olen samaa mieltä.|En ole samaa mieltä.
true|Se on totta.|Se ei ole totta.
right|Minäkin ajattelen niin.|Minä en ajattele niin.
"""
