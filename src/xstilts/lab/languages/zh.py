"""Chinese (simplified): no inflection; classifiers, aspect, time and place before the verb, full-width punctuation."""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import NP, Clause, Sentence, Token, rows, words

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
dance|舞蹈|个
"""
# verb | verb | complement that carries the past (empty: the verb takes 了) | negated past when it differs
VERBS = """
see|看见|
find|找到|
buy|买|
sell|卖|
draw|画|
lose|丢|
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
wait|等待|
cry|哭|
swim|游泳|
play|玩|
"""
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
red|红色/ADJ 的/PART|是/AUX 红色/ADJ 的/PART|不/ADV 是/AUX 红色/ADJ 的/PART
white|白色/ADJ 的/PART|是/AUX 白色/ADJ 的/PART|不/ADV 是/AUX 白色/ADJ 的/PART
black|黑色/ADJ 的/PART|是/AUX 黑色/ADJ 的/PART|不/ADV 是/AUX 黑色/ADJ 的/PART
green|绿色/ADJ 的/PART|是/AUX 绿色/ADJ 的/PART|不/ADV 是/AUX 绿色/ADJ 的/PART
new|新/ADJ|是/AUX 新/ADJ 的/PART|不/ADV 是/AUX 新/ADJ 的/PART
beautiful|漂亮/ADJ 的/PART|很/ADV 漂亮/ADJ|不/ADV 漂亮/ADJ
big|大/ADJ|很/ADV 大/ADJ|不/ADV 大/ADJ
small|小/ADJ|很/ADV 小/ADJ|不/ADV 小/ADJ
expensive|昂贵/ADJ 的/PART|很/ADV 昂贵/ADJ|不/ADV 昂贵/ADJ
cheap|便宜/ADJ 的/PART|很/ADV 便宜/ADJ|不/ADV 便宜/ADJ
clean|干净/ADJ 的/PART|很/ADV 干净/ADJ|不/ADV 干净/ADJ
dirty|脏/ADJ 的/PART|很/ADV 脏/ADJ|不/ADV 脏/ADJ
heavy|很/ADV 重/ADJ 的/PART|很/ADV 重/ADJ|不/ADV 重/ADJ
light|很/ADV 轻/ADJ 的/PART|很/ADV 轻/ADJ|不/ADV 轻/ADJ
"""
MANNERS = {
    "quickly": "很/ADV 快/ADJ 地/PART",
    "slowly": "慢慢/ADV 地/PART",
    "quietly": "悄悄/ADV 地/PART",
    "suddenly": "突然/ADV",
}
NUMBERS = ("", "一", "两", "三", "四", "五", "六", "七", "八", "九")
PRONOUN = {"he": "他", "she": "她"}
CAUSE_QUESTION = "原因是什么？"
EFFECT_QUESTION = "结果发生了什么？"
PRONOUNS = ("他", "她")
EVENTS = """
ill.c1|吃了不新鲜的鱼
ill.c2|吃了太多蛋糕
ill.e1|肚子疼
ill.e2|饭后觉得恶心
wet.c1|没带伞在雨里走路
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
burn.c1|碰了热烤箱
burn.c2|把热茶洒在了手上
burn.e1|烫伤了手
burn.e2|把手放在冷水下
fine.c1|开车太快
fine.c2|停车停错了地方
fine.e1|不得不交罚款
fine.e2|被警察拦住了
"""


@cache
def lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """One of the tables above, read once."""
    return rows(table)


def events() -> dict[str, str]:
    """Event id -> verb phrase, with `{male|female}` alternatives."""
    return {event: "|".join(fields) for event, fields in lexicon(EVENTS).items()}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    if np.det == "name":
        return lexicon(NAMES)[np.noun][0]
    noun, classifier = lexicon(NOUNS)[np.noun]
    return f"那{classifier}{noun}"


def noun_phrase(np: NP) -> list[Token]:
    """Determiner or number, classifier, adjective, noun."""
    if np.det == "name":
        return [Token(lexicon(NAMES)[np.noun][0], "PROPN")]
    if np.det == "pron":
        return [Token(PRONOUN[np.noun], "PRON")]
    noun, classifier = lexicon(NOUNS)[np.noun]
    body = [*(words(lexicon(ADJECTIVES)[np.adj][0]) if np.adj else []), Token(noun, "NOUN")]
    number = [Token(NUMBERS[np.n or 1], "NUM"), Token(classifier, "NOUN")]
    before = {
        "a": number,
        "num": number,
        "the": [Token("那", "DET"), Token(classifier, "NOUN")],
        "this": [Token("这", "DET"), Token(classifier, "NOUN")],
        "least": [Token("至少", "ADV"), *number],
        "exact": [Token("正好", "ADV"), *number],
        "all": [Token("所有", "DET"), Token("的", "PART")],
        "some": [Token("有些", "DET")],
        "no": [Token("没有", "VERB"), *number],
        "any": [Token("任何", "DET")],
    }
    return [*before[np.det], *body]


def predicate(c: Clause) -> list[Token]:
    """Negation, auxiliary, place, manner, verb, aspect, object, in the order of Chinese."""
    place = [Token("在", "ADP"), *words(lexicon(PLACES)[c.place][0])] if c.place else []
    future = c.tense == "future"
    modal = [*([Token("不", "ADV")] if c.neg else []), *([Token("会", "AUX")] if future else [])]
    if c.verb == "is":
        return words(lexicon(ADJECTIVES)[c.adj][2 if c.neg else 1])
    if c.verb == "at":
        return [*modal, Token("在", "VERB"), *place[1:]]
    past_negation = [Token("没有", "AUX")] if c.neg else []
    out = [*(modal if future else past_negation), *place, *(words(MANNERS[c.manner]) if c.manner else [])]
    verb = lexicon(VERBS)[c.verb][0]
    aspect = [] if future or c.denied else [Token("了", "AUX")]
    return [*out, Token(verb, "VERB"), *aspect, *(noun_phrase(c.obj) if c.obj else [])]


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, then the predicate; 所有 is taken up by 都."""
    time = words(lexicon(TIMES)[c.time][0]) if c.time else []
    subject = noun_phrase(c.subj)
    quantified = [Token("都", "ADV")] if c.subj.det == "all" else []
    first = c.front or c.subj.det == "no"
    return [*(time + subject if first else subject + time), *quantified, *predicate(c)]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens, none of them spaced."""
    comma = Token("，", "PUNCT")
    if s.holder:
        verb = {"say": "说", "know": "知道"}[s.link]
        out = [Token(lexicon(NAMES)[s.holder][0], "PROPN"), Token(verb, "VERB"), *clause(s.clauses[0])]
    elif s.link:
        link = {"and": "而/CCONJ", "but": "但是/CCONJ", "because": "因为/SCONJ"}[s.link]
        out = [*clause(s.clauses[0]), comma, *words(link), *clause(s.clauses[1])]
    else:
        out = clause(s.clauses[0])
    return [token._replace(glue=True) for token in [*out, Token("。", "PUNCT")]]
