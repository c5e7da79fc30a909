"""Invented people: names put together by a seeded draw; any likeness is chance."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# Weighted towards everyday surnames, with a few that are read or sorted in their own way.
SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨杨赵黄周周吴徐孙胡朱高林林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许"
    "傅沈沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯"
    "邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇解查区翟缪"
)
COMPOUND = ("欧阳", "司徒", "上官", "令狐")
FIRST = "知予景清若思以书明怀砚闻静星言望南北云嘉亦修致远长安子一行可牧初晏"
SECOND = "远舟宁然川秋棠仪岚夏屿笛安舒航泽言行瑜恒岳溪桐禾澄越朗昭微谦维钧"
LONG = ("阿依努尔·买买提", "巴特尔", "古丽娜·艾山", "其美卓嘎")


def names(rng: Random) -> Iterator[tuple[str, str]]:
    """Endless (name, ethnic code of GB/T 3304); now and then a long or a compound one."""
    codes = {"阿依努尔·买买提": "05", "巴特尔": "02", "古丽娜·艾山": "05", "其美卓嘎": "04"}
    long_ones = iter(LONG)
    drawn = 0
    while True:
        drawn += 1
        if drawn % 29 == 0 and (name := next(long_ones, "")):
            yield name, codes[name]
            continue
        surname = rng.choice(COMPOUND) if drawn % 37 == 0 else rng.choice(SURNAMES)
        given = rng.choice(FIRST) + (rng.choice(SECOND) if rng.random() < 0.86 else "")
        yield surname + given, "01" if rng.random() < 0.93 else rng.choice(("03", "06", "08", "11"))
