"""Lists of choices: on the sheet choices, in files beside the form, filtered, searched for, or offered in another way."""
