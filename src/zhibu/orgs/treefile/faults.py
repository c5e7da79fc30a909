"""What can be wrong with an organisation-tree file: every code and its sentence.

Kept in docs/import-codes.md.
"""

from __future__ import annotations

FILE: dict[str, str] = {
    "tree-head-not-found": "没有找到组织表的表头。要找的是同时写有“名称”和“类型”“上级”“代码”等栏目的一行。请核对文件，或补上表头再传。",
    "tree-type-column-missing": "工作表“{sheet}”第 {row} 行的表头没有“类型”一栏。请补上再传，例如“党总支”“党支部”。",
    "tree-parent-column-missing": "工作表“{sheet}”第 {row} 行的表头没有“上级”一栏。请补上再传，填上级的代码或全称。",
    "tree-empty": "找到了表头，但表头下面没有一个党组织。请核对是否传错了文件。",
}

CELL: dict[str, str] = {
    "tree-name-missing": "名称：没有填写。请填写与公章一致的全称。",
    "tree-text-too-long": "{label}：超过 {limit} 个字。请核对是否填错了栏。",
    "tree-type-missing": "类型：没有填写。请填“党总支”“党支部”等。",
    "tree-type-unknown": "类型：看不懂“{value}”。可以填：{kinds}。",
    "tree-parent-missing": "上级：没有填写。只有学校党委没有上级。",
    "tree-parent-unknown": "上级：没有叫“{value}”的组织，也没有这个代码。{near}",
    "tree-parent-ambiguous": "上级：叫“{value}”的组织不止一个。请改填代码。",
    "tree-parent-refused": "上级：“{value}”那一行有误，先改正那一行。",
    "tree-parent-kind": "上级：{kind}不能设在{parent_kind}之下。{hint}",
    "tree-elsewhere": "上级：“{value}”不在{given}之下。请由那里的上级组织导入。",
    "tree-cycle": "上级：沿上级找上去又回到自己（{way}）。请核对。",
    "tree-root-twice": "上级：学校党委只能有一个。{known}",
    "tree-root-with-parent": "上级：学校党委没有上级，请清空这一格。",
    "tree-code-twice": "代码：“{value}”在第 {rows} 行也出现。代码不能重复。",
    "tree-code-unreadable": "代码：“{value}”里有不能用的字符，或已被 Excel 改成科学计数。请设为文本后重填。",
    "tree-name-twice": "名称：同一上级之下，第 {rows} 行也叫“{value}”。请核对。",
    "tree-kind-differs": "类型：现有的“{name}”是{known}，这里写的是{kind}。类型不能由导入更改，请先核对。",
    "tree-cell-error": "{label}：这一格是公式错误 {value}。请在原表改正公式，或直接填写内容。",
    "tree-date": "成立日期：看不懂“{value}”。{what}请写成 2024-06-30 的样子。",
    "tree-date-in-future": "成立日期：{day} 还没有到。请核对。",
}

WARNING: dict[str, str] = {
    "tree-date-month-only": "成立日期：{count} 处只写到月，按当月 1 日记。",
    "tree-date-missing": "{count} 个新的党组织没有成立日期，按导入当天记。",
    "tree-code-missing": "{count} 个新的党组织没有代码，由平台编定。",
    "tree-columns-not-taken": "没有读取的列：{names}。",
    "tree-sheet-skipped": "工作表“{sheet}”没有组织表的表头，没有读取。",
}

SENTENCES = FILE | CELL | WARNING
