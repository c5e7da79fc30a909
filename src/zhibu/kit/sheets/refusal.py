"""Why a whole file cannot be read (整份退回): a code for programs, a sentence for people."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "file-missing": "找不到这个文件：{name}。请核对路径。",
    "file-empty": "文件是空的，一个字节也没有。请重新导出或另存后再传。",
    "file-too-large": "文件有 {size} MB，超过 {limit} MB 的上限。请删去图片，或分成几份再传。",
    "not-a-workbook": "这不是表格，而是{what}。请用 Excel 或 WPS 另存为 .xlsx 后再传。",
    "workbook-encrypted": "文件设有打开密码，无法读取。请在 Excel 或 WPS 里去掉密码，另存后再传。",
    "workbook-macros": "文件带有宏。为安全起见不读取带宏的格式，请另存为不带宏的 .xlsx 后再传。",
    "workbook-binary": "这是二进制工作簿（.xlsb）。请另存为 .xlsx 后再传。",
    "workbook-damaged": "文件已损坏或没有传完，读不出内容。请重新打开原文件，另存后再传。",
    "workbook-bomb": "文件解开后超过 {limit} MB，或内部文件超过 {entries} 个，不像名册。请把名册单独另存后再传。",
    "workbook-entities": "文件内部含有不允许的外部引用或实体声明，未作读取。请用 Excel 或 WPS 另存为 .xlsx 后再传。",
    "workbook-no-cells": "表里没有任何内容。请核对是否传错了文件。",
    "too-many-rows": "工作表“{sheet}”有内容的行超过 {limit} 行。请按学院分成几份再传。",
    "reading-too-slow": "读取超过 {seconds} 秒，已停止。文件未作任何导入，请把名册单独另存后再传。",
    "reading-failed": "读取时占用内存过多或出错，已停止。文件未作任何导入，请用 Excel 或 WPS 另存为 .xlsx 后再传。",
    "text-encoding": "认不出这份文本的编码。请用 Excel 或 WPS 另存为 .xlsx，或存为 UTF-8 的 CSV 后再传。",
    "marked-secret": "文件标有“{mark}”。涉密文件不能进入本平台，未作保存；请按保密规定在涉密设备上处理。",
}


class FileRefused(Exception):
    """The whole file is refused. ``code`` is stable; ``message`` is a Chinese sentence.

    message: given by rooms whose codes are not in ``SENTENCES``.
    """

    def __init__(self, code: str, message: str = "", /, **params: str | int) -> None:
        self.code = code
        self.params = params
        self.message = message or SENTENCES[code].format(**params)
        super().__init__(self.message)
