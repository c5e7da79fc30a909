"""The page that tells a school how to write its template (模板说明), made from the vocabulary."""

from __future__ import annotations

from zhibu.archive.domain.vocabulary import VOCABULARIES, Entry, Vocabulary, Words

HEAD = """# 学校自备的 Word 模板

学校有自己的会议记录表，不必改用我们的版式：在自己的 .docx 里要填内容的位置写上标签，上传一次，以后每次会议自动填好。
本页由 `archive.domain.manual` 生成，词表改了，本页跟着改。

## 三条规则
1. **填一个值**：`{{ 时间 }}`。花括号用半角；标签写在同一段里；字体、字号按标签所在位置。
2. **逐项重复**：清单用 for 逐项取出。
   - 重复几段：`{%p for 项 in 议程 %}` 与 `{%p endfor %}` 各独占一段，中间的段落每项印一遍，写 `{{ 项.标题 }}`。
   - 重复表格的行：第一格开头写 `{%tr for 事 in 议定事项 %}`，最后一格末尾写 `{%tr endfor %}`。
   - 同一段里重复：`{% for 名 in 出席名单 %}{{ 名 }} {% endfor %}`；只要顿号隔开，写 `{{ 出席名单|join("、") }}`。
3. **有才显示**：`{%p if 补录说明 %}` … `{%p endif %}`；可加 `{%p else %}`。比较写 `{% if 项.性质 == "灵活项目" %}`。

循环里还有 `{{ loop.index }}`（第几项，从 1 起）、`loop.first`、`loop.last`。`{{ 编号|default("无") }}` 在空着的时候印“无”，`{{ 出席名单|length }}` 印人数。
标签里只能写名称、比较和 and、or、not；写不进运算和程序，所以模板不会执行任何东西。
页眉、页脚、文本框里也能写标签。`{# 说明 #}` 是给自己看的话，不会印出来。

## 先检查，后使用
上传时逐个标签检查，有错的不启用，并指出在第几段、第几个表格的第几行第几格、该怎么改。最多 10 MB；不收带宏的格式、旧 .doc、嵌入的对象和引用外部内容的文件。
标签被 Word 拆成几截（改过半个标签的字体、拼写检查）不算错，会自动合在一起。
填写之前先用示例内容预览。旧模板停用后仍留存，已生成的文书不受影响。

## 示例
上传页可以下载示例模板（由 `archive.domain.sample` 生成）。它的开头是：

```
{{ 党支部 }}
会议记录
| 会议主题 | {{ 会议主题 }} |
| 时间 | {{ 时间 }} | 地点 | {{ 地点 }} |
{%p for 项 in 议程 %}
{{ 项.中文序号 }}、{{ 项.标题 }}（{{ 项.性质 }}）
{%p endfor %}
```

"""


def manual() -> str:
    """The whole page in Markdown; ``docs/templates.md`` is its kept copy."""
    return HEAD + "\n".join(_chapter(vocabulary) for vocabulary in VOCABULARIES.values())


def _chapter(vocabulary: Vocabulary) -> str:
    lines = [f"## 词表：{vocabulary.label}", ""]
    lines += _table(vocabulary.entries)
    for path, words in _lists(vocabulary.entries):
        lines += ["", f"### 清单：{path}", ""]
        if words.fields:
            lines += [
                f"`{{%p for 项 in {path} %}}` 之后可用：",
                "",
                *_table(words.fields, owner="项."),
            ]
        else:
            lines.append(
                f'一个一个的值：`{{{{ {path}|join("、") }}}}`。例：{"、".join(words.examples)}。'
            )
    return "\n".join(lines) + "\n"


def _table(entries: tuple[Entry, ...], *, owner: str = "") -> list[str]:
    rows = ["| 名称 | 英文名 | 意思 | 例 |", "| --- | --- | --- | --- |"]
    for entry in entries:
        example = "清单，见下" if isinstance(entry, Words) else entry.example or "（空）"
        rows.append(
            f"| `{owner}{entry.name}` | `{owner}{entry.english}` | {entry.meaning} | {example} |"
        )
    return rows


def _lists(entries: tuple[Entry, ...], *, owner: str = "") -> list[tuple[str, Words]]:
    found: list[tuple[str, Words]] = []
    for entry in entries:
        if isinstance(entry, Words):
            found.append((f"{owner}{entry.name}", entry))
            found += _lists(entry.fields, owner="项.")
    return found
