"""Who is asked: contact lists read from CSV and spreadsheets, cleaned, compared with what is known, and selected for a mailing."""
