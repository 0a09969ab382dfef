"use client";

import { useEffect, useRef } from "react";
import type { ImportedElement } from "#engine/core/import/import-result.ts";
import { accountsOf, outcomeLooks, type Account } from "./accounting.ts";
import classes from "./import.module.css";

interface ElementListProps {
  readonly elements: readonly ImportedElement[];
  /** The node that the preview shows as chosen. */
  readonly selected: string | undefined;
  readonly onSelect: (nodeId: string) => void;
}

/** Every element of the file, by what became of it. Choosing one shows its box in the preview, and the other way round. */
export function ElementList({ elements, selected, onSelect }: ElementListProps) {
  return accountsOf(elements).map((account) => (
    <Outcome key={account.outcome} account={account} selected={selected} onSelect={onSelect} />
  ));
}

interface OutcomeProps extends Omit<ElementListProps, "elements"> {
  readonly account: Account;
}

function Outcome({ account: { outcome, elements }, selected, onSelect }: OutcomeProps) {
  const { word, icon: Glyph, meaning, tone } = outcomeLooks[outcome];
  return (
    <section className={classes["outcome"]} data-tone={tone} aria-label={`${word}: ${elements.length}`}>
      <h3 className={classes["outcomeName"]}>
        <Glyph size={16} stroke={1.75} aria-hidden className={classes["glyph"]} />
        {word}
        <span className={classes["count"]}>{elements.length}</span>
      </h3>
      <p className={classes["quiet"]}>{meaning}</p>
      <ul className={classes["elements"]}>
        {elements.map((element) => (
          <Element
            key={element.id}
            element={element}
            isSelected={selected !== undefined && element.nodeIds.includes(selected)}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </section>
  );
}

interface ElementProps {
  readonly element: ImportedElement;
  readonly isSelected: boolean;
  readonly onSelect: (nodeId: string) => void;
}

function Element({ element: { id, name, type, note, nodeIds }, isSelected, onSelect }: ElementProps) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  const label = name.trim() === "" ? id : name;
  const [nodeId] = nodeIds;
  return (
    <li ref={row} className={classes["element"]} data-selected={isSelected || undefined}>
      <div className={classes["elementHead"]}>
        {nodeId === undefined ? (
          <span className={classes["elementName"]}>{label === "" ? "Without a name" : label}</span>
        ) : (
          <button type="button" className={classes["elementName"]} aria-pressed={isSelected} onClick={() => onSelect(nodeId)}>
            {label === "" ? "Without a name" : label}
          </button>
        )}
        <span className={classes["type"]}>{type}</span>
      </div>
      {note === undefined ? null : <p className={classes["note"]}>{note}</p>}
    </li>
  );
}
