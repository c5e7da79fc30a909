"""What can be wrong with a roster (问题清单): every code and its sentence. Kept in docs/import-codes.md.

A sentence says what happened and what to do. ``{label}`` is the field, ``{value}`` the cell.
"""

from __future__ import annotations

# The whole file is refused.
FILE: dict[str, str] = {
    "head-not-found": "没有找到名册的表头。要找的是写有“姓名”，并且同一行（或相邻两行）还写有“学号”“工号”等栏目的一行。请核对文件，或补上表头再传。",
    "number-column-missing": "工作表“{sheet}”第 {row} 行的表头有“姓名”，没有“学号”或“工号”。登录和查重都靠这一栏，请补上一栏“学号/工号”再传。",
    "kind-column-missing": "工作表“{sheet}”没有“人员类别”一栏，标题和转正日期也看不出是正式党员还是预备党员。请补上“人员类别”一栏再传。",
    "no-people": "找到了表头，但表头下面没有一个人。请核对是否传错了文件。",
}

# The command itself cannot be carried out.
FILE |= {
    "branch-code-unknown": "没有代码为“{value}”的党组织。请核对代码；在组织树页面可以查到。",
    "house-empty": "还没有建立组织树。请先设一位管理员，或导入组织树。",
    "tree-not-taken": "组织树没有导入，没有任何改动：{why}",
}

# One cell is refused, and with it the row.
CELL: dict[str, str] = {
    "name-missing": "姓名：这一行有其他内容，没有姓名。请补上姓名，或删去这一行。",
    "name-too-short": "姓名：只有一个字“{value}”。请核对，填写全名。",
    "name-too-long": "姓名：超过 {limit} 个字。请核对是否填错了栏。",
    "name-has-digits": "姓名：“{value}”里有数字。请只填姓名；同名的人用学号区分。",
    "name-masked": "姓名：“{value}”已被隐去一部分。请填写全名。",
    "name-unreadable": "姓名：“{value}”里有显示不出来的字，可能是另存时丢失的生僻字。请在这里改正，或改原表后存为 .xlsx 再传。",
    "name-private-character": "姓名：“{value}”里有本机自造的字，换一台电脑就看不到。请换成国家标准里的字。",
    "name-not-a-name": "姓名：“{value}”不像姓名。请核对是否填错了栏。",
    "number-missing": "学号/工号：没有填写。请补上。",
    "number-lost-digits": "学号/工号：Excel 把它存成了科学计数，末几位已经丢失，不能还原。请在原表把这一列设为文本，重填后再传。",
    "number-lost-zeros": "学号/工号：“{value}”只有 {length} 位，这一列其余是 {usual} 位，前面的 0 可能已被 Excel 去掉，不能代为补上。请在原表把这一列设为文本，重填后再传。",
    "number-is-date": "学号/工号：Excel 把它变成了日期，原来的号码已经看不出。请在原表把这一列设为文本，重填后再传。",
    "number-unreadable": "学号/工号：“{value}”里有不能用的字符。只能用数字、英文字母、连字符和下划线，请核对。",
    "number-too-long": "学号/工号：超过 {limit} 位。请核对是否填错了栏。",
    "number-is-id": "学号/工号：这里填的是公民身份号码。请改填学号或工号；平台不收集公民身份号码。",
    "number-twice": "学号/工号：“{value}”在第 {rows} 行也出现，{differs}。请核对哪一行是对的。",
    "id-is-number": "公民身份号码：Excel 按数字存储，最多只留 15 位，末几位已经变成 0，不能还原。平台不保存这一栏，请删去这一列，或在原表设为文本后重填。",
    "id-wrong-length": "公民身份号码：应为 18 位，这里是 {length} 位。平台不保存这一栏，请核对或删去。",
    "id-wrong-check": "公民身份号码：末位校验码不对，有数字填错。平台不保存这一栏，请核对或删去。",
    "id-impossible-date": "公民身份号码：中间的出生日期不存在。平台不保存这一栏，请核对或删去。",
    "id-unreadable": "公民身份号码：“{value}”不是号码。平台不保存这一栏，请核对或删去。",
    "sex-unknown": "性别：看不懂“{value}”。请填“男”或“女”。",
    "ethnic-unknown": "民族：没有“{value}”这个民族名称。请核对，例如“汉族”。",
    "kind-missing": "人员类别：没有填写。请选一项。",
    "kind-ambiguous": "人员类别：“{value}”看不出是正式党员还是预备党员。请选一项。",
    "kind-outside": "人员类别：“{value}”不是发展党员的类别。请选一项，或把这一行移出名册。",
    "kind-unknown": "人员类别：看不懂“{value}”。请选一项。",
    "kind-against-date": "人员类别：写的是{kind}，同一行却有{date_label} {day}。两处至少有一处有误。",
    "standing-unknown": "党籍状态：看不懂“{value}”。请填“正常”“停止党籍”等。",
    "date-unreadable": "{label}：看不懂“{value}”。请写成 2024-06-30 的样子。",
    "date-impossible": "{label}：{what}。{where}",
    "date-year-only": "{label}：只有年份，没有月和日。{where}",
    "date-two-digit-year": "{label}：“{value}”的年份只有两位。请写四位年份，例如 2024-06-30。",
    "date-month-unclear": "{label}：Excel 会把 {year}.10 存成 {year}.1，看不出是 1 月还是 10 月。请写成 {year}-01 或 {year}-10 的样子。",
    "date-in-future": "{label}：{day} 还没有到。{future}",
    "joined-before-birth": "出生日期：比入党日期 {joined} 还晚。两个日期至少有一个有误。",
    "joined-under-18": "出生日期：按入党日期 {joined} 计算，入党时未满 18 周岁。两个日期至少有一个有误。",
    "confirmed-before-joined": "转正日期：比入党日期 {joined} 还早。两个日期至少有一个有误。",
    "phone-wrong": "手机：“{value}”不是 11 位手机号码。请核对或清空。",
    "phone-lost-digits": "手机：Excel 把它存成了科学计数，末几位已经丢失，不能还原。请在这里重填或清空。",
    "cell-error": "{label}：这一格是公式错误 {value}。请在原表改正公式，或直接填写内容。",
    "formula-without-result": "{label}：这一格是还没有计算的公式。请用 Excel 或 WPS 打开原表，保存一次后再传。",
    "text-too-long": "{label}：超过 {limit} 个字。请缩短，或核对是否填错了栏。",
    "branch-missing": "所在党支部：看不出这个人在哪个支部。请在表里写明支部，或选定一个支部后再传。",
    "branch-unknown": "所在党支部：没有叫“{value}”的支部。{near}",
    "branch-ambiguous": "所在党支部：叫“{value}”的支部不止一个：{near}。请写全称。",
    "branch-elsewhere": "所在党支部：“{value}”不在{given}之下。请由那里的组织导入，或核对支部名称。",
    "person-elsewhere": "所在党支部：这个人现在在{known}，这里写的是{value}。支部之间的调整由上级组织管理员办理。",
    "number-taken-by-other-name": "学号/工号：名册里“{value}”是{known}，这里写的是{name}。请核对学号；确实改过名字的，请先在名册里更正姓名。",
}

