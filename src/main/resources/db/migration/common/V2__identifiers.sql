-- What calls are searched by: identifiers of other systems, and addresses and names of participants.
CREATE TABLE recording_identifier (
    recording_id VARCHAR(36) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    text VARCHAR(255) NOT NULL,
    PRIMARY KEY (recording_id, kind, text),
    FOREIGN KEY (recording_id) REFERENCES recording (id) ON DELETE CASCADE
);

CREATE INDEX recording_identifier_by_text ON recording_identifier (text);
