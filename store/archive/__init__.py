"""The archive of originals and its shelves: a folder or a bucket; and what lies beside it, as the dispatch book and the log of erasures."""