# Taken, but otherwise than written, or worth knowing.
WARNING: dict[str, str] = {
    "date-month-only": "{label}：{count} 处只写到月，按当月 1 日记。知道日子的请补上。",
    "name-note-dropped": "姓名：“{value}”括号里的说明没有采用，按“{name}”导入。",
    "name-space-as-dot": "姓名：“{value}”中间是空格，按“{name}”导入。",
    "phone-masked": "手机：{count} 处已被隐去中间几位，没有采用。",
    "phone-not-mobile": "手机：{count} 处是固定电话，没有采用。",
    "phone-several": "手机：{count} 处写了不止一个号码，取了第一个手机号码。",
    "education-unknown": "学历：{count} 处看不懂（{values}），没有采用。",
    "degree-unknown": "学位：{count} 处看不懂（{values}），没有采用。",
    "post-unknown": "党内职务：{count} 处不在党内职务之列（{values}），没有采用。",
    "group-unknown": "党小组：{count} 处在支部里没有这个党小组（{values}），没有采用。",
    "branch-as-given": "所在党支部：{count} 处写的名称（{values}）在组织树里没有，按选定的“{given}”导入。",
    "post-not-granted": "党内职务：{count} 处没有登记（{values}）。职务带有权限，由有权的人在任职页面登记；一个支部只有一名书记。",
    "duplicate-person": "第 {row} 行与第 {first} 行是同一个人，合为一个。",
    "homonym": "第 {row} 行：名册里已有同名的人，学号不同，按两个人处理。",
    "hidden-columns-read": "有隐藏的列：{names}。与其他列一样读取。",
    "hidden-rows-read": "有 {count} 个隐藏的行。与其他行一样读取。",
    "hidden-sheet-skipped": "工作表“{sheet}”是隐藏的，没有读取。",
    "sheet-skipped": "工作表“{sheet}”没有名册的表头，没有读取。",
    "sheet-without-number": "工作表“{sheet}”有姓名，没有学号或工号，没有读取。",
    "sheet-without-kind": "工作表“{sheet}”看不出人员类别，没有读取。",
    "column-twice": "有两列都像“{label}”：采用“{taken}”，没有采用“{left}”。",
    "columns-joined": "“{names}”两列合起来作为“{label}”，每行各填一列。",
    "columns-not-taken": "没有读取的列：{names}。",
    "cells-beyond": "有 {count} 格在第 {columns} 列以外，没有读取。",
    "branch-filled-down": "“{column}”一列只在每段第一行填写，其余各行照上一行。",
    "kind-from-title": "没有“人员类别”一栏，按标题记为{kind}。",
    "kind-from-dates": "没有“人员类别”一栏，有转正日期的记为正式党员，入党不满一年的记为预备党员。",
    "example-row-skipped": "第 {row} 行是填表示例，没有读取。",
    "id-not-kept": "公民身份号码只作校验，不保存。",
    "id-against-birth": "公民身份号码里的出生日期与“出生日期”一栏不同：{count} 处。请核对。",
    "id-against-sex": "公民身份号码里的性别与“性别”一栏不同：{count} 处。请核对。",
    "joined-missing": "{count} 名党员没有入党日期。可以导入，请随后补上。",
    "confirmed-missing": "{count} 名正式党员没有转正日期，暂时算不出党龄。可以导入，请随后补上。",
    "confirmed-not-yet": "转正日期：{count} 名预备党员写的日期还没有到，当作预备期满的日子，没有采用。",
    "probation-short": "{count} 人从入党到转正不满一年。请核对。",
}

SENTENCES = FILE | CELL | WARNING

# Faults an edit in the preview cannot mend: what was lost is only in the original.
MEND_AT_SOURCE = frozenset({"number-lost-digits", "id-is-number", "number-is-date"})
