"use client";

import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { IconCheck, IconCircleDashed, IconDots, IconPencil, IconX } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { whyNotName, type MappingTests } from "#engine/core/mapping/test-cases/edit-tests.ts";
import type { MappingTest } from "#engine/core/mapping/test-cases/mapping-test.ts";
import type { MappingTestResult } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { EditTest } from "./edit-test.tsx";
import classes from "./mapping-tests.module.css";
import { placeOf, whatIsWrong } from "./test-summary.ts";

interface TestRowProps {
  readonly tests: MappingTests;
  readonly index: number;
  /** `undefined` until it has run. */
  readonly result: MappingTestResult | undefined;
  readonly canEdit: boolean;
  /** Counts how often the focus came here: its name was just looked at, or the row beside it is gone. */
  readonly focusTurn: number;
  /** With the name it has already, nothing changes. */
  readonly onName: (name: string) => void;
  readonly onAccept: (result: MappingTestResult) => void;
  readonly onData: (test: MappingTest) => void;
  readonly onDelete: () => void;
}

/** One test: whether it passes and what is different; opened, what it is given and what it expects. */
export function TestRow({ tests, index, result, canEdit, focusTurn, onName, onAccept, onData, onDelete }: TestRowProps) {
  const test = tests[index]!;
  const [isOpen, setOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const body = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focusTurn > 0) toggle.current?.focus();
  }, [focusTurn]);
  const wrong = result && !result.passed ? whatIsWrong(result) : "";
  return (
    <li className={classes["row"]}>
      <div className={classes["line"]}>
        {isNaming ? (
          <NameInput
            tests={tests}
            index={index}
            onName={(name) => {
              setNaming(false);
              onName(name ?? test.name);
            }}
          />
        ) : (
          <button
            type="button"
            className={classes["toggle"]}
            ref={toggle}
            aria-expanded={isOpen}
            aria-controls={body}
            onClick={() => setOpen(!isOpen)}
          >
            <FoldArrow isOpen={isOpen} />
            <Mark result={result} />
            <span className={classes["name"]}>{test.name}</span>
            {wrong === "" ? null : <span className={classes["wrong"]}>{wrong}</span>}
          </button>
        )}
        {canEdit && result && !result.passed ? (
          <Button size="compact-xs" variant="subtle" onClick={() => onAccept(result)}>
            Accept output
          </Button>
        ) : null}
        {canEdit ? <RowMenu name={test.name} isNaming={isNaming} onRename={() => setNaming(true)} onDelete={onDelete} /> : null}
      </div>
      {isOpen ? (
        <div id={body} className={classes["body"]}>
          <Details test={test} result={result} onData={canEdit ? onData : undefined} />
        </div>
      ) : null}
    </li>
  );
}

const takeFocus = (button: HTMLButtonElement | null): void => button?.focus();

function Mark({ result }: { readonly result: MappingTestResult | undefined }) {
  const [Glyph, state, word] = !result
    ? ([IconCircleDashed, "waiting", "Not run yet"] as const)
    : result.passed
      ? ([IconCheck, "passed", "Passes"] as const)
      : ([IconX, "failed", "Fails"] as const);
  return (
    <span className={classes["mark"]} data-state={state}>
      <Glyph size={14} stroke={2.25} aria-hidden /> {word}
    </span>
  );
}

interface RowMenuProps {
  readonly name: string;
  /** Then the focus belongs to the name, and not to what opened the menu. */
  readonly isNaming: boolean;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

function RowMenu({ name, isNaming, onRename, onDelete }: RowMenuProps) {
  return (
    <Menu position="bottom-end" returnFocus={!isNaming}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={`More for the test "${name}"`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onRename}>Rename</Menu.Item>
        <Menu.Item color="red" onClick={onDelete}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface NameInputProps {
  readonly tests: MappingTests;
  readonly index: number;
  /** `undefined`: it keeps its name. */
  readonly onName: (name: string | undefined) => void;
}

function NameInput({ tests, index, onName }: NameInputProps) {
  const [name, setName] = useState(tests[index]?.name ?? "");
  const problem = whyNotName(tests, index, name);
  const hasEnded = useRef(false);
  const end = (given: string | undefined): void => {
    if (hasEnded.current) return;
    hasEnded.current = true;
    onName(given);
  };
  return (
    <TextInput
      className={classes["input"] ?? ""}
      size="xs"
      aria-label="Name of the test"
      value={name}
      error={problem}
      ref={focusInput}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={({ currentTarget }) => setName(currentTarget.value)}
      onBlur={() => end(problem === undefined ? name.trim() : undefined)}
      onKeyDown={(event) => {
        if (event.key === "Escape") end(undefined);
        if (event.key !== "Enter" || problem !== undefined) return;
        // The focus goes to the row, which must not be opened by the same key.
        event.preventDefault();
        end(name.trim());
      }}
    />
  );
}

const focusInput = (input: HTMLInputElement | null): void => input?.focus();

interface DetailsProps {
  readonly test: MappingTest;
  readonly result: MappingTestResult | undefined;
  /** Absent where nothing may be changed. */
  readonly onData: ((test: MappingTest) => void) | undefined;
}

function Details({ test, result, onData }: DetailsProps) {
  const [isEditing, setEditing] = useState(false);
  const [wasEdited, setEdited] = useState(false);
  const end = (): void => {
    setEditing(false);
    setEdited(true);
  };
  if (isEditing && onData) {
    const save = (next: MappingTest): void => {
      end();
      onData(next);
    };
    return <EditTest test={test} onSave={save} onCancel={end} />;
  }
  return (
    <>
      {result && result.differences.length > 0 ? (
        <table className={classes["differences"]}>
          <caption>What is different</caption>
          <tbody>
            {result.differences.map((difference) => (
              <tr key={difference.path}>
                <th scope="row">{placeOf(difference) || "the value"}</th>
                <td>{difference.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <div className={classes["data"]}>
        <Data title="Given" value={test.given} what="given data" />
        {test.fails === undefined ? (
          <Data title="Expected" value={test.expected as JsonValue} what="expected value" />
        ) : (
          <div>
            <h4 className={classes["title"]}>Expected</h4>
            <p className={classes["quiet"]}>
              It fails with <code className="mono">{test.fails}</code>.
            </p>
          </div>
        )}
        {result?.passed === false && result.output !== undefined ? (
          <Data title="Made" value={result.output} what="value that was made" />
        ) : null}
      </div>
      {onData ? (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPencil size={14} aria-hidden />}
            ref={wasEdited ? takeFocus : undefined}
            onClick={() => setEditing(true)}
          >
            Edit as JSON
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Data({ title, value, what }: { readonly title: string; readonly value: JsonValue; readonly what: string }) {
  return (
    <div>
      <h4 className={classes["title"]}>{title}</h4>
      <JsonTree value={value} what={what} />
    </div>
  );
}
