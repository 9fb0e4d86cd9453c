-- Shape 1 of the database, in the words of SQLite (`create` has those of PostgreSQL). It stays as it is when the program's tables change.

CREATE TABLE organisation (code VARCHAR NOT NULL, name VARCHAR NOT NULL, country VARCHAR NOT NULL, region VARCHAR NOT NULL, PRIMARY KEY (code));
CREATE TABLE contact (
    organisation VARCHAR NOT NULL, address VARCHAR NOT NULL, name VARCHAR NOT NULL, salutation VARCHAR NOT NULL, language VARCHAR NOT NULL,
    role VARCHAR NOT NULL, extra JSON NOT NULL,
    PRIMARY KEY (organisation, address), FOREIGN KEY(organisation) REFERENCES organisation (code)
);
CREATE INDEX ix_contact_address ON contact (address);
CREATE INDEX ix_contact_address_lower ON contact (lower(address));
CREATE TABLE list_entry (list VARCHAR NOT NULL, organisation VARCHAR NOT NULL, address VARCHAR NOT NULL, PRIMARY KEY (list, organisation, address));
CREATE TABLE suppression (address VARCHAR NOT NULL, reason VARCHAR NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (address));

CREATE TABLE study (id VARCHAR NOT NULL, paused BOOLEAN NOT NULL, deadline DATE, PRIMARY KEY (id));
CREATE TABLE study_version (
    study VARCHAR NOT NULL, version INTEGER NOT NULL, applied_at DATETIME NOT NULL, files JSON NOT NULL, PRIMARY KEY (study, version)
);
CREATE TABLE layout (version VARCHAR NOT NULL, study VARCHAR NOT NULL, data VARCHAR NOT NULL, PRIMARY KEY (version, study));
CREATE TABLE due (
    study VARCHAR NOT NULL, what VARCHAR NOT NULL, due_at DATETIME NOT NULL, done_at DATETIME NOT NULL, outcome VARCHAR NOT NULL,
    PRIMARY KEY (study, what)
);

CREATE TABLE invitation (
    id INTEGER NOT NULL, study VARCHAR NOT NULL, organisation VARCHAR NOT NULL, serial INTEGER NOT NULL, reference VARCHAR NOT NULL,
    token VARCHAR NOT NULL, declined BOOLEAN NOT NULL,
    PRIMARY KEY (id), UNIQUE (study, organisation), UNIQUE (reference), UNIQUE (token)
);
CREATE INDEX ix_invitation_organisation ON invitation (organisation);
CREATE INDEX ix_invitation_study ON invitation (study);

CREATE TABLE letter (
    id INTEGER NOT NULL, cause VARCHAR NOT NULL, kind VARCHAR NOT NULL, study VARCHAR NOT NULL, template VARCHAR NOT NULL,
    sender VARCHAR NOT NULL, address VARCHAR NOT NULL, language VARCHAR NOT NULL, role VARCHAR NOT NULL, tag VARCHAR NOT NULL,
    organisation VARCHAR, mailing VARCHAR, context JSON NOT NULL, state VARCHAR NOT NULL, attempts INTEGER NOT NULL,
    planned_at DATETIME NOT NULL, due_at DATETIME NOT NULL, mail_from VARCHAR, own BLOB,
    PRIMARY KEY (id), UNIQUE (cause), UNIQUE (tag)
);
CREATE INDEX ix_letter_address ON letter (address);
CREATE INDEX ix_letter_organisation ON letter (organisation);
CREATE INDEX ix_letter_state ON letter (state);
CREATE INDEX ix_letter_study ON letter (study);
CREATE TABLE attempt (
    id INTEGER NOT NULL, letter_id INTEGER NOT NULL, at DATETIME NOT NULL, outcome VARCHAR NOT NULL, stage VARCHAR NOT NULL, code INTEGER,
    text VARCHAR NOT NULL,
    PRIMARY KEY (id), FOREIGN KEY(letter_id) REFERENCES letter (id)
);
CREATE INDEX ix_attempt_letter_id ON attempt (letter_id);

CREATE TABLE message (
    id INTEGER NOT NULL, sha256 VARCHAR NOT NULL, received_at DATETIME NOT NULL, state VARCHAR NOT NULL, kind VARCHAR, rule VARCHAR,
    why VARCHAR, sender VARCHAR, subject VARCHAR, study VARCHAR, invitation_id INTEGER, effects JSON NOT NULL,
    PRIMARY KEY (id), UNIQUE (sha256)
);
CREATE INDEX ix_message_invitation_id ON message (invitation_id);
CREATE INDEX ix_message_state ON message (state);
CREATE INDEX ix_message_study ON message (study);
CREATE TABLE location (
    mailbox VARCHAR NOT NULL, folder VARCHAR NOT NULL, uidvalidity INTEGER NOT NULL, uid VARCHAR NOT NULL, message_id INTEGER,
    filed BOOLEAN NOT NULL,
    PRIMARY KEY (mailbox, folder, uidvalidity, uid)
);
CREATE INDEX ix_location_filed ON location (filed);
CREATE TABLE bounce (
    id INTEGER NOT NULL, message_id INTEGER NOT NULL, letter_id INTEGER, address VARCHAR NOT NULL, permanent BOOLEAN, status VARCHAR,
    diagnostic VARCHAR NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_bounce_letter_id ON bounce (letter_id);
CREATE INDEX ix_bounce_message_id ON bounce (message_id);

CREATE TABLE submission (
    id INTEGER NOT NULL, invitation_id INTEGER NOT NULL, message_id INTEGER NOT NULL, file_name VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL, sender VARCHAR NOT NULL, received_at DATETIME NOT NULL, state VARCHAR NOT NULL, language VARCHAR NOT NULL,
    findings JSON NOT NULL,
    PRIMARY KEY (id), UNIQUE (invitation_id, fingerprint), FOREIGN KEY(invitation_id) REFERENCES invitation (id)
);
CREATE INDEX ix_submission_invitation_id ON submission (invitation_id);
CREATE INDEX ix_submission_message_id ON submission (message_id);
CREATE INDEX ix_submission_state ON submission (state);
CREATE TABLE answer (
    submission_id INTEGER NOT NULL, question VARCHAR NOT NULL, value VARCHAR NOT NULL,
    PRIMARY KEY (submission_id, question), FOREIGN KEY(submission_id) REFERENCES submission (id)
) WITHOUT ROWID;
CREATE TABLE hold (
    id INTEGER NOT NULL, cause VARCHAR NOT NULL, study VARCHAR, message_id INTEGER, invitation_id INTEGER, submission_id INTEGER,
    file_name VARCHAR, fingerprint VARCHAR, reasons JSON NOT NULL, options JSON NOT NULL, at DATETIME NOT NULL, decision VARCHAR,
    decided_at DATETIME,
    PRIMARY KEY (id), UNIQUE (cause)
);
CREATE INDEX ix_hold_decision ON hold (decision);
CREATE INDEX ix_hold_message_id ON hold (message_id);
CREATE INDEX ix_hold_study ON hold (study);

CREATE TABLE shape (version INTEGER NOT NULL);
