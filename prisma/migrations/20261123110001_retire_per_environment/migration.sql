-- Taking a flow out of service is written down beside what went live: a row without a version.
ALTER TABLE "flow_activation" ALTER COLUMN "version" DROP NOT NULL;
