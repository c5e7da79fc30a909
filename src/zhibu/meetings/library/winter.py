"""Theme cards for December, January and February (冬季主题卡)."""

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
        id="one-article-one-thing",
        title="一条宪法，一件身边事",
        purpose="十二月四日国家宪法日，每人抽一条宪法条文，找出它在这一周里管着的一件小事。",
        months=frozenset({12}),
        menu=Menu.QUIZ,
        suits=EVERYBODY,
        place="教室",
        required=(
            Fit(Required.STUDY, "《宪法》第五条、第三十三条、第五十三条"),
            Fit(Required.DELIBERATION, "班级或教研室的一条规定是否合适"),
        ),
        steps=(
            Step(10, "抽签得一条条文，先用自己的话讲给邻座听。"),
            Step(20, "写出这一周里与它有关的一件事：寄快递、投票选班委、图书馆、宿舍检查。"),
            Step(25, "轮流讲，全场判断：讲得对、讲窄了还是扯远了，说出依据。"),
            Step(15, "拿一条班规或室规来对照：有没有减损了谁的权利。"),
        ),
        prepare=("条文签二十张", "请一名法学教师或学生当“查证人”", "一份真实的班规或室规"),
        materials=(
            Material("中华人民共和国宪法", "第五条", Cite("constitution", "5")),
            Material("中华人民共和国宪法", "第三十三条", Cite("constitution", "33")),
            Material("中华人民共和国宪法", "第五十三条", Cite("constitution", "53")),
        ),
        questions=(
            "哪一条你以为离得很远，其实天天用到？",
            "权利和义务写在一起，是什么意思？",
            "我们自己定的规矩，谁有权提出修改？",
        ),
        roles=(
            Role("查证人", "只指出条文，不替人判断"),
            Role("主持人", "保证每人讲到"),
            Role("执笔人", "记下要改的那条规定"),
        ),
        follow_ups=("那条规定改了没有，由谁通过", "还想弄懂的条文，请谁来讲"),
    ),
    Card(
        id="testimony",
        title="证言是怎样留下来的",
        purpose="十二月十三日国家公祭日前后，看一份证言的来历：谁说的、谁记的、怎么被证实。",
        months=frozenset({12, 9}),
        menu=Menu.FILM_TALK,
        suits=EVERYBODY,
        place="教室，有投影",
        required=(
            Fit(Required.STUDY, "党史国史教育：教管条例第十三条"),
            Fit(Required.ORGANISATIONAL_LIFE, "默哀一分钟，通报支部近期工作"),
        ),
        steps=(
            Step(5, "说明：材料沉重，随时可以离席，不需要理由。"),
            Step(25, "看一段公开的口述史料，再看同一件事的档案和当时的报道。"),
            Step(25, "分组填一张表：三份材料说法一致的、不一致的、只有一份提到的。"),
            Step(15, "讨论：为什么要一字一句地核对，网上的哪些说法经不起核对。"),
        ),
        prepare=("选已公开出版的史料，注明出处", "避免血腥画面", "请历史学科教师把关"),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十三条", Cite("member_education", "13")),
            Material("公开出版的抗战口述史与档案汇编", "两种，注明版本"),
        ),
        questions=(
            "哪一处不一致恰好说明证言是真的？",
            "如果没有人去记，会怎样？",
            "家里还有谁的记忆没有被记下来？",
        ),
        roles=(
            Role("史料员", "核出处，讲来历"),
            Role("主持人", "照顾情绪，允许沉默"),
            Role("填表组长", "每组一名"),
        ),
        follow_ups=("有谁回家问了长辈，记下了什么", "网上的错误说法，依法举报或更正了没有"),
    ),
    Card(
        id="listening-before-the-life-meeting",
        title="组织生活会之前先听一圈",
        purpose="组织生活会一般在第四季度开，会前用一个下午把党员和群众的意见当面听来，一条条给回音。",
        months=frozenset({12, 11}),
        menu=Menu.SURVEY,
        suits=EVERYBODY,
        place="活动室与走廊，分组走访",
        required=(
            Fit(Required.STUDY, "组织生活会与民主评议：教管条例第十七条、第十八条"),
            Fit(Required.DELIBERATION, "意见归类，定出能马上改的"),
        ),
        steps=(
            Step(10, "统一三句问话：支部哪件事没做好、哪件事多余、最希望做哪件事。"),
            Step(40, "两人一组听十位党员和群众，只听不辩，不记姓名。"),
            Step(25, "合并同类，分三堆：马上改、需要商量、不归支部管。"),
            Step(10, "认领马上改的，定日期；其余写明何时答复。"),
        ),
        prepare=(
            "听取对象名单照顾到积极分子和非党员",
            "意见条不留姓名，会后销毁",
            "批评内容不录入平台",
        ),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十七条", Cite("member_education", "17")),
            Material("中国共产党党员教育管理工作条例", "第十八条", Cite("member_education", "18")),
            Material("毛泽东《党委会的工作方法》", "“互通情报”等条"),
        ),
        questions=(
            "哪条意见听着不舒服，想想却是对的？",
            "哪件事我们做得很累，却没有人需要？",
            "怎样让提意见的人知道有了回音？",
        ),
        roles=(
            Role("走访组", "只听，不解释"),
            Role("归类人", "不猜是谁说的"),
            Role("书记", "认领并公布答复日期"),
        ),
        follow_ups=("马上改的几条改了没有", "需要商量的，答复了没有"),
    ),
    Card(
        id="one-form-fewer",
        title="年底减一张表",
        purpose="年终材料最多的时候，数一数谁向谁要了多少次同样的东西，减掉一张是一张。",
        months=frozenset({12, 1}),
        menu=Menu.SURVEY,
        suits=frozenset({Suits.TEACHER, Suits.GRADUATE, Suits.JOINT}),
        place="会议室",
        required=(
            Fit(Required.STUDY, "整治形式主义、为基层减负的规定"),
            Fit(Required.DELIBERATION, "向上级提出合并或取消的表"),
        ),
        steps=(
            Step(15, "每人列出本年填过的表：谁要的、几次、填了多久、后来有没有用。"),
            Step(20, "拼在墙上，同样的字段用线连起来，数一数重复几遍。"),
            Step(20, "先查自己：支部向党员和班级要的，哪些可以不要。"),
            Step(15, "写一页建议：合并哪两张、取消哪一张、改用哪份现成数据。"),
        ),
        prepare=("把空白表收齐", "线和图钉", "请一位收表的同志来听，讲讲他的难处"),
        materials=(
            Material("整治形式主义为基层减负若干规定", "", Cite("burden_relief")),
            Material("关于防治“指尖上的形式主义”的若干意见", "", Cite("fingertip")),
            Material("中华人民共和国宪法", "第二十七条", Cite("constitution", "27")),
        ),
        questions=(
            "哪一张表，没有人记得为什么要填？",
            "收表的人最后用到了哪几格？",
            "支部自己要的，为什么自己先减？",
        ),
        roles=(
            Role("收表人", "到会说明用途"),
            Role("连线人", "找重复字段"),
            Role("执笔人", "一页建议，有数有据"),
        ),
        follow_ups=("支部自己减了哪一张", "上级对建议怎么答复"),
    ),
    Card(
        id="exam-week-clinic",
        title="期末互助门诊",
        purpose="考试前两周，把会的人和卡住的人约到一张桌上，讲思路，不讲答案。",
        months=frozenset({1, 6}),
        menu=Menu.SKILL_CLINIC,
        suits=STUDENTS,
        place="自习室，提前预约",
        required=(
            Fit(Required.STUDY, "学生的权利义务：《高等教育法》第五十三条"),
            Fit(Required.SERVICE, "互助门诊，不限党员"),
        ),
        steps=(
            Step(10, "公布门诊科目和时段，任何同学都可以来，不登记成绩。"),
            Step(70, "一科一桌，每人带一道卡住的题，讲到能自己做出同类题为止。"),
            Step(10, "各桌写下三个最常见的误解，交给任课教师参考。"),
        ),
        prepare=("向任课教师问清可以讲到哪里", "不收集试题，不传往年卷", "桌牌与座位"),
        materials=(
            Material("中华人民共和国高等教育法", "第五十三条", Cite("higher_education", "53")),
            Material("志愿服务条例", "第三条", Cite("volunteering", "3")),
        ),
        questions=(
            "讲三遍还不懂，问题可能出在讲的人哪里？",
            "怎样帮助一个不好意思来的同学？",
            "互助与代劳，界线在哪里？",
        ),
        roles=(
            Role("坐诊人", "自愿，一科至少两名"),
            Role("引导人", "照看新来的同学"),
            Role("汇总人", "把误解交给教师"),
        ),
        follow_ups=("来过的同学还有没有卡住的", "教师收到误解清单后怎么说"),
    ),
    Card(
        id="three-things-a-year",
        title="一年只定三件事",
        purpose="新年伊始，支部不写长计划，只定三件做得成、看得见、有人负责的事。",
        months=frozenset({1, 2, 3}),
        menu=Menu.DEBATE,
        suits=EVERYBODY,
        place="会议室",
        required=(
            Fit(Required.STUDY, "党支部的任务与组织生活：支部条例第十一条、第十二条"),
            Fit(Required.ORGANISATIONAL_LIFE, "通报上年工作和党费收缴使用情况"),
            Fit(Required.DELIBERATION, "今年的三件事"),
        ),
        steps=(
            Step(15, "把上年的事分成三堆：还要做、可以停、没做成。先停，再加。"),
            Step(25, "每人写一件，写明给谁办、何时办成、怎么看出来办成了；合并后留六件。"),
            Step(25, "六件各有一人赞成、一人挑刺，三分钟一件。"),
            Step(15, "全体表达意向，留三件，落实负责人；需要形成决议的另行表决。"),
        ),
        prepare=("上年记录和议定事项清单", "便签、圆点贴", "请一名非党员群众旁听提意见，自愿"),
        materials=(
            Material("中国共产党支部工作条例（试行）", "第十一条", Cite("branch_work", "11")),
            Material("中国共产党支部工作条例（试行）", "第十二条", Cite("branch_work", "12")),
        ),
        questions=(
            "停掉哪一件，没有人会想念？",
            "办成的那一天，最先感觉到的是谁？",
            "负责人中途毕业或出差，谁接？",
        ),
        roles=(
            Role("主持人", "先停后加，守时"),
            Role("挑刺人", "每件一名，抽签"),
            Role("负责人", "三件三名，当场认领"),
        ),
        follow_ups=("三件事各走到哪一步", "停掉的事，有没有人来问"),
    ),
    Card(
        id="a-map-from-home",
        title="带一张家乡的图回来",
        purpose="寒假返乡，各自画一张家门口五年来的变化图，二月开学拼在一起看。",
        months=frozenset({1, 2}),
        menu=Menu.SURVEY,
        suits=STUDENTS,
        place="各自家乡；开学后教室汇总",
        required=(
            Fit(Required.STUDY, "形势政策教育：教管条例第十四条"),
            Fit(Required.DELIBERATION, "从图上选一个题目作暑期调研"),
        ),
        steps=(
            Step(10, "离校前约定图例：路、水、学校、诊所、厂、撂荒地，五年前和现在用两种颜色。"),
            Step(30, "返校后贴图，各讲两分钟，只讲自己走过、问过的。"),
            Step(20, "找出三张图上都有的变化和只有一张有的变化，猜原因。"),
            Step(15, "选一个值得暑期去问清楚的题目。"),
        ),
        prepare=("图例单", "自愿参加，不能返乡的画校园周边", "不画军事设施和门牌"),
        materials=(
            Material("中国共产党党员教育管理工作条例", "第十四条", Cite("member_education", "14")),
            Material(
                "中华人民共和国爱国主义教育法", "第二十九条", Cite("patriotic_education", "29")
            ),
            Material("中华人民共和国乡村振兴促进法", "有关产业、生态的章节"),
        ),
        questions=(
            "哪种变化好坏参半，对谁好、对谁不好？",
            "长辈说的和你看到的，哪里不一样？",
            "这个问题，我们专业能说上话吗？",
        ),
        roles=(
            Role("图例员", "统一画法"),
            Role("讲述人", "人人两分钟，自愿"),
            Role("选题人", "把题目写成一句问话"),
        ),
        follow_ups=("选定的题目有没有人接", "图上的数据核过没有"),
    ),
)
