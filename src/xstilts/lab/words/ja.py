"""Japanese: the words. Segmented into the short units of UD Japanese-GSD (so 図書 館, 自転 車)."""

SPACE = ""
STOP = "。"
# name | katakana
NAMES = """
anna|アンナ
maria|マリア
julia|ジュリア
sara|サラ
laura|ローラ
nina|ニーナ
eva|エヴァ
elena|エレナ
clara|クララ
sofia|ソフィア
david|デイビッド
martin|マーティン
daniel|ダニエル
tom|トム
paul|ポール
victor|ビクター
adam|アダム
leo|レオ
robert|ロバート
simon|サイモン
"""
# noun | word/TAG | counter
NOUNS = """
person|人/NOUN|人
child|子供/NOUN|人
boy|少年/NOUN|人
girl|少女/NOUN|人
woman|女性/NOUN|人
man|男性/NOUN|人
teacher|先生/NOUN|人
doctor|医者/NOUN|人
student|学生/NOUN|人
neighbour|隣人/NOUN|人
farmer|農夫/NOUN|人
singer|歌手/NOUN|人
animal|動物/NOUN|匹
dog|犬/NOUN|匹
cat|猫/NOUN|匹
horse|馬/NOUN|頭
cow|牛/NOUN|頭
bird|鳥/NOUN|羽
duck|アヒル/NOUN|羽
owl|フクロウ/NOUN|羽
fruit|果物/NOUN|個
apple|りんご/NOUN|個
pear|梨/NOUN|個
banana|バナナ/NOUN|本
lemon|レモン/NOUN|個
flower|花/NOUN|本
rose|バラ/NOUN|本
tulip|チューリップ/NOUN|本
book|本/NOUN|冊
novel|小説/NOUN|冊
dictionary|辞書/NOUN|冊
toy|おもちゃ/NOUN|個
ball|ボール/NOUN|個
doll|人形/NOUN|体
cup|カップ/NOUN|個
hat|帽子/NOUN|つ
bag|かばん/NOUN|つ
key|鍵/NOUN|本
letter|手紙/NOUN|通
bicycle|自転/NOUN 車/NOUN|台
chair|椅子/NOUN|脚
table|テーブル/NOUN|台
lamp|ランプ/NOUN|台
picture|絵/NOUN|枚
clock|時計/NOUN|つ
play|芝居/NOUN|つ
dance|踊り/NOUN|つ
"""
# verb | particle of the object | words before the verb | stem before ます | plain past | plain present
# | stem before ない
VERBS = """
see|を||見|見/VERB た/AUX|見る|見
find|を||見つけ|見つけ/VERB た/AUX|見つける|見つけ
buy|を||買い|買っ/VERB た/AUX|買う|買わ
sell|を||売り|売っ/VERB た/AUX|売る|売ら
draw|を||描き|描い/VERB た/AUX|描く|描か
lose|を||なくし|なくし/VERB た/AUX|なくす|なくさ
wash|を||洗い|洗っ/VERB た/AUX|洗う|洗わ
hide|を||隠し|隠し/VERB た/AUX|隠す|隠さ
choose|を||選び|選ん/VERB だ/AUX|選ぶ|選ば
bring|を|持っ/VERB て/SCONJ|き|き/VERB た/AUX|くる|こ
eat|を||食べ|食べ/VERB た/AUX|食べる|食べ
read|を||読み|読ん/VERB だ/AUX|読む|読ま
feed|に|えさ/NOUN を/ADP|あげ|あげ/VERB た/AUX|あげる|あげ
hug|を||抱きしめ|抱きしめ/VERB た/AUX|抱きしめる|抱きしめ
call|を||呼び|呼ん/VERB だ/AUX|呼ぶ|呼ば
visit|を||訪ね|訪ね/VERB た/AUX|訪ねる|訪ね
sleep|||眠り|眠っ/VERB た/AUX|眠る|眠ら
sing|||歌い|歌っ/VERB た/AUX|歌う|歌わ
dance|||踊り|踊っ/VERB た/AUX|踊る|踊ら
laugh|||笑い|笑っ/VERB た/AUX|笑う|笑わ
work|||働き|働い/VERB た/AUX|働く|働か
run|||走り|走っ/VERB た/AUX|走る|走ら
wait|||待ち|待っ/VERB た/AUX|待つ|待た
cry|||泣き|泣い/VERB た/AUX|泣く|泣か
swim|||泳ぎ|泳い/VERB だ/AUX|泳ぐ|泳が
play|||遊び|遊ん/VERB だ/AUX|遊ぶ|遊ば
give|を||あげ|あげ/VERB た/AUX|あげる|あげ
get|を||もらい|もらっ/VERB た/AUX|もらう|もらわ
"""
LEAD = "連れ/VERB て/SCONJ"
"""What stands before くる where an animal is brought, in place of 持って."""
# place | words; the particle に or で depends on the verb
PLACES = """
madrid|マドリード/PROPN
paris|パリ/PROPN
berlin|ベルリン/PROPN
rome|ローマ/PROPN
moscow|モスクワ/PROPN
london|ロンドン/PROPN
tokyo|東京/PROPN
ankara|アンカラ/PROPN
beijing|北京/PROPN
spain|スペイン/PROPN
france|フランス/PROPN
germany|ドイツ/PROPN
italy|イタリア/PROPN
russia|ロシア/PROPN
england|イギリス/PROPN
japan|日本/PROPN
turkey|トルコ/PROPN
china|中国/PROPN
kitchen|台所/NOUN
garden|庭/NOUN
school|学校/NOUN
library|図書/NOUN 館/NOUN
hospital|病院/NOUN
market|市場/NOUN
park|公園/NOUN
forest|森/NOUN
station|駅/NOUN
hotel|ホテル/NOUN
museum|博物/NOUN 館/NOUN
office|オフィス/NOUN
house|家/NOUN
"""
TIMES = """
yesterday|昨日/NOUN
yesterday_morning|昨日/NOUN の/ADP 朝/NOUN
yesterday_evening|昨日/NOUN の/ADP 夜/NOUN
last_week|先週/NOUN
tomorrow|明日/NOUN
tomorrow_morning|明日/NOUN の/ADP 朝/NOUN
tomorrow_evening|明日/NOUN の/ADP 夜/NOUN
next_week|来週/NOUN
"""
# adjective | class (i; na or no, which take the copula) | stem
ADJECTIVES = """
red|i|赤
white|i|白
black|i|黒
green|no|緑色
new|i|新し
beautiful|i|美し
big|i|大き
small|i|小さ
expensive|na|高価
cheap|i|安
clean|na|きれい
dirty|i|汚
heavy|i|重
light|i|軽
"""
MANNERS = {"quickly": "素早く/ADJ", "slowly": "ゆっくり/ADV", "quietly": "静か/ADJ に/AUX", "suddenly": "突然/ADV"}
NUMBERS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
# and, but: after a polite clause; so: after the plain clause of the reason; because: after the plain clause of what
# is explained, whose reason follows and ends in REASON
LINKS = {"and": "し/SCONJ", "but": "が/SCONJ", "so": "の/SCONJ で/AUX", "because": "の/SCONJ は/ADP"}
REASON = "から/SCONJ です/AUX"
QUESTIONS = {"who": "誰/PRON", "what": "何/PRON", "place": "どこ/PRON", "time": "いつ/PRON"}
PARTIES = {"sell": "に/ADP", "give": "に/ADP", "buy": "から/ADP", "get": "から/ADP"}
# surname
FAMILIES = """
weber|ウェーバー
novak|ノバク
garcia|ガルシア
rossi|ロッシ
kaya|カヤ
silva|シルバ
moreau|モロー
lindgren|リンドグレーン
berlin|ベルリン
london|ロンドン
"""
# brand
BRANDS = """
nova|ノヴァ
orion|オリオン
delta|デルタ
alfa|アルファ
luna|ルナ
atlas|アトラス
sirius|シリウス
vega|ベガ
"""
# kind of organisation, after what it is called
ORGANISATIONS = """
bank|銀行/NOUN
company|社/NOUN
newspaper|新聞/NOUN 社/NOUN
hotel|ホテル/NOUN
museum|博物/NOUN 館/NOUN
school|学園/NOUN
"""
CAUSE_QUESTION = "原因は何でしたか？"
EFFECT_QUESTION = "その結果、何が起こりましたか？"
PRONOUNS = ("彼", "彼女")
# Causal events: what follows the person, who is the topic.
EVENTS = """
ill.c1|は古い魚を食べました
ill.c2|はケーキを食べすぎました
ill.e1|はお腹が痛くなりました
ill.e2|は食後に気分が悪くなりました
wet.c1|は雨の中を傘をささずに歩きました
wet.c2|は川に落ちました
wet.e1|はずぶ濡れになりました
wet.e2|は乾いた服に着替えました
exam.c1|は試験のために一生懸命勉強しました
exam.c2|は宿題を全部やりました
exam.e1|は試験に合格しました
exam.e2|は良い成績を取りました
late.c1|は寝坊しました
late.c2|は長い間渋滞に巻き込まれました
late.e1|は電車に乗り遅れました
late.e2|は仕事に遅刻しました
tired.c1|は一晩中働きました
tired.c2|は二日間眠りませんでした
tired.e1|はとても疲れました
tired.e2|はソファーで眠ってしまいました
hungry.c1|は一日中何も食べませんでした
hungry.c2|は朝ご飯を食べませんでした
hungry.e1|はとてもお腹が空きました
hungry.e2|はスープを二杯飲みました
leg.c1|は自転車から落ちました
leg.c2|は氷の上で滑って転びました
leg.e1|は足の骨を折りました
leg.e2|は歩くことができませんでした
rich.c1|は宝くじに当たりました
rich.c2|はたくさんのお金を相続しました
rich.e1|はお金持ちになりました
rich.e2|は高い車を買いました
key.c1|は家の鍵をなくしました
key.c2|は鍵をオフィスに忘れました
key.e1|はドアを開けることができませんでした
key.e2|はドアの外で待ちました
cold.c1|はインフルエンザにかかりました
cold.c2|は高い熱を出しました
cold.e1|はベッドで休みました
cold.e2|は薬を飲みました
thirst.c1|はとても塩辛い物を食べました
thirst.c2|は十キロ走りました
thirst.e1|は喉が渇きました
thirst.e2|は水をたくさん飲みました
joy.c1|は素敵なプレゼントをもらいました
joy.c2|は良い知らせを聞きました
joy.e1|はとても喜びました
joy.e2|は微笑みました
sad.c1|は悲しい知らせを聞きました
sad.c2|は一番の親友を亡くしました
sad.e1|はとても悲しみました
sad.e2|は長い間泣きました
phone.c1|は携帯電話を水の中に落としました
phone.c2|は古い携帯電話を壊しました
phone.e1|は誰にも電話をかけられませんでした
phone.e2|は新しい携帯電話を買いました
burn.c1|は熱いオーブンに触りました
burn.c2|は熱いお茶を手にこぼしました
burn.e1|は手をやけどしました
burn.e2|は手を冷たい水で冷やしました
fine.c1|は車のスピードを出しすぎました
fine.c2|は間違った場所に車を止めました
fine.e1|は罰金を払わなければなりませんでした
fine.e2|は警察に止められました
"""
