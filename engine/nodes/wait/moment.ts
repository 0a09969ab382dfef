import { z } from "zod";

const MESSAGE = "must be an ISO 8601 date and time with its zone, such as 2027-01-31T09:00:00Z or 2027-01-31T09:00:00+01:00";

/** A point in time. The zone is required: without one the same text would mean another moment on another machine. */
export const moment = z.iso.datetime({ offset: true, error: MESSAGE });
