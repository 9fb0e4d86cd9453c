from datetime import date, datetime
def dates(text, sent): return ()
