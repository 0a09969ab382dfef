"use client";

import { ActionIcon, Button, Checkbox, Modal, Skeleton, Slider, Tooltip } from "@mantine/core";
import { IconThumbDown } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { autoMap, DEFAULT_THRESHOLD, linesToEdits, type AutoMapLine } from "#engine/core/mapping/auto-map/auto-map.ts";
import type { LearnedPairs } from "#engine/core/mapping/auto-map/learned-pairs.ts";
import { listTargetFields } from "#engine/core/mapping/model/mapping-model.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import { isJsonObject } from "#engine/core/json.ts";
import classes from "./dialogs.module.css";
import { sampleAt } from "#components/shared/expression/scope-fields.ts";
import { sampledTree } from "./sampled-tree.ts";
import { useLearnedPairs } from "./use-learned-pairs.ts";
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

/**
 * Proposed lines, the surest first: what is taken is one edit, and one undo. Nothing that is mapped already is touched. What
 * is turned down, and what is published, teaches the proposals of the whole organization.
 */
export function AutoMapReview(props: AutoMapReviewProps) {
  const { learned, isLoading, turnDown } = useLearnedPairs();
  return (
    <Modal opened onClose={props.onClose} title="Auto-map" size="xl">
      {isLoading ? (
        <div className={classes["body"]} role="group" aria-busy aria-label="Looking for lines">
          <Skeleton height={28} />
          <Skeleton height={180} />
        </div>
      ) : (
        <Proposals {...props} learned={learned} turnDown={turnDown} />
      )}
    </Modal>
  );
}

interface ProposalsProps extends AutoMapReviewProps {
  readonly learned: LearnedPairs;
  readonly turnDown: (lines: readonly AutoMapLine[]) => void;
}

function Proposals({ mapper, source, onClose, learned, turnDown }: ProposalsProps) {
  const [down, setDown] = useState<ReadonlySet<string>>(new Set());
  const proposed = useMemo(() => proposeLines(mapper, source, learned), [mapper, source, learned]);
  const lines = proposed.filter((line) => !down.has(keyOf(line)));
  const [threshold, setThreshold] = useState(DEFAULT_THRESHOLD);
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isChosen = (line: AutoMapLine): boolean => changed.get(keyOf(line)) ?? line.score >= threshold;
  const chosen = lines.filter(isChosen);
  const reject = (line: AutoMapLine): void => {
    setDown((before) => new Set([...before, keyOf(line)]));
    turnDown([line]);
    mapper.announce(`${wordsOf(line)} is not proposed again.`);
  };
  const accept = (accepted: readonly AutoMapLine[]): void => {
    onClose();
    mapper.editAll(linesToEdits(accepted), accepted.length === 1 ? "Auto-map 1 field" : `Auto-map ${accepted.length} fields`);
  };
  return (
    <div className={classes["body"]}>
      {lines.length === 0 ? (
        <p className={classes["none"]}>
          No field of the target that is still open looks like a source field. Map them by hand: once the flow is published,
          auto-map knows these pairs, in all flows of your organization.
        </p>
      ) : (
        <>
          <ThresholdField
            threshold={threshold}
            onChange={(next) => {
              setThreshold(next);
              setChanged(new Map());
            }}
          />
          <ul className={classes["lines"]}>
            {lines.map((line) => (
              <Line
                key={keyOf(line)}
                line={line}
                isChosen={isChosen(line)}
                onChoose={(is) => setChanged((before) => new Map(before).set(keyOf(line), is))}
                onAccept={() => accept([line])}
                onReject={() => reject(line)}
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
  );
}

interface ThresholdFieldProps {
  readonly threshold: number;
  readonly onChange: (threshold: number) => void;
}

const ThresholdField = ({ threshold, onChange }: ThresholdFieldProps) => (
  <div>
    <p className={classes["found"]} id="auto-map-threshold">
      Choose lines that are at least {Math.round(threshold * 100)} % sure
    </p>
    <Slider
      value={threshold}
      onChange={onChange}
      min={0.45}
      max={1}
      step={0.05}
      label={null}
      thumbProps={{ "aria-labelledby": "auto-map-threshold" }}
    />
  </div>
);

interface LineProps {
  readonly line: AutoMapLine;
  readonly isChosen: boolean;
  readonly onChoose: (is: boolean) => void;
  readonly onAccept: () => void;
  readonly onReject: () => void;
}

/** Survives that the lines are worked out again. */
const keyOf = ({ source, target }: AutoMapLine): string => JSON.stringify([source.path, target.path]);

const wordsOf = ({ source, target }: AutoMapLine): string =>
  `${namesOf(source.path).join(".")} to ${namesOf(target.path).join(".")}`;

function Line({ line, isChosen, onChoose, onAccept, onReject }: LineProps) {
  const { source, target, score, reason } = line;
  const [from, to] = [namesOf(source.path).join("."), namesOf(target.path).join(".")];
  return (
    <li className={classes["line"]}>
      <Checkbox checked={isChosen} onChange={({ currentTarget }) => onChoose(currentTarget.checked)} aria-label={wordsOf(line)} />
      <span className={classes["pair"]}>
        <span className="mono">{from}</span> → <span className="mono">{to}</span>
        <span className={classes["reason"]}>{reason}</span>
      </span>
      <span className={classes["score"]} data-sure={score >= DEFAULT_THRESHOLD || undefined}>
        {Math.round(score * 100)} %
      </span>
      <span className={classes["verdict"]}>
        <Button size="compact-xs" variant="subtle" onClick={onAccept} aria-label={`Map only ${wordsOf(line)}`}>
          Only this
        </Button>
        <Tooltip label="Wrong: do not propose this again">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            onClick={onReject}
            aria-label={`Wrong, do not propose again: ${wordsOf(line)}`}
          >
            <IconThumbDown size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </span>
    </li>
  );
}

function proposeLines(mapper: Mapper, { scope, schemas, sample }: AutoMapSource, learned: LearnedPairs): AutoMapLine[] {
  if (!mapper.target) return [];
  const taken = new Set(listTargetFields(mapper.model).map(({ path }) => JSON.stringify(path)));
  const lines = autoMap({ sources: sourcesOf(scope, schemas, sample), target: mapper.target, taken, learned });
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
