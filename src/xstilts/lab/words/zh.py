"""The words of Chinese."""

SPACE = ""
STOP = "。"
NAMES = """
anna|安娜
maria|玛丽亚
julia|朱莉娅
sara|莎拉
laura|劳拉
nina|尼娜
eva|伊娃
elena|埃琳娜
clara|克拉拉
sofia|索菲亚
david|大卫
martin|马丁
daniel|丹尼尔
tom|汤姆
paul|保罗
victor|维克多
adam|亚当
leo|里奥
robert|罗伯特
simon|西蒙
"""
# noun | classifier
NOUNS = """
person|人|个
child|孩子|个
boy|男孩|个
girl|女孩|个
woman|女人|个
man|男人|个
teacher|老师|位
doctor|医生|位
student|学生|个
neighbour|邻居|个
farmer|农民|个
singer|歌手|位
animal|动物|只
dog|狗|只
cat|猫|只
horse|马|匹
cow|牛|头
bird|鸟|只
duck|鸭子|只
owl|猫头鹰|只
fruit|水果|个
apple|苹果|个
pear|梨|个
banana|香蕉|根
lemon|柠檬|个
flower|花|朵
rose|玫瑰|朵
tulip|郁金香|朵
book|书|本
novel|小说|本
dictionary|词典|本
toy|玩具|个
ball|球|个
doll|娃娃|个
cup|杯子|个
hat|帽子|顶
bag|包|个
key|钥匙|把
letter|信|封
bicycle|自行车|辆
chair|椅子|把
table|桌子|张
lamp|灯|盏
picture|画|幅
clock|钟|个
play|戏剧|部
dance|舞蹈|支
"""
# verb | verb | what follows 了 where the bare verb would be no whole sentence
VERBS = """
see|看见|
find|找到|
buy|买|
sell|卖|
draw|画|
lose|弄丢|
wash|洗|
hide|藏|
choose|选|
bring|带来|
eat|吃|
read|读|
feed|喂|
hug|拥抱|
call|叫|
visit|看望|
sleep|睡觉|
sing|唱歌|
dance|跳舞|
laugh|笑|
work|工作|
run|跑步|
wait|等|一会儿/NOUN
cry|哭|
swim|游泳|
play|玩|一会儿/NOUN
give|给|
get|得到|
"""
WATCH = "看"
"""See, said of plays and dances."""
PUT = {"hide": "藏到", "bring": "带到"}
"""Verbs whose place is where the thing comes to be: 把 object verb place."""
SIZES = {"big": "很/ADV 大/ADJ 的/PART", "small": "很/ADV 小/ADJ 的/PART"}
"""Before 小说, where the bare adjective would make another word of it (小小说 is a kind of story)."""
MOTION = {"run": "跑", "swim": "游"}
"""Verbs whose manner follows them (跑得很快)."""
# place | noun/TAG, with the localiser where Chinese needs one
PLACES = """
madrid|马德里/PROPN
paris|巴黎/PROPN
berlin|柏林/PROPN
rome|罗马/PROPN
moscow|莫斯科/PROPN
london|伦敦/PROPN
tokyo|东京/PROPN
ankara|安卡拉/PROPN
beijing|北京/PROPN
spain|西班牙/PROPN
france|法国/PROPN
germany|德国/PROPN
italy|意大利/PROPN
russia|俄罗斯/PROPN
england|英格兰/PROPN
japan|日本/PROPN
turkey|土耳其/PROPN
china|中国/PROPN
kitchen|厨房/NOUN 里/ADP
garden|花园/NOUN 里/ADP
school|学校/NOUN 里/ADP
library|图书馆/NOUN 里/ADP
hospital|医院/NOUN 里/ADP
market|市场/NOUN 上/ADP
park|公园/NOUN 里/ADP
forest|森林/NOUN 里/ADP
station|车站/NOUN
hotel|酒店/NOUN 里/ADP
museum|博物馆/NOUN 里/ADP
office|办公室/NOUN 里/ADP
house|房子/NOUN 里/ADP
"""
TIMES = """
yesterday|昨天/NOUN
yesterday_morning|昨天/NOUN 早上/NOUN
yesterday_evening|昨天/NOUN 晚上/NOUN
last_week|上/DET 周/NOUN
tomorrow|明天/NOUN
tomorrow_morning|明天/NOUN 早上/NOUN
tomorrow_evening|明天/NOUN 晚上/NOUN
next_week|下/DET 周/NOUN
"""
# adjective | attributive and bare form | predicate (affirmative) | predicate (negative)
ADJECTIVES = """
red|红色/NOUN 的/PART|是/AUX 红色/NOUN 的/PART|不/ADV 是/AUX 红色/NOUN 的/PART
white|白色/NOUN 的/PART|是/AUX 白色/NOUN 的/PART|不/ADV 是/AUX 白色/NOUN 的/PART
black|黑色/NOUN 的/PART|是/AUX 黑色/NOUN 的/PART|不/ADV 是/AUX 黑色/NOUN 的/PART
green|绿色/NOUN 的/PART|是/AUX 绿色/NOUN 的/PART|不/ADV 是/AUX 绿色/NOUN 的/PART
new|新/ADJ|是/AUX 新/ADJ 的/PART|不/ADV 是/AUX 新/ADJ 的/PART
beautiful|漂亮/ADJ 的/PART|很/ADV 漂亮/ADJ|不/ADV 漂亮/ADJ
big|大/ADJ|很/ADV 大/ADJ|不/ADV 大/ADJ
small|小/ADJ|很/ADV 小/ADJ|不/ADV 小/ADJ
expensive|昂贵/ADJ 的/PART|很/ADV 昂贵/ADJ|不/ADV 昂贵/ADJ
cheap|便宜/ADJ 的/PART|很/ADV 便宜/ADJ|不/ADV 便宜/ADJ
clean|干净/ADJ 的/PART|很/ADV 干净/ADJ|不/ADV 干净/ADJ
dirty|脏/ADJ|很/ADV 脏/ADJ|不/ADV 脏/ADJ
heavy|很/ADV 重/ADJ 的/PART|很/ADV 重/ADJ|不/ADV 重/ADJ
light|很/ADV 轻/ADJ 的/PART|很/ADV 轻/ADJ|不/ADV 轻/ADJ
"""
# adverb before the verb; after 得 for verbs of motion
MANNERS = {
    "quickly": "很/ADV 快/ADJ 地/PART",
    "slowly": "慢慢/ADV 地/PART",
    "quietly": "悄悄/ADV 地/PART",
    "suddenly": "突然/ADV",
}
CALMLY = {
    **dict.fromkeys(("work", "play", "wait", "sleep", "read", "draw"), "安静/ADJ 地/PART"),
    "sing": "轻轻/ADV 地/PART",
}
"""`quietly` of verbs that one does not do in secret."""
PACES = {"quickly": "得/PART 很/ADV 快/ADJ", "slowly": "得/PART 很/ADV 慢/ADJ"}
NUMBERS = ("", "一", "两", "三", "四", "五", "六", "七", "八", "九")
PRONOUN = {"he": "他", "she": "她"}
LINKS = {"and": "而/CCONJ", "but": "但是/CCONJ", "because": "因为/SCONJ", "so": "所以/CCONJ"}
QUESTIONS = {"who": "谁/PRON", "what": "什么/PRON", "place": "哪里/PRON", "time": "什么/DET 时候/NOUN"}
# surname
FAMILIES = """
weber|韦伯
novak|诺瓦克
garcia|加西亚
rossi|罗西
kaya|卡亚
silva|席尔瓦
moreau|莫罗
lindgren|林格伦
berlin|柏林
london|伦敦
"""
# brand
BRANDS = """
nova|诺瓦
orion|奥利安
delta|德尔塔
alfa|阿尔法
luna|露娜
atlas|阿特拉斯
sirius|西里乌斯
vega|维加
"""
# kind of organisation, after what it is called
ORGANISATIONS = """
bank|银行
company|公司
newspaper|报社
hotel|酒店
museum|博物馆
school|学校
"""
# adjective after 比 and what is compared to
COMPARATIVES = """
big|大/ADJ
small|小/ADJ
expensive|贵/ADJ
cheap|便宜/ADJ
heavy|重/ADJ
light|轻/ADJ
"""
CAUSE_QUESTION = "原因是什么？"
EFFECT_QUESTION = "结果发生了什么？"
PRONOUNS = ("他", "她")
EVENTS = """
ill.c1|吃了不新鲜的鱼
ill.c2|吃了太多蛋糕
ill.e1|肚子疼
ill.e2|饭后觉得恶心
wet.c1|没打伞在雨里走路
wet.c2|掉进了河里
wet.e1|全身都湿了
wet.e2|换上了干衣服
exam.c1|为考试努力学习
exam.c2|做完了所有作业
exam.e1|通过了考试
exam.e2|得到了好成绩
late.c1|起床太晚了
late.c2|路上堵车堵了很久
late.e1|没赶上火车
late.e2|上班迟到了
tired.c1|工作了一整夜
tired.c2|两天没有睡觉
tired.e1|非常累
tired.e2|在沙发上睡着了
hungry.c1|一整天没有吃东西
hungry.c2|没有吃早饭
hungry.e1|非常饿
hungry.e2|喝了两碗汤
leg.c1|从自行车上摔了下来
leg.c2|在冰上滑倒了
leg.e1|摔断了腿
leg.e2|不能走路了
rich.c1|中了彩票
rich.c2|继承了很多钱
rich.e1|变得很富有
rich.e2|买了一辆昂贵的汽车
key.c1|丢了家里的钥匙
key.c2|把钥匙忘在了办公室
key.e1|打不开门
key.e2|在门外等着
cold.c1|得了流感
cold.c2|发了高烧
cold.e1|躺在床上休息
cold.e2|吃了药
thirst.c1|吃了很咸的东西
thirst.c2|跑了十公里
thirst.e1|口渴了
thirst.e2|喝了很多水
joy.c1|收到了漂亮的礼物
joy.c2|听到了好消息
joy.e1|非常高兴
joy.e2|笑了
sad.c1|听到了坏消息
sad.c2|失去了最好的朋友
sad.e1|非常难过
sad.e2|哭了很久
phone.c1|把手机掉进了水里
phone.c2|弄坏了旧手机
phone.e1|不能给任何人打电话
phone.e2|买了一部新手机
burn.c1|碰到了热烤箱
burn.c2|把热茶洒在了手上
burn.e1|烫伤了手
burn.e2|用冷水冲了手
fine.c1|开车开得太快
fine.c2|停车停错了地方
fine.e1|不得不交罚款
fine.e2|被警察拦住了
"""
