"""Files handed in, until they are confirmed (待导入文件)."""

from zhibu.kit.stored import Store

store = Store("imports")
