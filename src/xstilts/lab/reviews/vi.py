"""Reviews in Vietnamese."""

# what a review begins with
INTROS = """
film|Tuần trước tôi đã xem một bộ phim.
book|Tuần trước tôi đã đọc một cuốn sách.
hotel|Tuần trước tôi đã ở một khách sạn.
restaurant|Tuần trước tôi đã ăn ở một nhà hàng.
phone|Tuần trước tôi đã mua một chiếc điện thoại.
"""
# opinion | sentence | positive | negative | positive: denies the negative word | negative: denies the positive word
OPINIONS = """
film.story|Câu chuyện {}.|hấp dẫn|nhàm chán|không nhàm chán|không hấp dẫn
film.music|Nhạc phim {}.|hay|dở|không dở|không hay
film.actors|Các diễn viên {}.|diễn tốt|diễn tệ|diễn không tệ|diễn không tốt
book.story|Cốt truyện {}.|thông minh|ngớ ngẩn|không ngớ ngẩn|không thông minh
book.ending|Cái kết {}.|bất ngờ|nhạt nhẽo|không nhạt nhẽo|không bất ngờ
book.language|Ngôn ngữ {}.|rõ ràng|khó hiểu|không khó hiểu|không rõ ràng
hotel.room|Căn phòng {}.|yên tĩnh|ồn ào|không ồn ào|không yên tĩnh
hotel.breakfast|Bữa sáng {}.|tươi ngon|ôi thiu|không ôi thiu|không tươi ngon
hotel.staff|Nhân viên {}.|thân thiện|thô lỗ|không thô lỗ|không thân thiện
restaurant.food|Đồ ăn {}.|ngon miệng|kinh tởm|không kinh tởm|không ngon miệng
restaurant.waiter|Người phục vụ {}.|lịch sự|bất lịch sự|không bất lịch sự|không lịch sự
restaurant.prices|Giá cả {}.|hợp lý|quá đáng|không quá đáng|không hợp lý
phone.screen|Màn hình {}.|sáng|tối|không tối|không sáng
phone.camera|Máy ảnh {}.|xuất sắc|tồi tệ|không tồi tệ|không xuất sắc
phone.battery|Pin {}.|khỏe|yếu|không yếu|không khỏe
"""
# verdict | positive | negative
VERDICTS = """
recommend|Tôi sẽ giới thiệu nó cho người khác.|Tôi sẽ không giới thiệu nó cho người khác.
disappointed|Tôi không thất vọng.|Tôi thất vọng.
happy|Tôi hài lòng với nó.|Tôi không hài lòng với nó.
regret|Tôi không hối hận.|Tôi hối hận.
worth|Nó đáng đồng tiền.|Nó không đáng đồng tiền.
complain|Tôi không muốn phàn nàn.|Tôi muốn phàn nàn.
again|Nếu được chọn lại, tôi sẽ chọn nó.|Nếu được chọn lại, tôi sẽ không chọn nó.
mistake|Đó không phải là một sai lầm.|Đó là một sai lầm.
"""
# what others said, around an opinion
SOURCES = """
others|Người khác viết: "{}"
friend|Một người bạn nói với tôi: "{}"
newspaper|Một tờ báo viết: "{}"
"""
# reply | agrees | disagrees
REPLIES = """
agree|Tôi đồng ý.|Tôi không đồng ý.
true|Điều đó đúng.|Điều đó không đúng.
right|Tôi cũng nghĩ vậy.|Tôi không nghĩ vậy.
"""
