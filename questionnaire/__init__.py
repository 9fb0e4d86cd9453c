"""What is asked: XLSForm in, expressions, layout, workbook out, answers in, checks. Knows no mail."""
