"""Reviews in Japanese."""

# what a review begins with
INTROS = """
film|先週、映画を見ました。
book|先週、本を読みました。
hotel|先週、ホテルに泊まりました。
restaurant|先週、レストランで食事をしました。
phone|先週、携帯電話を買いました。
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|ストーリーは{}。|面白かったです|退屈でした|退屈ではありませんでした|面白くありませんでした
film.music|音楽は{}。|素敵でした|ひどかったです|ひどくありませんでした|素敵ではありませんでした
film.actors|俳優の演技は{}。|上手でした|下手でした|下手ではありませんでした|上手ではありませんでした
book.story|物語は{}。|よくできていました|ばかげていました|ばかげていませんでした|よくできていませんでした
book.ending|結末は{}。|意外性がありました|平凡でした|平凡ではありませんでした|意外性がありませんでした
book.language|文章は{}。|明快でした|難解でした|難解ではありませんでした|明快ではありませんでした
hotel.room|部屋は{}。|静かでした|うるさかったです|うるさくありませんでした|静かではありませんでした
hotel.breakfast|朝食は{}。|新鮮でした|傷んでいました|傷んでいませんでした|新鮮ではありませんでした
hotel.staff|スタッフは{}。|親切でした|失礼でした|失礼ではありませんでした|親切ではありませんでした
restaurant.food|料理は{}。|おいしかったです|まずかったです|まずくありませんでした|おいしくありませんでした
restaurant.waiter|ウェイターは{}。|丁寧でした|無礼でした|無礼ではありませんでした|丁寧ではありませんでした
restaurant.prices|値段は{}。|妥当でした|法外でした|法外ではありませんでした|妥当ではありませんでした
phone.screen|画面は{}。|明るかったです|暗かったです|暗くありませんでした|明るくありませんでした
phone.camera|カメラは{}。|優秀でした|ひどかったです|ひどくありませんでした|優秀ではありませんでした
phone.battery|バッテリーは{}。|強力でした|貧弱でした|貧弱ではありませんでした|強力ではありませんでした
"""
# verdict | positive | negative
VERDICTS = """
recommend|お勧めします。|お勧めしません。
disappointed|がっかりしませんでした。|がっかりしました。
happy|満足しています。|満足していません。
regret|後悔していません。|後悔しています。
worth|お金を払う価値はありました。|お金を払う価値はありませんでした。
complain|不満はありません。|不満があります。
again|もう一度選びたいと思います。|もう一度選びたいとは思いません。
mistake|これを選んだのは間違いではありませんでした。|これを選んだのは間違いでした。
"""
# what others said, around an opinion
SOURCES = """
others|他の人は「{}」と書いていました。
friend|友人は「{}」と言っていました。
newspaper|新聞には「{}」と書いてありました。
"""
# reply | agrees | disagrees
REPLIES = """
agree|私は同意します。|私は同意しません。
true|それは本当です。|それは本当ではありません。
right|私もそう思います。|私はそう思いません。
"""
