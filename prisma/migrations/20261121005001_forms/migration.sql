-- A form is an approval that asks for data: its schema, what it is filled in with at first, and the answer.
ALTER TABLE "approval" ADD COLUMN "form" JSON, ADD COLUMN "initial" JSON, ADD COLUMN "answer" JSON;

-- The check only widens, so rows written before are valid and need not be looked at.
ALTER TABLE approval DROP CONSTRAINT approval_status_check;
ALTER TABLE approval ADD CONSTRAINT approval_status_check
  CHECK (status IN ('pending', 'approved', 'rejected', 'answered', 'timedOut', 'closed')) NOT VALID;
ALTER TABLE approval VALIDATE CONSTRAINT approval_status_check;
