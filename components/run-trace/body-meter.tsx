"use client";

import { count } from "#engine/core/count.ts";
import classes from "./items.module.css";
import { itemsRunning, type BodyTrace } from "#components/shared/run-view/run-view.ts";

/** How far a container is: done, failed, to be repeated, running; and what it puts up with. */
export function BodyMeter({ body }: { readonly body: BodyTrace }) {
  const { unit, total, done, failed, retrying, concurrency, maxFailures } = body;
  const running = itemsRunning(body);
  const parts = { done, failed, retrying, running };
  const whole = Math.max(1, total ?? done + failed + running);
  const over = done + failed;
  return (
    <div className={classes["meter"]}>
      <div className={classes["meterHead"]}>
        <strong>
          {total === undefined ? `${count(over)} ${unit}${over === 1 ? "" : "s"}` : `${count(done)} of ${count(total)} ${unit}s`}
        </strong>
        {total === undefined || total === 0 ? null : <span>{Math.floor((over / total) * 100)} %</span>}
      </div>
      <div
        className={classes["meterBar"]}
        role="progressbar"
        aria-label={`${unit}s worked on`}
        aria-valuemin={0}
        aria-valuemax={whole}
        aria-valuenow={over}
      >
        {Object.entries(parts).map(([part, number]) =>
          number === 0 ? null : <span key={part} data-part={part} style={{ width: `max(4px, ${(number / whole) * 100}%)` }} />,
        )}
      </div>
      <div className={classes["meterFacts"]}>
        {failed > 0 ? (
          <span data-part="failed">
            {count(failed)} failed{maxFailures === undefined ? "" : ` of ${count(maxFailures)} allowed`}
          </span>
        ) : null}
        {retrying > 0 ? <span>{count(retrying)} to be repeated</span> : null}
        {running > 0 ? <span>{count(running)} running</span> : null}
        {concurrency === undefined || body.outcome ? null : <span>at most {count(concurrency)} at once</span>}
      </div>
    </div>
  );
}
