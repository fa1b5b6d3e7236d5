"""Messages in which every reader has something to read: read before the first one comes, they load all tables.

Tables of regions, sounds and wordings are built at first use, which takes most of a second; whoever wrote first after a
start would wait for it, in each process anew.
"""

MESSAGES = (
    "您好，我们是长沙县星沙街道的样例食品厂，三十来个人，去年营业额八百万，想贷款五十万买设备，月底前要；"
    "另外还想招20个普工，有没有补贴？我姓王，13800000000，身份证不方便给。",
    "Hello, we need a loan of 500,000 yuan for our factory in Changsha.",
    "今天天气不错",
)
