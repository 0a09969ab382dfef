import type { Problem } from "#engine/core/problem.ts";
import classes from "./flow-page.module.css";
import { lineAndColumn, locatePointer } from "./json-position.ts";

interface ProblemListProps {
  readonly problems: readonly Problem[];
  /** The JSON text the problems are about. */
  readonly text: string;
  readonly onShow: (pointer: string) => void;
}

/** What the contract refuses: place, reason and remedy. Choosing one selects the place in the text. */
export function ProblemList({ problems, text, onShow }: ProblemListProps) {
  return (
    <ul className={classes["problems"]} role="alert" aria-label="Problems of the input">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.path} ${problem.message}`}>
          <button
            type="button"
            className={classes["problem"]}
            data-severity={problem.severity}
            onClick={() => onShow(problem.path)}
          >
            <strong>{problem.message}</strong>
            <span className={classes["problemFix"]}>{problem.fix}</span>
            <span className={classes["problemPlace"]}>{placeOf(problem.path, text)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function placeOf(pointer: string, text: string): string {
  const { line } = lineAndColumn(text, locatePointer(text, pointer).from);
  return `line ${line}${pointer === "" ? "" : ` · ${pointer}`}`;
}
