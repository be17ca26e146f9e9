"""Writes the table of a CSV file as .xlsx (openpyxl) and .docx (python-docx), the way officials lay one out.

    write_office_files.py <table.csv> <folder>

A title stands above the table, headings are merged over all columns, dates are dates, line breaks are paragraphs.
"""
import csv
import datetime
import pathlib
import re
import sys

import docx
import openpyxl

source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
with source.open(encoding="utf-8-sig", newline="") as stream:
    rows = list(csv.reader(stream))
width = len(rows[0])
titles = ["ỦY BAN NHÂN DÂN", "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ", ""]


def is_heading(row):
    return sum(1 for cell in row if cell) == 2 and row[0] and row[1]


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Phụ lục"
    for number, title in enumerate(titles, start=1):
        sheet.cell(row=number, column=1, value=title or None)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    for number, row in enumerate(rows, start=len(titles) + 1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column)
            if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
                cell.value = datetime.datetime.strptime(text, "%d/%m/%Y")
                cell.number_format = "dd/mm/yyyy"
            elif re.fullmatch(r"\d+", text):
                cell.value = int(text)
            elif text:
                cell.value = text
                cell.data_type = "s"
        if is_heading(row):
            sheet.merge_cells(start_row=number, start_column=2, end_row=number, end_column=width)
    book.save(folder / "openpyxl.xlsx")


def document():
    paper = docx.Document()
    for title in titles:
        paper.add_paragraph(title)
    table = paper.add_table(rows=0, cols=width)
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        if is_heading(row):
            cells[1].merge(cells[width - 1])
            cells = [cells[0], cells[1]]
            row = row[:2]
        for cell, text in zip(cells, row):
            lines = text.split("\n")
            cell.paragraphs[0].add_run(lines[0][: len(lines[0]) // 2])
            cell.paragraphs[0].add_run(lines[0][len(lines[0]) // 2 :]).bold = True
            for line in lines[1:]:
                cell.add_paragraph(line)
    paper.add_paragraph("Nơi nhận: như trên.")
    paper.save(folder / "python-docx.docx")


workbook()
document()
