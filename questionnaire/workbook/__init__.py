"""The questionnaire as a workbook: built once per language, stamped once per organisation."""
