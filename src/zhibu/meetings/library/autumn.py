"""Theme cards for September, October and November (秋季主题卡)."""

from __future__ import annotations

from zhibu.kit.regulations import Cite
from zhibu.meetings.domain.themes import (
    EVERYBODY,
    STUDENTS,
    Card,
    Fit,
    Material,
    Menu,
    Required,
    Role,
    Step,
    Suits,
)

CARDS: tuple[Card, ...] = (
    Card(
        id="ask-me-table",
        title="新生“问我”桌",
        purpose="开学第一个月，新生的问题又多又碎，摆几张桌当面答，答不了的三天内回话。",
        months=frozenset({9}),
        menu=Menu.ASK_ME,
        suits=STUDENTS | {Suits.JOINT},
        place="宿舍楼下、食堂门口或教学楼大厅",
        required=(
            Fit(Required.STUDY, "志愿服务的自愿原则：《志愿服务条例》第三条"),
            Fit(Required.SERVICE, "“问我”桌轮值"),
            Fit(Required.DELIBERATION, "把问得最多的三件事转给有关部门"),
        ),
        steps=(
            Step(15, "分好五张桌：选课、宿舍、医保与资助、实验室与导师、入党。"),
            Step(60, "自愿报名，两人一桌轮值，答得了的当场答，答不了的写在“三天内回话”卡上。"),
            Step(15, "收桌后数一数问题，挑出最常问的三件。"),
        ),
        prepare=(
            "提前一周问各办公室的最新办法",
            "回话卡一式两份，只留桌号和问题",
            "桌牌写清“不推销、不登记个人信息”",
        ),
        materials=(
            Material("志愿服务条例", "第三条", Cite("volunteering", "3")),
            Material("学生手册与本学期选课、资助办法", "以各部门公布的为准"),
        ),
        questions=(
            "哪个问题问的人最多，说明哪份通知没写清楚？",
            "有没有一个问题，我们答错了？",
            "明年的新生，能不能少问这三件事？",
        ),
        roles=(
            Role("桌长", "每桌一名，熟悉办法"),
            Role("跑腿", "把答不了的送到部门"),
            Role("回话人", "三天内逐条回"),
        ),
        follow_ups=("“三天内回话”卡有几张按时回了", "三件常问的事，部门怎么改的"),
    ),
    Card(
        id="sit-in-one-lesson",
        title="听一堂课，只提一条建议",
        purpose="教师节前后，党员教师互相推门听一堂课，每人只说一条能在下一堂课就改的建议。",
        months=frozenset({9, 3}),
        menu=Menu.VISIT,
        suits=frozenset({Suits.TEACHER, Suits.JOINT}),
        place="教室与教研室",
        required=(
            Fit(Required.STUDY, "立德树人与教师的权利义务：《教育法》第六条、第三十三条"),
            Fit(Required.DELIBERATION, "教研室本学期共同改的一件事"),
        ),
        steps=(
            Step(5, "约定：不评分、不排名、不写进任何考核材料。"),
            Step(45, "听课，坐最后一排，看学生的手和眼睛，不看教案。"),
            Step(20, "围坐：授课人先说自己最没把握的五分钟，听课人各说一条建议。"),
            Step(10, "授课人选一条，说下一堂课怎么改。"),
        ),
        prepare=("授课教师自愿开门", "错开实验课", "邀请两名学生听后说感受，自愿"),
        materials=(
            Material("中华人民共和国教育法", "第六条", Cite("education", "6")),
            Material("中华人民共和国教育法", "第三十三条", Cite("education", "33")),
        ),
        questions=(
            "哪五分钟学生的头抬起来了，为什么？",
            "价值引领的那一句，是长在内容里还是贴上去的？",
            "什么样的建议说了等于没说？",
        ),
        roles=(
            Role("授课人", "自愿开门，选一条改"),
            Role("听课人", "每人一条，具体到哪一分钟"),
            Role("学生代表", "只说自己的感受"),
        ),
        follow_ups=("那一条改了没有，学生觉察到没有", "共同改的一件事进展到哪里"),
    ),
    Card(
        id="a-letter-home",
        title="一封没有寄到的家书",
        purpose="九月三十日烈士纪念日前后，读烈士的家书，读出人，不只读出结局。",
        months=frozenset({9, 4}),
        menu=Menu.FILM_TALK,
        suits=EVERYBODY,
        place="教室，灯光可调",
        required=(
            Fit(Required.STUDY, "《英雄烈士保护法》第五条"),
            Fit(Required.ORGANISATIONAL_LIFE, "默哀，通报支部近期工作"),
        ),
        steps=(
            Step(10, "只发信的前半封，不写姓名，猜写信人的年纪、处境、牵挂。"),
            Step(20, "发后半封和写信人生平，轮流朗读，不配乐。"),
            Step(25, "讨论：信里放心不下的是什么事、什么人；哪些话今天仍会写。"),
            Step(10, "自愿：给家里打一个电话，或写一页纸带走。"),
        ),
        prepare=("选两封已公开出版的家书，注明出处", "前后两半分开印", "不要求写读后感"),
        materials=(
            Material("中华人民共和国英雄烈士保护法", "第五条", Cite("heroes_and_martyrs", "5")),
            Material("公开出版的烈士书信集", "两封，注明版本与页码"),
        ),
        questions=(
            "信里哪一句最平常，读来却最难受？",
            "他要家人记住的和我们记住的，是同一件事吗？",
            "如果他收到回信，最想知道什么？",
        ),
        roles=(
            Role("选信人", "核对版本和出处"),
            Role("朗读人", "四名，不用朗诵腔"),
            Role("主持人", "留出沉默的时间"),
        ),
        follow_ups=("还有哪封信值得下次读", "信中人物的生平，校内有没有研究者可请"),
    ),
    Card(
        id="flag-and-anthem",
        title="升旗时站在哪里",
        purpose="国庆前后，用二十道小题弄清国旗、国歌、国徽的规矩，再纠正校园里用错的地方。",
        months=frozenset({10, 9}),
        menu=Menu.QUIZ,
        suits=EVERYBODY,
        place="教室，随后校园步行",
        required=(
            Fit(Required.STUDY, "《爱国主义教育法》第六条、第十条"),
            Fit(Required.ORGANISATIONAL_LIFE, "参加升国旗仪式"),
        ),
        steps=(
            Step(20, "抢答二十题：升降、悬挂、奏唱、废旧国旗的处理，答案都指到条文。"),
            Step(30, "分组沿校园走一圈，找出用得对的和用得不对的，记位置。"),
            Step(15, "回来核对条文，把不对的写成一张更正单。"),
        ),
        prepare=("出题人逐题写明条文", "校园地图", "同后勤约定接收更正单的人"),
        materials=(
            Material("中华人民共和国国旗法", "升挂与使用的规定"),
            Material("中华人民共和国国歌法", "奏唱礼仪的规定"),
            Material("中华人民共和国爱国主义教育法", "第六条", Cite("patriotic_education", "6")),
            Material("中华人民共和国爱国主义教育法", "第十条", Cite("patriotic_education", "10")),
        ),
        questions=(
            "哪一题全场都答错了？",
            "哪条规矩背后的道理，你能讲给小学生听？",
            "敬意之外，我们还能为它做什么实在的事？",
        ),
        roles=(
            Role("出题人", "两名，互相复核"),
            Role("各组找茬人", "只记位置，不拍人"),
            Role("送单人", "把更正单送到后勤"),
        ),
        follow_ups=("更正单上的各处改了没有", "题目留给下一届，更新过没有"),
    ),
    Card(
        id="an-afternoon-with-elders",
        title="和老党员过一个下午",
        purpose="重阳前后，去离退休支部坐一个下午：他们讲从前，我们修手机，互相都不白来。",
        months=frozenset({10}),
        menu=Menu.OLD_MEMBERS,
        suits=EVERYBODY,
        place="离退休活动室或老同志家中",
        required=(
            Fit(Required.STUDY, "教管条例第二十三条：对年老体弱党员从实际出发"),
            Fit(Required.SERVICE, "手机与就医挂号门诊"),
        ),
        steps=(
            Step(10, "两两结对，先问想聊什么、不想聊什么。"),
            Step(40, "听讲：一段工作、一次选择、一件后悔的事。"),
            Step(40, "手机门诊：挂号、缴费、字号、诈骗电话，一次只教一件，写在纸上。"),
            Step(10, "两个支部商量：下次什么时候来，来做什么。"),
        ),
        prepare=("同离退休支部约时间，避开午休", "教学步骤用大字纸条", "不索要照片和签名"),
        materials=(
            Material(
                "中国共产党党员教育管理工作条例", "第二十三条", Cite("member_education", "23")
            ),
            Material("中华人民共和国无障碍环境建设法", "第二条", Cite("accessibility", "2")),
        ),
        questions=(
            "哪件事老同志做成了，今天反而难做？",
            "我们教的那一步，他们自己能再做一遍吗？",
            "学校的哪个手续，对老同志最不方便？",
        ),
        roles=(
            Role("联络人", "两个支部各一名"),
            Role("结对人", "一对一，记住对方的禁忌"),
            Role("门诊组", "自愿报名，备大字纸条"),
        ),
        follow_ups=("结对的几对还在联系", "最不方便的那个手续报给了谁"),
    ),
    Card(
        id="a-wheelchair-round",
        title="坐着轮椅走一遍校园",
        purpose="用一把轮椅、一副眼罩走一遍常走的路，把硌人的地方一处处记下来，报给能改的人。",
        months=frozenset({10, 11, 4}),
        menu=Menu.SURVEY,
        suits=EVERYBODY,
        place="教学楼、食堂、宿舍、校医院之间",
        required=(
            Fit(Required.STUDY, "《无障碍环境建设法》第二条、第二十一条"),
            Fit(Required.DELIBERATION, "商定上报的五处和先后"),
        ),
        steps=(
            Step(10, "听一位行动不便的同志讲一天要绕多少路，讲什么由本人定。"),
            Step(45, "四人一组：一人坐轮椅，一人护，一人量，一人记；坡度、门槛、按钮高度都量。"),
            Step(20, "拼图：把各组的点标在一张地图上，按“花钱少、用处大”排序。"),
        ),
        prepare=("轮椅向校医院借", "卷尺、眼罩、地图", "先走一遍，去掉危险路段"),
        materials=(
            Material("中华人民共和国无障碍环境建设法", "第二条", Cite("accessibility", "2")),
            Material("中华人民共和国无障碍环境建设法", "第二十一条", Cite("accessibility", "21")),
        ),
        questions=(
            "哪一处你走过几百次，今天才看见？",
            "哪一处不用花钱，挪一挪就行？",
            "改好以后，还有谁会受益？",
        ),
        roles=(
            Role("安全员", "每组一名，只看路"),
            Role("量尺人", "记数字，不写形容词"),
            Role("报送人", "送后勤与学生事务部门，并带回答复"),
        ),
        follow_ups=("五处中改了几处", "没改的，答复是什么"),
    ),
    Card(
        id="lab-neighbours",
        title="到隔壁实验室挑毛病",
        purpose="十一月是消防宣传月，实验室之间互查一遍，只挑会出事的，不挑面子上的。",
        months=frozenset({11, 3}),
        menu=Menu.VISIT,
        suits=frozenset({Suits.GRADUATE, Suits.TEACHER}),
        place="两间实验室及走廊",
        required=(
            Fit(Required.STUDY, "知识技能教育：教管条例第十五条；本院安全规程"),
            Fit(Required.DELIBERATION, "商定互查结果由谁、何时改完"),
        ),
        steps=(
            Step(10, "安全员讲人人必须会的三件事：断电、洗眼、报警。"),
            Step(35, "两室互换，按清单查：气瓶、插线板、通道、试剂、夜间无人实验。"),
            Step(15, "当面交换结果，每室认三条，写明日期。"),
            Step(15, "轮流操作一次灭火器和洗眼器。"),
        ),
        prepare=("请安全员核对清单", "不记个人姓名，只记位置", "实验正在进行的区域不进"),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十五条", Cite("member_education", "15")),
            Material("中华人民共和国消防法", "单位的消防安全职责一章"),
            Material("学校实验室安全规程", "现行版本"),
        ),
        questions=(
            "哪个隐患大家都知道，却没有人说？",
            "深夜一个人做实验，规矩应当怎么定？",
            "哪条规程写得做不到，该改的是规程？",
        ),
        roles=(
            Role("安全员", "讲解、示范"),
            Role("互查组", "每室三人"),
            Role("认领人", "本室负责改，写日期"),
        ),
        follow_ups=("认领的各三条改完没有", "规程的修改建议报了没有"),
    ),
    Card(
        id="where-to-draw-the-line",
        title="用人工智能写作业，线画在哪里",
        purpose="学期过半，论文和作业密集，趁没出事先把“能用到哪一步”说清楚。",
        months=frozenset({11, 5, 12}),
        menu=Menu.DEBATE,
        suits=frozenset({Suits.UNDERGRADUATE, Suits.GRADUATE, Suits.TEACHER, Suits.JOINT}),
        place="教室，师生同坐",
        required=(
            Fit(Required.STUDY, "《学位法》第三条、第三十七条"),
            Fit(Required.DELIBERATION, "本班、本组的使用约定"),
        ),
        steps=(
            Step(
                15, "十张情形卡逐张站队：润色、翻译、查文献、写代码、代写结论、编数据……站左或站右。"
            ),
            Step(30, "分歧最大的三张拿来辩，教师和学生混编，必须替对方说一条理由。"),
            Step(20, "一起写约定：允许的、要注明的、不许的，各不超过五条。"),
            Step(10, "约定请任课教师或导师过目，列出待定的。"),
        ),
        prepare=("情形卡十张", "学校和期刊的现行规定", "请一名教师、一名编辑或图书馆员"),
        materials=(
            Material("中华人民共和国学位法", "第三条", Cite("degrees", "3")),
            Material("中华人民共和国学位法", "第三十七条", Cite("degrees", "37")),
            Material("网络数据安全管理条例", "第十九条", Cite("network_data", "19")),
        ),
        questions=(
            "哪张情形卡让你换过边？",
            "注明了就可以，还是有些事注明了也不可以？",
            "老师用它批改，学生该不该知道？",
        ),
        roles=(
            Role("主持人", "不下结论，只数站队"),
            Role("混编组长", "保证替对方说理由"),
            Role("执笔人", "把约定写成一页"),
        ),
        follow_ups=("约定用过几次，哪条不好用", "待定的几条有没有答复"),
    ),
    Card(
        id="one-problem-on-the-line",
        title="一道产线上的问题",
        purpose="同企业支部联合过一次，不听介绍，只围着一道真问题，两边的人坐到一张桌上。",
        months=frozenset({10, 11, 5}),
        menu=Menu.JOINT_DAY,
        suits=frozenset({Suits.JOINT, Suits.GRADUATE, Suits.TEACHER}),
        place="企业车间会议室，或线上",
        required=(
            Fit(Required.STUDY, "高校的社会服务：《高等教育法》第三十一条"),
            Fit(Required.ORGANISATIONAL_LIFE, "两个支部共同过组织生活，互通近期工作"),
        ),
        steps=(
            Step(15, "企业方讲一道问题：现象、试过什么、卡在哪里，只讲可以公开的。"),
            Step(20, "到产线旁看一遍，按要求着装，不进禁入区。"),
            Step(40, "混编三组，各提一个当周就能试的办法和一个要立项的方向。"),
            Step(15, "企业方逐条答：试、不试、为什么；约定谁在何时回话。"),
        ),
        prepare=("双方支部书记先通一次话", "保密与着装要求", "交通自行安排，不接受宴请礼品"),
        materials=(
            Material("中华人民共和国高等教育法", "第三十一条", Cite("higher_education", "31")),
            Material("中华人民共和国高等教育法", "第五条", Cite("higher_education", "5")),
        ),
        questions=(
            "书本上的假设，哪一条在现场不成立？",
            "工人师傅早就知道、没人问的是什么？",
            "学生在这里能学到什么，企业能得到什么？",
        ),
        roles=(
            Role("双方联络员", "定问题、定边界"),
            Role("混编组长", "一校一企，共同汇报"),
            Role("回话人", "到期追问结果"),
        ),
        follow_ups=("当周能试的办法试了没有，结果如何", "立项方向有没有人接"),
    ),
)
