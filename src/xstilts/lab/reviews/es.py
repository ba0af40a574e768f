"""Reviews in Spanish. The negation stands before the verb, so an opinion holds its verb."""

# what a review begins with
INTROS = """
film|La semana pasada vi una película.
book|La semana pasada leí un libro.
hotel|La semana pasada me alojé en un hotel.
restaurant|La semana pasada comí en un restaurante.
phone|La semana pasada compré un teléfono.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|La historia {}.|era emocionante|era aburrida|no era aburrida|no era emocionante
film.music|La música {}.|era agradable|era molesta|no era molesta|no era agradable
film.actors|Los actores {}.|eran buenos|eran malos|no eran malos|no eran buenos
book.story|La historia {}.|era inteligente|era tonta|no era tonta|no era inteligente
book.ending|El final {}.|era sorprendente|era previsible|no era previsible|no era sorprendente
book.language|El lenguaje {}.|era claro|era confuso|no era confuso|no era claro
hotel.room|La habitación {}.|era tranquila|era ruidosa|no era ruidosa|no era tranquila
hotel.breakfast|La comida del desayuno {}.|estaba fresca|estaba rancia|no estaba rancia|no estaba fresca
hotel.staff|El personal {}.|era amable|era grosero|no era grosero|no era amable
restaurant.food|La comida {}.|estaba deliciosa|estaba asquerosa|no estaba asquerosa|no estaba deliciosa
restaurant.waiter|El camarero {}.|era educado|era maleducado|no era maleducado|no era educado
restaurant.prices|Los precios {}.|eran justos|eran abusivos|no eran abusivos|no eran justos
phone.screen|La pantalla {}.|era luminosa|era oscura|no era oscura|no era luminosa
phone.camera|La cámara {}.|era buena|era mala|no era mala|no era buena
phone.battery|La batería {}.|era potente|era débil|no era débil|no era potente
"""
# verdict | positive | negative
VERDICTS = """
recommend|Lo recomendaría.|No lo recomendaría.
disappointed|No me decepcionó.|Me decepcionó.
happy|Me hizo feliz.|No me hizo feliz.
regret|No me arrepiento.|Me arrepiento.
worth|Valió lo que pagué.|No valió lo que pagué.
complain|No quiero quejarme.|Quiero quejarme.
again|Lo haría otra vez.|No lo haría otra vez.
mistake|No fue un error.|Fue un error.
"""
# what others said, around an opinion; the full stop stands behind the quotation marks
SOURCES = """
others|Otros escribieron: «{}».
friend|Un amigo me dijo: «{}».
newspaper|El periódico escribió: «{}».
"""
# reply | agrees | disagrees
REPLIES = """
agree|Estoy de acuerdo.|No estoy de acuerdo.
true|Es verdad.|No es verdad.
right|Yo también lo creo.|Yo no lo creo.
"""
