-- What: calls that didn't end well, found by how they ended and by client.
-- Why: a page of one client's refused calls is a few among millions. Only such calls have an entry here, so that a call
-- that goes well pays nothing for it.

CREATE INDEX call_not_ok ON call (outcome, id) WHERE outcome <> 'ok';

CREATE INDEX call_of_client_not_ok ON call (client, outcome, id) WHERE outcome <> 'ok';
