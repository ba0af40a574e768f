"""Reviews in Chinese."""

# what a review begins with
INTROS = """
film|上周我看了一部电影。
book|上周我读了一本书。
hotel|上周我住了一家酒店。
restaurant|上周我在一家餐馆吃了饭。
phone|上周我买了一部手机。
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|故事{}。|很精彩|很无聊|不无聊|不精彩
film.music|音乐{}。|很好听|很难听|不难听|不好听
film.actors|演员演得{}。|很好|很差|不差|不好
book.story|情节{}。|很巧妙|很愚蠢|不愚蠢|不巧妙
book.ending|结局{}。|令人惊喜|很平淡|不平淡|不令人惊喜
book.language|语言{}。|很清晰|很混乱|不混乱|不清晰
hotel.room|房间{}。|很安静|很吵|不吵|不安静
hotel.breakfast|早餐{}。|很新鲜|变质了|没有变质|不新鲜
hotel.staff|员工{}。|很友好|很粗鲁|不粗鲁|不友好
restaurant.food|饭菜{}。|很好吃|很难吃|不难吃|不好吃
restaurant.waiter|服务员{}。|很礼貌|很傲慢|不傲慢|不礼貌
restaurant.prices|价格{}。|很合理|很离谱|不离谱|不合理
phone.screen|屏幕{}。|很亮|很暗|不暗|不亮
phone.camera|摄像头{}。|很出色|很糟糕|不糟糕|不出色
phone.battery|电池的续航{}。|很强|很弱|不弱|不强
"""
# verdict | positive | negative
VERDICTS = """
recommend|我会推荐它。|我不会推荐它。
disappointed|我没有失望。|我很失望。
happy|我对它很满意。|我对它不满意。
regret|我不后悔。|我很后悔。
worth|它值这个价钱。|它不值这个价钱。
complain|我不想抱怨。|我想抱怨。
again|如果再来一次，我还会选它。|如果再来一次，我不会再选它。
mistake|选它不是一个错误。|选它是一个错误。
"""
# what others said, around an opinion
SOURCES = """
others|别人写道：“{}”
friend|一个朋友告诉我：“{}”
newspaper|报纸上写道：“{}”
"""
# reply | agrees | disagrees
REPLIES = """
agree|我同意。|我不同意。
true|这是真的。|这不是真的。
right|我也这么认为。|我不这么认为。
"""
