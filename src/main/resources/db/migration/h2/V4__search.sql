-- Words that recordings of earlier versions are found by move to where they are looked for now.
UPDATE recording SET words = COALESCE((
    SELECT SUBSTRING(LISTAGG(text, CHAR(10)) WITHIN GROUP (ORDER BY text) FROM 1 FOR 3999)
    FROM recording_identifier WHERE recording_id = recording.id AND kind = 'participant'), '') || CHAR(9);

DELETE FROM recording_identifier WHERE kind = 'participant';

-- A page of each kind is read off an index, newest first.
DROP INDEX recording_identifier_by_text;
CREATE INDEX recording_identifier_by_text ON recording_identifier (text, kind, recording_id);

DROP INDEX recording_by_state;
CREATE INDEX recording_by_state ON recording (state, started_at DESC, id DESC);
CREATE INDEX recording_by_trunk ON recording (trunk, started_at DESC, id DESC);
CREATE INDEX recording_by_duration ON recording (duration_ms);
