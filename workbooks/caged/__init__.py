"""Files opened and patched in the caged child process: what is asked, what is done there, and how a workbook travels out."""
