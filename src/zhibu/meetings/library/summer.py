"""Theme cards for June, July and August (夏季主题卡)."""

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
        id="three-things-before-leaving",
        title="离校之前办妥三件事",
        purpose="六月毕业生集中离校，现场把组织关系、党员档案、联系方式三件事逐人办清。",
        months=frozenset({6}),
        menu=Menu.SKILL_CLINIC,
        suits=STUDENTS,
        place="支部活动室，分三张桌",
        required=(
            Fit(Required.STUDY, "组织关系转接：《党员教育管理工作条例》第二十五条、第三十四条"),
            Fit(Required.ORGANISATIONAL_LIFE, "毕业党员党费交到哪个月，逐人核对"),
        ),
        steps=(
            Step(10, "组织委员讲清：接收之前仍由原支部负责，去向未定的可以暂留。"),
            Step(40, "三张桌轮流办：转往何处怎么写抬头；档案里缺什么；离校后谁联系、多久一次。"),
            Step(20, "情况特殊的当场记下，约定答复日期。"),
            Step(10, "每名毕业党员同一名在校党员结成联系，互留方式，自愿。"),
        ),
        prepare=(
            "向上级问清今年的转接渠道和抬头写法",
            "每人一张核对单，用后本人带走",
            "请组织员到场",
        ),
        materials=(
            Material(
                "中国共产党党员教育管理工作条例", "第二十五条", Cite("member_education", "25")
            ),
            Material(
                "中国共产党党员教育管理工作条例", "第三十四条", Cite("member_education", "34")
            ),
        ),
        questions=(
            "工作单位还没有党组织，关系转到哪里？",
            "暂留学校期间，怎样参加组织生活、交党费？",
            "哪一种情况最容易变成“口袋党员”，怎么提前防住？",
        ),
        roles=(
            Role("组织委员", "讲规定，管第一张桌"),
            Role("组织员", "答特殊情况"),
            Role("低年级党员", "管签到和引导，顺便学会办"),
        ),
        follow_ups=("还有几人没有收到回执", "特殊情况逐人答复了没有"),
    ),
    Card(
        id="what-i-would-do-again",
        title="重来一次，我会早点做的事",
        purpose="毕业党员走之前，把四年或三年里的弯路讲给低年级同志和积极分子听。",
        months=frozenset({6, 5}),
        menu=Menu.ASK_ME,
        suits=STUDENTS,
        place="教室或草坪，四五张桌",
        required=(
            Fit(Required.STUDY, "党员的义务与权利：党章第三条、第四条"),
            Fit(Required.ORGANISATIONAL_LIFE, "毕业党员交接支部工作"),
        ),
        steps=(
            Step(10, "每张桌放一张题签：转专业、做科研、当班委、谈不拢的室友、入党那年。"),
            Step(50, "每桌两名毕业党员，听众每二十五分钟换一次桌，只问不讲大道理。"),
            Step(15, "交接：手上的事、没办完的事、联系谁，当面写在交接单上。"),
        ),
        prepare=("题签由低年级同志出", "交接单每项工作一页", "邀请积极分子，自愿参加"),
        materials=(
            Material("中国共产党章程", "第三条", Cite("charter", "3")),
            Material("中国共产党章程", "第四条", Cite("charter", "4")),
        ),
        questions=(
            "哪件事当时觉得吃亏，现在看值得？",
            "支部做过的事里，哪一件你已经忘了，哪一件还记得？",
            "如果让你改支部的一个做法，改哪个？",
        ),
        roles=(
            Role("毕业党员", "每桌两名，讲具体的事"),
            Role("桌长", "低年级党员，保证人人问得到"),
            Role("书记", "主持交接"),
        ),
        follow_ups=("没办完的事接手了没有", "想改的那个做法改了没有"),
    ),
    Card(
        id="the-day-i-joined",
        title="入党那一天",
        purpose="七一前后，请不同年份入党的同志各讲那一天的会场、争论和表决，再一起重温誓词。",
        months=frozenset({7, 6}),
        menu=Menu.OLD_MEMBERS,
        suits=EVERYBODY,
        place="活动室，或老同志方便到达的地方",
        required=(
            Fit(Required.STUDY, "入党誓词与宣誓：党章第六条"),
            Fit(Required.ORGANISATIONAL_LIFE, "面向党旗重温入党誓词"),
        ),
        steps=(
            Step(10, "按入党年份排座，由最近入党的同志开场。"),
            Step(45, "四位同志各讲十分钟：介绍人说了我什么缺点，会上谁提了不同意见。"),
            Step(15, "问答，老同志先答最年轻的人的问题。"),
            Step(10, "全体重温入党誓词。"),
        ),
        prepare=(
            "提前登门请老同志，问清身体和交通",
            "准备轮椅通道和茶水",
            "讲述内容由本人决定，不要求写稿",
        ),
        materials=(
            Material("中国共产党章程", "第六条", Cite("charter", "6")),
            Material("中国共产党党员教育管理工作条例", "第十三条", Cite("member_education", "13")),
        ),
        questions=(
            "会上有人当面指出你的缺点吗，后来怎么样？",
            "那时的支部大会，和我们现在的有什么不同？",
            "有没有一次想过放弃，是什么让你留下来？",
        ),
        roles=(
            Role("联络人", "接送老同志，掌握时间"),
            Role("讲述人", "四位，年份尽量拉开"),
            Role("领誓人", "由支部推选"),
        ),
        follow_ups=("老同志提到的困难有没有人跟进", "愿意再讲一次的同志，约了哪个支部"),
    ),
    Card(
        id="a-box-of-branch-papers",
        title="支部的一盒旧纸",
        purpose="趁学年结束，把支部历年的记录本、照片、名册翻出来，拼出一条看得见的时间线。",
        months=frozenset({7, 12}),
        menu=Menu.HISTORY_WALK,
        suits=EVERYBODY,
        place="支部活动室，长桌",
        required=(
            Fit(Required.STUDY, "党的基层组织的基本任务：党章第三十二条"),
            Fit(Required.ORGANISATIONAL_LIFE, "通报本学年支部工作"),
        ),
        steps=(
            Step(10, "把能找到的材料按年份摊开，涉及个人的先由组织委员收起。"),
            Step(30, "三人一段，各写五张卡片：哪年、什么事、谁在场、出处在哪一页。"),
            Step(20, "贴成时间线，找出空白的年份，商量问谁。"),
            Step(15, "各选一件今天还能学的做法，说明为什么停了。"),
        ),
        prepare=(
            "组织委员先检查，处分、政审等材料不拿出来",
            "卡片、胶带、长卷纸",
            "联系两位老书记",
        ),
        materials=(
            Material("中国共产党章程", "第三十二条", Cite("charter", "32")),
            Material("支部历年会议记录与工作手册", "由支部保管"),
        ),
        questions=(
            "哪一年做的事最多，那年支部有几个人？",
            "哪件事当年写得很热闹，其实没有做完？",
            "十年以后的人翻今天的记录，会觉得缺什么？",
        ),
        roles=(
            Role("组织委员", "先过目，守住不该看的"),
            Role("各段执笔", "写清出处"),
            Role("采访人", "去问老书记，补上空白"),
        ),
        follow_ups=("空白年份补上几年", "停了的做法里，哪一件恢复了"),
    ),
    Card(
        id="three-questions-before-the-trip",
        title="出发之前先写三个问题",
        purpose="暑期实践队出发前，把“去看看”改成三个可以回答的问题，省得带回一堆照片。",
        months=frozenset({7, 6, 1}),
        menu=Menu.SURVEY,
        suits=STUDENTS | {Suits.JOINT},
        place="教室",
        required=(
            Fit(Required.STUDY, "调查研究的方法：《反对本本主义》"),
            Fit(Required.DELIBERATION, "实践队的分工和安全约定"),
        ),
        steps=(
            Step(15, "各队写下想知道的事，逐条问：谁能回答，问几个人才算数，问不到怎么办。"),
            Step(25, "两队互做被访人，试问一遍，删去诱导的、冒犯的、答了也没用的。"),
            Step(15, "约定：不摆拍，不打扰生产，未经同意不录音，个人信息不带走。"),
            Step(15, "写成一页：三个问题、十位对象、一条打算交给当地的建议。"),
        ),
        prepare=("往年一份好的和一份空的调研报告作对照", "安全预案与联系人表", "当地接待人的意见"),
        materials=(
            Material("毛泽东《反对本本主义》", "第一节至第三节"),
            Material("习近平《之江新语》", "“调研工作务求‘深、实、细、准、效’”"),
            Material(
                "中华人民共和国个人信息保护法", "第五条、第六条", Cite("personal_information", "6")
            ),
        ),
        questions=(
            "哪个问题其实在办公室就能查到，不必跑去问？",
            "受访的人凭什么愿意告诉你真话？",
            "调研结束，你能给当地留下什么？",
        ),
        roles=(
            Role("队长", "定分工和安全"),
            Role("试问人", "扮受访者，只按常情回答"),
            Role("把关人", "专删诱导性问题"),
        ),
        follow_ups=("三个问题答出了几个", "给当地的建议有没有回音"),
    ),
    Card(
        id="a-clinic-back-home",
        title="把专业带回村口",
        purpose="同结对的村、社区约一个下午，专业对口地看几样东西：灯线、账本、果树、合同、手机。",
        months=frozenset({7, 8, 10}),
        menu=Menu.SKILL_CLINIC,
        suits=frozenset(Suits),
        place="结对村、社区的活动室；在校人员可视频连线",
        required=(
            Fit(Required.STUDY, "党的宗旨教育：《党员教育管理工作条例》第十二条"),
            Fit(Required.SERVICE, "专业门诊"),
            Fit(Required.DELIBERATION, "同对方支部商定下一次看什么"),
        ),
        steps=(
            Step(15, "对方支部先讲三样最想请人看的东西，不合专业的当场说明。"),
            Step(75, "分桌门诊，自愿报名，一桌一专业：先问清楚，再说能办、能指路还是办不了。"),
            Step(20, "两个支部一起把“指路”的列成单，写明谁在多少天内回话。"),
        ),
        prepare=(
            "提前一周收到需求单",
            "涉及用电、用药、法律的由有资质的老师把关",
            "往返安全与保险",
        ),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十二条", Cite("member_education", "12")),
            Material("志愿服务条例", "第十六条：需要专门技能的先培训", Cite("volunteering", "16")),
        ),
        questions=(
            "哪一样我们自以为懂，到了现场才发现不会？",
            "哪件事该由专业机构做，我们不该逞能？",
            "下次来，对方最希望我们带什么？",
        ),
        roles=(
            Role("两边联络员", "核需求，定交通"),
            Role("各桌主诊", "有资质的教师或高年级同志"),
            Role("记录人", "只记事项，不记村民隐私"),
        ),
        follow_ups=("“指路”的各项回话了几项", "办不了的转给了谁"),
    ),
    Card(
        id="an-ordinary-day-in-uniform",
        title="军营里最普通的一天",
        purpose="八一前后，请退役复学的同学讲最普通的一天，不讲传奇，讲规矩、疲惫和集体。",
        months=frozenset({8, 9}),
        menu=Menu.ASK_ME,
        suits=STUDENTS,
        place="活动室",
        required=(
            Fit(Required.STUDY, "革命传统教育：《党员教育管理工作条例》第十三条"),
            Fit(Required.DELIBERATION, "支部可以学哪一条规矩"),
        ),
        steps=(
            Step(20, "讲述人按时刻讲一天，从起床到熄灯，只讲可以公开的。"),
            Step(25, "围桌提问：怕过什么、吵过架没有、回到宿舍哪里不习惯。"),
            Step(15, "叠一次被子、打一次背包，自愿上手。"),
            Step(15, "商量：按时、交接、互相提醒，支部能学哪一条。"),
        ),
        prepare=("同讲述人商定不谈的内容", "背包绳、被子", "请武装部确认可公开范围"),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十三条", Cite("member_education", "13")),
            Material("中华人民共和国宪法", "第五十四条", Cite("constitution", "54")),
        ),
        questions=(
            "哪条规矩起初觉得没道理，后来懂了？",
            "集体出了错，怎样说才不伤人？",
            "回到校园，最想保留的习惯是什么？",
        ),
        roles=(
            Role("讲述人", "退役复学同学，自愿"),
            Role("主持人", "守住公开范围"),
            Role("体验组长", "教叠被，不比快慢"),
        ),
        follow_ups=("选定的那条规矩坚持了几周", "讲述人还缺什么帮助"),
    ),
)
