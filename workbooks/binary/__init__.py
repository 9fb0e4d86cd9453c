"""The records of Excel's binary workbooks: xls (BIFF) and xlsb."""
