"use client";

import { Button, Checkbox, Modal, Slider } from "@mantine/core";
import { useMemo, useState } from "react";
import { autoMap, DEFAULT_THRESHOLD, linesToEdits, type AutoMapLine } from "#engine/core/mapping/auto-map/auto-map.ts";
import { listTargetFields } from "#engine/core/mapping/model/mapping-model.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { isJsonObject } from "#engine/core/json.ts";
import classes from "./dialogs.module.css";
import { sampleAt } from "#components/shared/expression/scope-fields.ts";
import { sampledTree } from "./sampled-tree.ts";
import { isCovered } from "./target-rows.ts";
import { namesOf } from "./tree-rows.ts";
import type { Mapper } from "./use-mapper.ts";

interface AutoMapSource {
  /** JSON Schema of everything in scope. */
  readonly scope: JsonObject;
  readonly schemas: Schemas;
  readonly sample: JsonObject;
}

interface AutoMapReviewProps {
  readonly mapper: Mapper;
  readonly source: AutoMapSource;
  readonly onClose: () => void;
}

/** Proposed lines, the surest first: what is taken is one edit, and one undo. Nothing that is mapped already is touched. */
export function AutoMapReview({ mapper, source, onClose }: AutoMapReviewProps) {
  const lines = useMemo(() => proposeLines(mapper, source), [mapper, source]);
  const [threshold, setThreshold] = useState(DEFAULT_THRESHOLD);
  const [changed, setChanged] = useState<ReadonlyMap<AutoMapLine, boolean>>(new Map());
  const isChosen = (line: AutoMapLine): boolean => changed.get(line) ?? line.score >= threshold;
  const chosen = lines.filter(isChosen);
  const accept = (accepted: readonly AutoMapLine[]): void => {
    onClose();
    mapper.editAll(linesToEdits(accepted), accepted.length === 1 ? "Auto-map 1 field" : `Auto-map ${accepted.length} fields`);
  };
  return (
    <Modal opened onClose={onClose} title="Auto-map" size="xl">
      <div className={classes["body"]}>
        {lines.length === 0 ? (
          <p className={classes["none"]}>
            No field of the target that is still open looks like a source field. Map them by hand; auto-map learns what belongs
            together from what is mapped.
          </p>
        ) : (
          <>
            <div>
              <p className={classes["found"]} id="auto-map-threshold">
                Choose lines that are at least {Math.round(threshold * 100)} % sure
              </p>
              <Slider
                value={threshold}
                onChange={(next) => {
                  setThreshold(next);
                  setChanged(new Map());
                }}
                min={0.45}
                max={1}
                step={0.05}
                label={null}
                thumbProps={{ "aria-labelledby": "auto-map-threshold" }}
              />
            </div>
            <ul className={classes["lines"]}>
              {lines.map((line) => (
                <Line
                  key={line.target.path.join("\n")}
                  line={line}
                  isChosen={isChosen(line)}
                  onChoose={(is) => setChanged((before) => new Map(before).set(line, is))}
                  onAccept={() => accept([line])}
                />
              ))}
            </ul>
          </>
        )}
        <div className={classes["actions"]}>
          <Button variant="default" onClick={onClose}>
            {lines.length === 0 ? "Close" : "Cancel"}
          </Button>
          {lines.length > chosen.length ? (
            <Button variant="default" onClick={() => accept(lines)}>
              Map all {lines.length}
            </Button>
          ) : null}
          {lines.length > 0 ? (
            <Button disabled={chosen.length === 0} onClick={() => accept(chosen)}>
              Map {chosen.length} chosen
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}

interface LineProps {
  readonly line: AutoMapLine;
  readonly isChosen: boolean;
  readonly onChoose: (is: boolean) => void;
  readonly onAccept: () => void;
}

function Line({ line: { source, target, score, reason }, isChosen, onChoose, onAccept }: LineProps) {
  const [from, to] = [namesOf(source.path).join("."), namesOf(target.path).join(".")];
  return (
    <li className={classes["line"]}>
      <Checkbox
        checked={isChosen}
        onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
        aria-label={`${from} to ${to}`}
      />
      <span className={classes["pair"]}>
        <span className="mono">{from}</span> → <span className="mono">{to}</span>
        <span className={classes["reason"]}>{reason}</span>
      </span>
      <span className={classes["score"]} data-sure={score >= DEFAULT_THRESHOLD || undefined}>
        {Math.round(score * 100)} %
      </span>
      <Button size="compact-xs" variant="subtle" onClick={onAccept} aria-label={`Map only ${from} to ${to}`}>
        Only this
      </Button>
    </li>
  );
}

function proposeLines(mapper: Mapper, { scope, schemas, sample }: AutoMapSource): AutoMapLine[] {
  if (!mapper.target) return [];
  const taken = new Set(listTargetFields(mapper.model).map(({ path }) => JSON.stringify(path)));
  const lines = autoMap({ sources: sourcesOf(scope, schemas, sample), target: mapper.target, taken });
  return lines.filter(({ target: { path } }) => !isCovered(mapper.made, path));
}

/** The input, each step before and the item of a loop: each is a schema of its own. */
function sourcesOf(scope: JsonObject, schemas: Schemas, sample: JsonObject) {
  const roots = membersOf(scope).flatMap(([name, schema]): (readonly [readonly string[], JsonObject])[] => {
    if (name === "run" || name === "index") return [];
    return name === "steps" ? membersOf(schema).map(([step, output]) => [["steps", step], output] as const) : [[[name], schema]];
  });
  return roots.map(([at, schema]) => {
    const value = sampleAt(sample, at);
    return { at, tree: sampledTree(openSchemaTree(schema, schemas), isJsonObject(value) ? value : {}) };
  });
}

function membersOf(schema: JsonObject): (readonly [string, JsonObject])[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  return Object.entries(properties).flatMap(([name, member]) => (isJsonObject(member) ? [[name, member] as const] : []));
}
