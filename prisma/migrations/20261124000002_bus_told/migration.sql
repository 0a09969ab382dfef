-- Whoever delivers events hears of a new one at once instead of looking for it.
CREATE FUNCTION tell_of_bus_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('omnilink_bus', '');
  RETURN NULL;
END $$;

CREATE TRIGGER bus_event_told AFTER INSERT ON bus_event FOR EACH STATEMENT EXECUTE FUNCTION tell_of_bus_events();
