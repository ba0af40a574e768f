"""Reviews in English."""

# what a review begins with
INTROS = """
film|Last week I saw a film.
book|Last week I read a book.
hotel|Last week I stayed at a hotel.
restaurant|Last week I ate at a restaurant.
phone|Last week I bought a phone.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|The story was {}.|exciting|boring|not boring|not exciting
film.music|The music was {}.|lovely|awful|not awful|not lovely
film.actors|The actors were {}.|good|bad|not bad|not good
book.story|The story was {}.|clever|stupid|not stupid|not clever
book.ending|The ending was {}.|surprising|dull|not dull|not surprising
book.language|The language was {}.|clear|confusing|not confusing|not clear
hotel.room|The room was {}.|quiet|noisy|not noisy|not quiet
hotel.breakfast|The breakfast was {}.|fresh|stale|not stale|not fresh
hotel.staff|The staff were {}.|friendly|rude|not rude|not friendly
restaurant.food|The food was {}.|delicious|disgusting|not disgusting|not delicious
restaurant.waiter|The waiter was {}.|polite|impolite|not impolite|not polite
restaurant.prices|The prices were {}.|fair|outrageous|not outrageous|not fair
phone.screen|The screen was {}.|bright|dark|not dark|not bright
phone.camera|The camera was {}.|excellent|terrible|not terrible|not excellent
phone.battery|The battery was {}.|strong|weak|not weak|not strong
"""
# verdict | positive | negative
VERDICTS = """
recommend|I would recommend it.|I would not recommend it.
disappointed|I was not disappointed.|I was disappointed.
happy|I was happy with it.|I was not happy with it.
regret|I do not regret it.|I regret it.
worth|It was worth the money.|It was not worth the money.
complain|I do not want to complain.|I want to complain.
again|I would do it again.|I would not do it again.
mistake|It was not a mistake.|It was a mistake.
"""
# what others said, around an opinion
SOURCES = """
others|Others wrote: "{}"
friend|A friend told me: "{}"
newspaper|The newspaper wrote: "{}"
"""
# reply | agrees | disagrees
REPLIES = """
agree|I agree.|I do not agree.
true|That is true.|That is not true.
right|I think so too.|I do not think so.
"""
