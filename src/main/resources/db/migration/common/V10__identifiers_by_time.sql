-- When the recording began stands beside each of its identifiers, so that an index gives those of a busy agent newest first:
-- a page is read off it, however many calls that agent had.
ALTER TABLE recording_identifier ADD COLUMN started_at TIMESTAMP(6) WITH TIME ZONE;

UPDATE recording_identifier
    SET started_at = (SELECT started_at FROM recording WHERE recording.id = recording_identifier.recording_id);

ALTER TABLE recording_identifier ALTER COLUMN started_at SET NOT NULL;

DROP INDEX recording_identifier_by_text;
CREATE INDEX recording_identifier_by_text
    ON recording_identifier (text, kind, started_at DESC, recording_id DESC);
