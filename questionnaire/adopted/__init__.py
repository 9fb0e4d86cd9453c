"""A form whose workbook an agency designed by hand: that very file is sent, and read back by where its answers stand."""
