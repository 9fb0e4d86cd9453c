"""Ten stories in a real browser (Debian's Chromium), from end to end, on servers that run.

`counterfoil serve` and `counterfoil run --live` are processes of their own (`house.py`). Letters go to Postfix, which hands them on to
where people's mail lies; answers go to Postfix, which vouches for their authors and puts them into Dovecot, from which `run` collects them
(`post.py`; where these cannot be started, the demo's own SMTP and IMAP servers take their place). The store is SQLite, and
PostgreSQL too where that is said. What the browser does is seen in what comes of it.

1. From an empty office to an exported answer, on both databases: the first person's link as `serve` prints it, a list, two mailings, an
   answer by mail, its receipt in the mailbox, the file with the answer. `test_lists.py`
2. A case is decided by mail and in the browser: each door sees what the other did, and the coordinator's mailbox says so.
   `test_deciding.py`
3. Undo: by another person, and the undoing again; the organisation gets a letter each time. `test_deciding.py`
4. A wrong list is mended before it is loaded: the letter in the mailbox greets people as it should. `test_lists.py`
5. Two persons approve: nothing leaves before the second one has, and then it does. `test_people.py`
6. A role that may not: no button, no page, and what is asked for all the same is not done. `test_people.py`
7. A stolen session ends with its owner's, and what is asked for with it is not done. `test_people.py`
8. Concurrent decisions, on both databases: one stands, once, and the other person is told whose. `test_deciding.py`
9. An upload of 5,000 contacts, all of which can be taken away again. `test_lists.py`
10. A mailing is watched, paused and resumed, while letters leave one by one. `test_mailing.py`
"""
