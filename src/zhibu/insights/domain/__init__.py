"""Calculation on plain values: spans of months, figures, marks of a form."""
