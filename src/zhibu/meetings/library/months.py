"""Twelve month themes (十二个月的主题建议): a suggestion each, with its reason and cards."""

from __future__ import annotations

from zhibu.meetings.domain.themes import MonthTheme

MONTHS: tuple[MonthTheme, ...] = (
    MonthTheme(
        1,
        "定下一年的三件事",
        "新年开头，也是期末；少开会，把计划定小、把互助做实。",
        ("three-things-a-year", "exam-week-clinic", "a-map-from-home", "one-form-fewer"),
    ),
    MonthTheme(
        2,
        "从家乡看变化",
        "寒假返乡见闻新鲜，开学第一周拼起来看；不计月份的支部可以不开。",
        ("a-map-from-home", "three-things-a-year"),
    ),
    MonthTheme(
        3,
        "服务要有名有姓",
        "学雷锋纪念日和全国两会都在三月，把服务对准真实需要，把意见写成建议。",
        ("needs-with-a-name", "birth-of-a-proposal", "sit-in-one-lesson"),
    ),
    MonthTheme(
        4,
        "记住名字，守住秘密",
        "清明、全民国家安全教育日、世界读书日都在四月。",
        ("names-on-campus", "one-photo-from-the-lab", "one-page-three-questions"),
    ),
    MonthTheme(
        5,
        "青年与劳动",
        "五一、五四相连，毕业生正在签约。",
        ("answer-1919", "an-hour-beside-them", "first-contract"),
    ),
    MonthTheme(
        6,
        "离校之前",
        "毕业生离校，组织关系和支部工作都要交接清楚。",
        ("three-things-before-leaving", "what-i-would-do-again", "the-day-i-joined"),
    ),
    MonthTheme(
        7,
        "入党那一天",
        "七一前后回看来路，暑期实践即将出发。",
        ("the-day-i-joined", "three-questions-before-the-trip", "a-box-of-branch-papers"),
    ),
    MonthTheme(
        8,
        "把专业带到现场",
        "暑期实践和八一都在本月；不计月份的支部可以不开。",
        ("a-clinic-back-home", "an-ordinary-day-in-uniform"),
    ),
    MonthTheme(
        9,
        "迎新与铭记",
        "新生入学、教师节、抗战胜利纪念日、烈士纪念日都在九月。",
        ("ask-me-table", "a-letter-home", "sit-in-one-lesson", "an-ordinary-day-in-uniform"),
    ),
    MonthTheme(
        10,
        "国旗之下，长者身边",
        "国庆与重阳相近，规矩要懂，老同志要看。",
        ("flag-and-anthem", "an-afternoon-with-elders", "one-problem-on-the-line"),
    ),
    MonthTheme(
        11,
        "查一查身边的隐患",
        "消防宣传月，学期过半，安全和诚信都该先说清楚。",
        ("lab-neighbours", "where-to-draw-the-line", "a-wheelchair-round"),
    ),
    MonthTheme(
        12,
        "宪法与自我检视",
        "国家宪法日、国家公祭日和组织生活会都在年底。",
        (
            "one-article-one-thing",
            "listening-before-the-life-meeting",
            "testimony",
            "one-form-fewer",
        ),
    ),
)
