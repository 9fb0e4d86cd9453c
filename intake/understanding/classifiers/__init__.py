"""The rules of classification: every module here with an object `RULE` is one; `order` says which is asked first."""
