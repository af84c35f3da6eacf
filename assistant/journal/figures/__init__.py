"""Figures: what the records of many seats come to, for whoever answers for the process.

Who did something is never asked here: no figure is by person, and no free word is read.
`tale` gathers a case, `sums` adds cases up; neither knows a disk or a clock.
"""
