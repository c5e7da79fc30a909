"""Scans and templates, as long as a row names them."""

from zhibu.kit.stored import Store

store = Store("archive")
