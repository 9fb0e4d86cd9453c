"""A newer edition of an adopted workbook: how a form stands to it, by its questions, its rows and its checks."""
