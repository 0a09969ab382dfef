const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be compared with an id column; anything else would be an error of the database. */
export const isRunId = (text: string): boolean => UUID.test(text);
