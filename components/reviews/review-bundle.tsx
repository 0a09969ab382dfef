"use client";

import { Button } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ChangeLines } from "./change-lines.tsx";
import { connectionText, openRunsText, limitsText, scheduleText, subFlowText, testsText } from "./bundle-texts.ts";
import type { Review } from "./review-page.tsx";
import classes from "./reviews.module.css";

/** Everything that goes live together, in words. */
export function ReviewBundle({ review, onCanvas }: { readonly review: Review; readonly onCanvas: () => void }) {
  const { before, document, bundle } = review;
  const names = new Map(document.nodes.map(({ id, name }) => [id, name ?? id]));
  const nameOf = (nodeId: string): string => names.get(nodeId) ?? nodeId;
  const around: readonly (readonly [title: string, lines: readonly string[], none: string])[] = [
    ["Tests", testsText(bundle.tests, nameOf), "The mappings of this flow have no tests."],
    ["Connections", bundle.connections.map((one) => connectionText(one, nameOf)), "It calls no connection."],
    ["Sub-flows", bundle.subFlows.map((one) => subFlowText(one, nameOf)), "It runs no other flow."],
    ["Schedules", bundle.schedules.map((one) => scheduleText(one, nameOf)), "It does not start by itself."],
    ["Limits", limitsText(bundle.limits), "It has no limits of its own."],
    ["Open runs", openRunsText(bundle.inFlight), "None, when the review was asked for."],
  ];
  return (
    <>
      <section className={classes["card"]} aria-label="What changes">
        <Head title={`What changes${before ? ` since version ${before.version}` : ""}`}>
          <Button size="compact-sm" variant="default" leftSection={<IconRoute size={14} />} onClick={onCanvas}>
            Compare on the canvas
          </Button>
        </Head>
        <ChangeLines review={review} />
      </section>
      {bundle.changes.length === 0 ? null : (
        <section className={classes["card"]} aria-label="Who changed it">
          <Head title="Who changed it" />
          <ul className={classes["lines"]}>
            {bundle.changes.map(({ author, label, at }, index) => (
              <li key={index}>
                {author}: {label}, <RelativeTime at={at} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={classes["card"]} aria-label="What goes live with it">
        <Head title="What goes live with it" />
        <dl className={classes["around"]}>
          {around.map(([title, lines, none]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{lines.length === 0 ? <p className={classes["text"]}>{none}</p> : <Lines lines={lines} none={none} />}</dd>
            </div>
          ))}
        </dl>
        <p className={classes["hash"]}>
          A decision counts for exactly this: <code>{review.bundleHash.slice(0, 19)}…</code>
        </p>
      </section>
    </>
  );
}

const Head = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className={classes["head"]}>
    <h2>{title}</h2>
    {children}
  </div>
);

function Lines({ lines, none }: { readonly lines: readonly string[]; readonly none: string }) {
  if (lines.length === 0) return <p className={classes["text"]}>{none}</p>;
  return (
    <ul className={classes["lines"]}>
      {lines.map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ul>
  );
}
