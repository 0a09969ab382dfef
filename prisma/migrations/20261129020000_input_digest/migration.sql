-- What a collected start was, so that the same key with another input is told from a repeat. A run has its input in its log.
ALTER TABLE "limited_start" ADD COLUMN "input_digest" TEXT;
