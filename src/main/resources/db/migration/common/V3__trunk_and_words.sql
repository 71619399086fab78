-- The trunk that a call came over; null for recordings of earlier versions.
ALTER TABLE recording ADD COLUMN trunk VARCHAR(255);

-- What free text is looked for in, in lower case: addresses and names of participants, a line each, then a tab, then
-- other words.
ALTER TABLE recording ADD COLUMN words VARCHAR(4000) DEFAULT '' NOT NULL;

-- The Call-ID is found like what other systems call the call.
INSERT INTO recording_identifier (recording_id, kind, text)
    SELECT id, 'call-id', SUBSTRING(call_id FROM 1 FOR 255) FROM recording WHERE call_id <> '';
