"""Packs for other hands: as sheets for a spreadsheet and tables for other engines, there and back.

Part of `rules`: pure, and imports nothing else of ours. A pack stays the master; what
comes back is held against it row by row. Only `workbook` knows openpyxl, and only at use.
"""
