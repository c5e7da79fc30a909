"""Files waiting to be taken, gone within a day (导出件)."""

from zhibu.kit.stored import Store

store = Store("extracts")
