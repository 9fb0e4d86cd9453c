"""What comes back: `mailboxes` fetch it, `parsing` takes it apart, `understanding` says what it is, and `deciding` what is done about it.

Knows no store and no clock.
"""
