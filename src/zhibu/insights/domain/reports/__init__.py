"""A school's own workbook: how it looks, what its cells hold, and the same workbook filled (报表)."""
