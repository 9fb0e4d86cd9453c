"""The rules that decide: one file a rule, values in and values out. Others fetch what they need, and store what they say."""
