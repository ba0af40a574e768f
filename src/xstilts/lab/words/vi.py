"""Vietnamese: the tables. The grammar is in `languages/vi.py`."""

from __future__ import annotations

# concept | name
NAMES = """
anna|Anna
maria|Maria
julia|Julia
sara|Sara
laura|Laura
nina|Nina
eva|Eva
elena|Elena
clara|Clara
sofia|Sofia
david|David
martin|Martin
daniel|Daniel
tom|Tom
paul|Paul
victor|Victor
adam|Adam
leo|Leo
robert|Robert
simon|Simon
"""
# concept | noun | classifier, where the noun takes one | word for a definite plurality
NOUNS = """
person|người||mọi
child|trẻ|đứa|những
boy|cậu bé||các
girl|cô bé||các
woman|phụ nữ|người|những
man|đàn ông|người|những
teacher|giáo viên||các
doctor|bác sĩ||các
student|học sinh||các
neighbour|hàng xóm|người|những
farmer|nông dân|người|những
singer|ca sĩ||các
animal|vật|con|những
dog|chó|con|những
cat|mèo|con|những
horse|ngựa|con|những
cow|bò|con|những
bird|chim|con|những
duck|vịt|con|những
owl|cú mèo|con|những
fruit|trái cây||những
apple|táo|quả|những
pear|lê|quả|những
banana|chuối|quả|những
lemon|chanh|quả|những
flower|hoa|bông|những
rose|hoa hồng|bông|những
tulip|hoa tulip|bông|những
book|sách|cuốn|những
novel|tiểu thuyết|cuốn|những
dictionary|từ điển|cuốn|những
toy|đồ chơi|món|những
ball|bóng|quả|những
doll|búp bê|con|những
cup|cốc|cái|những
hat|mũ|cái|những
bag|túi|cái|những
key|chìa khóa|chiếc|những
letter|thư|bức|những
bicycle|xe đạp|chiếc|những
chair|ghế|cái|những
table|bàn|cái|những
lamp|đèn|chiếc|những
picture|tranh|bức|những
clock|đồng hồ|chiếc|những
play|kịch|vở|những
dance|nhảy|điệu|những
"""
# concept | verb | what follows the object (to feed is to give to eat)
VERBS = """
see|nhìn/VERB thấy/VERB|
find|tìm/VERB thấy/VERB|
buy|mua/VERB|
sell|bán/VERB|
draw|vẽ/VERB|
lose|làm/VERB mất/VERB|
wash|rửa/VERB|
hide|giấu/VERB|
choose|chọn/VERB|
bring|mang/VERB theo/VERB|
eat|ăn/VERB|
read|đọc/VERB|
feed|cho/VERB|ăn/VERB
hug|ôm/VERB|
call|gọi/VERB|
visit|đến/VERB thăm/VERB|
sleep|ngủ/VERB|
sing|hát/VERB|
dance|nhảy/VERB múa/VERB|
laugh|cười/VERB|
work|làm/VERB việc/VERB|
run|chạy/VERB|
wait|chờ/VERB đợi/VERB|
cry|khóc/VERB|
swim|bơi/VERB|
play|chơi/VERB|
give|đưa/VERB|
get|nhận/VERB|
"""
# Verbs that an object asks for: one watches a play, bathes an animal, washes cloth with another verb than dishes.
SPECIAL_VERBS = {
    ("see", "play"): "xem/VERB",
    ("see", "dance"): "xem/VERB",
    ("wash", "dog"): "tắm/VERB cho/ADP",
    ("wash", "cat"): "tắm/VERB cho/ADP",
    ("wash", "horse"): "tắm/VERB cho/ADP",
    ("wash", "hat"): "giặt/VERB",
    ("wash", "bag"): "giặt/VERB",
    ("bring", "dog"): "dắt/VERB theo/VERB",
    ("bring", "horse"): "dắt/VERB theo/VERB",
}
# concept | place; those that do not begin with a preposition of their own take the preposition ở
PLACES = """
madrid|Madrid/PROPN
paris|Paris/PROPN
berlin|Berlin/PROPN
rome|Roma/PROPN
moscow|Moskva/PROPN
london|London/PROPN
tokyo|Tokyo/PROPN
ankara|Ankara/PROPN
beijing|Bắc/PROPN Kinh/PROPN
spain|Tây/PROPN Ban/PROPN Nha/PROPN
france|Pháp/PROPN
germany|Đức/PROPN
italy|Ý/PROPN
russia|Nga/PROPN
england|Anh/PROPN
japan|Nhật/PROPN Bản/PROPN
turkey|Thổ/PROPN Nhĩ/PROPN Kỳ/PROPN
china|Trung/PROPN Quốc/PROPN
kitchen|trong/ADP nhà/NOUN bếp/NOUN
garden|trong/ADP vườn/NOUN
school|trường/NOUN học/NOUN
library|thư/NOUN viện/NOUN
hospital|bệnh/NOUN viện/NOUN
market|chợ/NOUN
park|công/NOUN viên/NOUN
forest|trong/ADP rừng/NOUN
station|nhà/NOUN ga/NOUN
hotel|khách/NOUN sạn/NOUN
museum|bảo/NOUN tàng/NOUN
office|văn/NOUN phòng/NOUN
house|trong/ADP nhà/NOUN
"""
# concept | adverbial
TIMES = """
yesterday|hôm/NOUN qua/NOUN
yesterday_morning|sáng/NOUN hôm/NOUN qua/NOUN
yesterday_evening|tối/NOUN hôm/NOUN qua/NOUN
last_week|tuần/NOUN trước/ADJ
tomorrow|ngày/NOUN mai/NOUN
tomorrow_morning|sáng/NOUN mai/NOUN
tomorrow_evening|tối/NOUN mai/NOUN
next_week|tuần/NOUN sau/ADJ
"""
# concept | attribute of living things, fruit and flowers | attribute of other things | predicate
ADJECTIVES = """
red|đỏ/ADJ|màu/NOUN đỏ/ADJ|có/VERB màu/NOUN đỏ/ADJ
white|trắng/ADJ|màu/NOUN trắng/ADJ|có/VERB màu/NOUN trắng/ADJ
black|đen/ADJ|màu/NOUN đen/ADJ|có/VERB màu/NOUN đen/ADJ
green|xanh/ADJ lá/ADJ cây/ADJ|màu/NOUN xanh/ADJ lá/ADJ cây/ADJ|có/VERB màu/NOUN xanh/ADJ lá/ADJ cây/ADJ
new|mới/ADJ|mới/ADJ|mới/ADJ
beautiful|đẹp/ADJ|đẹp/ADJ|đẹp/ADJ
big|lớn/ADJ|lớn/ADJ|lớn/ADJ
small|nhỏ/ADJ|nhỏ/ADJ|nhỏ/ADJ
expensive|đắt/ADJ|đắt/ADJ tiền/ADJ|đắt/ADJ
cheap|rẻ/ADJ|rẻ/ADJ tiền/ADJ|rẻ/ADJ
clean|sạch/ADJ|sạch/ADJ|sạch/ADJ
dirty|bẩn/ADJ|bẩn/ADJ|bẩn/ADJ
heavy|nặng/ADJ|nặng/ADJ|nặng/ADJ
light|nhẹ/ADJ|nhẹ/ADJ|nhẹ/ADJ
"""
# concept | before the verb | after a verb of motion, where it differs
MANNERS = """
quickly|nhanh/ADJ chóng/ADJ|nhanh/ADJ
slowly|từ/ADJ từ/ADJ|chậm/ADJ
quietly|lặng/ADJ lẽ/ADJ|
suddenly|đột/ADJ nhiên/ADJ|
"""
MOTION = ("run", "swim")
NUMBERS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
PRONOUN = {"he": "anh/PRON ấy/PRON", "she": "cô/PRON ấy/PRON"}
LINKS = {"and": "và/CCONJ", "but": "nhưng/CCONJ", "because": "vì/SCONJ", "so": "nên/SCONJ"}
CAUSE_QUESTION = "Nguyên nhân là gì?"
EFFECT_QUESTION = "Kết quả là gì?"
PRONOUNS = ("Anh ấy", "Cô ấy")
# surname
FAMILIES = """
weber|Weber
novak|Novak
garcia|Garcia
rossi|Rossi
kaya|Kaya
silva|Silva
moreau|Moreau
lindgren|Lindgren
berlin|Berlin
london|London
"""
# brand
BRANDS = """
nova|Nova
orion|Orion
delta|Delta
alfa|Alfa
luna|Luna
atlas|Atlas
sirius|Sirius
vega|Vega
"""
# kind of organisation as part of its name, before what it is called after
ORGANISATIONS = """
bank|Ngân/NOUN hàng/NOUN
company|Công/NOUN ty/NOUN
newspaper|Báo/NOUN
hotel|Khách/NOUN sạn/NOUN
museum|Bảo/NOUN tàng/NOUN
school|Trường/NOUN
"""
# the word that asks for a constituent
QUESTIONS = {
    "who": "ai/PRON",
    "what": "gì/PRON",
    "animal": "con/NOUN gì/PRON",
    "place": "đâu/PRON",
    "goal": "đi/VERB đâu/PRON",
    "time": "khi/NOUN nào/PRON",
}
# verb | the adposition of its second person
PARTIES = {"sell": "cho/ADP", "give": "cho/ADP", "buy": "từ/ADP", "get": "từ/ADP"}
# adjective | comparative
COMPARATIVES = """
big|lớn/ADJ hơn/ADJ
small|nhỏ/ADJ hơn/ADJ
expensive|đắt/ADJ hơn/ADJ
cheap|rẻ/ADJ hơn/ADJ
heavy|nặng/ADJ hơn/ADJ
light|nhẹ/ADJ hơn/ADJ
"""
# Causal events: event | predicate
EVENTS = """
ill.c1|đã ăn cá ươn
ill.c2|đã ăn quá nhiều bánh ngọt
ill.e1|bị đau bụng
ill.e2|cảm thấy buồn nôn sau bữa ăn
wet.c1|đã đi bộ dưới mưa mà không có ô
wet.c2|bị ngã xuống sông
wet.e1|bị ướt sũng
wet.e2|đã thay quần áo khô
exam.c1|đã học rất chăm cho kỳ thi
exam.c2|đã làm hết bài tập về nhà
exam.e1|đã thi đỗ
exam.e2|đã được điểm cao
late.c1|đã thức dậy quá muộn
late.c2|bị kẹt xe rất lâu
late.e1|bị lỡ chuyến tàu
late.e2|đã đi làm muộn
tired.c1|đã làm việc suốt đêm
tired.c2|đã không ngủ suốt hai ngày
tired.e1|rất mệt
tired.e2|đã ngủ thiếp đi trên ghế sofa
hungry.c1|không ăn gì suốt cả ngày
hungry.c2|không ăn sáng
hungry.e1|rất đói
hungry.e2|đã ăn hai bát súp
leg.c1|bị ngã xe đạp
leg.c2|bị trượt chân trên băng
leg.e1|bị gãy chân
leg.e2|không thể đi lại được
rich.c1|đã trúng xổ số
rich.c2|được thừa kế rất nhiều tiền
rich.e1|đã trở nên giàu có
rich.e2|đã mua một chiếc ô tô đắt tiền
key.c1|đã làm mất chìa khóa nhà
key.c2|đã để quên chìa khóa ở văn phòng
key.e1|không mở được cửa
key.e2|đã đứng đợi ngoài cửa
cold.c1|bị cúm
cold.c2|bị sốt cao
cold.e1|đã nằm nghỉ trên giường
cold.e2|đã uống thuốc
thirst.c1|đã ăn đồ ăn rất mặn
thirst.c2|đã chạy mười cây số
thirst.e1|rất khát nước
thirst.e2|đã uống rất nhiều nước
joy.c1|đã nhận được một món quà đẹp
joy.c2|đã nghe được tin vui
joy.e1|rất vui mừng
joy.e2|đã mỉm cười
sad.c1|đã nghe tin buồn
sad.c2|đã mất người bạn thân nhất
sad.e1|rất buồn
sad.e2|đã khóc rất lâu
phone.c1|đã làm rơi điện thoại xuống nước
phone.c2|đã làm hỏng chiếc điện thoại cũ
phone.e1|không gọi điện được cho ai
phone.e2|đã mua một chiếc điện thoại mới
burn.c1|đã chạm vào lò nướng nóng
burn.c2|đã làm đổ trà nóng lên tay
burn.e1|bị bỏng tay
burn.e2|đã để tay dưới vòi nước lạnh
fine.c1|đã lái xe quá nhanh
fine.c2|đã đỗ xe sai chỗ
fine.e1|phải nộp phạt
fine.e2|bị cảnh sát chặn lại
"""
