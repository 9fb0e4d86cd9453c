"""What a coordinator's mail says of a case or a workbook. Whatever is not surely that says nothing."""
