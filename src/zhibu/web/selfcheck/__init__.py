"""The self-check (减负自查): every clause as a question, answered from the settings and the code."""
