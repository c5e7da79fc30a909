"""Pages of organisational life: the list, the plan, the meeting, its record, themes, papers."""
