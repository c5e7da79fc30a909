"""Pure parts of the archive (佐证材料): templates checked and filled, files looked at, no storage."""
