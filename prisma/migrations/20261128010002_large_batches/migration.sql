-- How large the inputs of a batch are together: it is full before its run could no longer be stored or read.
ALTER TABLE "collected_run" ADD COLUMN "bytes" INTEGER NOT NULL DEFAULT 0;
