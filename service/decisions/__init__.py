"""What a person says, as every verb that decides takes it: the entry of the journal, and the cases that it opens."""
