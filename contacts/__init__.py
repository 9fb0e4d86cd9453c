"""Who is asked: contact lists read from CSV and spreadsheets, cleaned, and compared with what is known."""
